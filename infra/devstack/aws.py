"""AWS on one machine: ministack's settings, and the production template deployed to it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.client_types import CloudFormationClient, DynamoDBClient
from infra.devstack.settings import DEPLOYMENT, HOST, REGION, ROOT, Settings

PYTHON = ROOT / ".local" / "aws-venv" / "bin" / "python"
TEMPLATE = ROOT / "infra" / "templates" / "storage.yaml"
STACK = f"{DEPLOYMENT}-storage"
KEY = "local"
PARAMETERS = {"Deployment": DEPLOYMENT, "DeletionProtection": "false"}
DEPLOY_PATIENCE_S = 120.0
DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


class DeployFailed(Exception):
    """The storage template was not accepted or not finished by CloudFormation."""


@dataclass(frozen=True, slots=True)
class Storage:
    """The resources that the template created."""

    credit_table: str
    credit_stream: str
    clinics_table: str
    clinics_stream: str
    deliveries: str
    receipts_bucket: str
    proofs_bucket: str
    work_queue: str
    top_up_queue: str


def access(settings: Settings) -> dict[str, str]:
    """Return the environment with which botocore reaches this emulator and nothing else."""
    return {
        "AWS_ENDPOINT_URL": settings.aws_url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def emulator_environment(settings: Settings, state: Path) -> dict[str, str]:
    """Return ministack's own settings: its defaults listen everywhere, keep nothing and look for containers."""
    state.mkdir(parents=True, exist_ok=True)
    return {
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(settings.ports.aws),
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        # Presigned addresses are verified, so it must know the key that signs them.
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state / "services"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        # Its scratch files.
        "TMPDIR": str(state),
        # Listeners that nothing here uses.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # At its start it removes containers that it takes for its own; this machine's containers belong to others.
        "DOCKER_HOST": "unix:///nonexistent",
    }


def cloudformation(settings: Settings) -> CloudFormationClient:
    return boto3.client("cloudformation", **client_settings(settings))


def tables(settings: Settings) -> DynamoDBClient:
    return boto3.client("dynamodb", **client_settings(settings))


def deploy(settings: Settings) -> Storage:
    """Create or update the storage stack from the production template; raise DeployFailed when that fails."""
    require_todays_tables(tables(settings))
    client = cloudformation(settings)
    wanted: dict[str, Any] = {
        "StackName": STACK,
        "TemplateBody": TEMPLATE.read_text(),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in PARAMETERS.items()],
    }
    try:
        _create_or_update(client, wanted)
    except ClientError as error:
        raise DeployFailed(f"CloudFormation refused infra/templates/storage.yaml: {error}") from error
    outputs = _outputs(client)
    return Storage(
        credit_table=outputs["CreditTable"],
        credit_stream=outputs["CreditTableStreamArn"],
        clinics_table=outputs["ClinicsTable"],
        clinics_stream=outputs["ClinicsTableStreamArn"],
        deliveries=outputs["DeliveriesUrl"],
        receipts_bucket=outputs["ReceiptsBucket"],
        proofs_bucket=outputs["ProofsBucket"],
        work_queue=outputs["WorkQueue"],
        top_up_queue=outputs["TopUpQueue"],
    )


def require_todays_tables(client: DynamoDBClient) -> None:
    """Raises DeployFailed for a state of tables with local indexes, which no update removes."""
    try:
        kept = client.describe_table(TableName=f"{DEPLOYMENT}-credit")["Table"]
    except client.exceptions.ResourceNotFoundException:
        return
    if kept.get("LocalSecondaryIndexes"):
        raise DeployFailed("The demo's state is of an older version. Run `make reset`, then `make run` starts afresh.")


def _create_or_update(client: CloudFormationClient, wanted: dict[str, Any]) -> None:
    try:
        client.create_stack(**wanted)
    except client.exceptions.AlreadyExistsException:
        try:
            client.update_stack(**wanted)
        except ClientError as error:
            if "No updates" not in str(error):
                raise


def _outputs(client: CloudFormationClient) -> Mapping[str, str]:
    deadline = time.monotonic() + DEPLOY_PATIENCE_S
    while True:
        stack = client.describe_stacks(StackName=STACK)["Stacks"][0]
        status = stack["StackStatus"]
        if status in DONE:
            return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        if not status.endswith("IN_PROGRESS") or time.monotonic() > deadline:
            reason = stack.get("StackStatusReason", "no reason given")
            raise DeployFailed(f"The storage stack is {status}: {reason}")
        time.sleep(0.1)


def client_settings(settings: Settings) -> dict[str, Any]:
    return {
        "endpoint_url": settings.aws_url,
        "region_name": REGION,
        "aws_access_key_id": KEY,
        "aws_secret_access_key": KEY,
        "config": Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 3}, proxies={}),
    }
