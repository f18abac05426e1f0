"""The SAM template: the output of `chalice package` for app.py, with infra/templates/service.yaml merged into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from infra.packaging.contents import copy_app
from infra.packaging.target import FIRST_SNAPSHOTS, Target, version_of

STAGE = "aws"
"""Chalice's word for a set of settings in .chalice/config.json. All deployments share it and differ in parameters."""
CHALICE = [sys.executable, "-c", "from chalice.cli import main; main()"]
ANY_REGION = "us-east-1"
ALIAS = {"Ref": "APIHandler.Alias"}
"""The alias that AutoPublishAlias publishes, in SAM's own words. The transform puts its name there."""
PLACEHOLDERS = {
    "DEPLOYMENT": "packaging",
    "CREDIT_TABLE": "credit",
    "CLINICS_TABLE": "clinics",
    "RECEIPTS_BUCKET": "receipts",
    "PROOFS_BUCKET": "proofs",
    "WORK_QUEUE": "work",
    "TOP_UP_QUEUE": "top-ups",
    "PROOF_KEY": "arn:aws:kms:us-east-1:000000000000:key/proofs",
    "DELIVERY_QUEUE": "https://sqs.us-east-1.amazonaws.com/000000000000/deliveries.fifo",
    "WEBHOOK_KEY": "packaging",
    "STRIPE_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:stripe",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_packaging",
    "TOKEN_ISSUER": "https://identity.invalid",
    "TOKEN_AUDIENCE": "packaging",
    "TOKEN_JWKS_URL": "https://identity.invalid/keys",
    "AWS_ACCESS_KEY_ID": "packaging",
    "AWS_SECRET_ACCESS_KEY": "packaging",
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""The environment that app.py reads when it is imported. Packaging calls nothing and stores none of it."""


class NotPackaged(Exception):
    """Chalice failed to write the template."""


def write_template(root: Path, work: Path, target: Target) -> dict[str, Any]:
    """Run `chalice package` on a copy of the app without its requirements, which are packaged here instead.

    Chalice lets API Gateway call the function itself; here it calls the alias, which a deploy moves bit by bit.

    Raises NotPackaged.
    """
    work = work.resolve()
    project, out = work / "project", work / "sam"
    shutil.rmtree(work, ignore_errors=True)
    copy_app(root, project)
    (project / "requirements.txt").write_text("")
    shutil.copytree(root / ".chalice", project / ".chalice", ignore=shutil.ignore_patterns("deploy*"))
    _choose_architecture(project / ".chalice" / "config.json", target)
    merge = root / "infra" / "templates" / "service.yaml"
    command = [*CHALICE, "package", "--stage", STAGE, "--template-format", "yaml", "--merge-template", str(merge)]
    done = subprocess.run(
        [*command, str(out)], check=False, cwd=project, env=_environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise NotPackaged(done.stdout + done.stderr)
    template: dict[str, Any] = json.loads(
        json.dumps(yaml.safe_load((out / "sam.yaml").read_text())), object_hook=_through_the_alias
    )
    if version_of(target.python) < FIRST_SNAPSHOTS:
        _leave_out_snapshots(template)
    template["Resources"]["APIHandlerInvokePermission"]["Properties"]["FunctionName"] = ALIAS
    return template


def _leave_out_snapshots(template: dict[str, Any]) -> None:
    """Take SnapStart out: CloudFormation refuses it for an older Python, whatever its condition is."""
    properties = template["Resources"]["APIHandler"]["Properties"]
    del properties["SnapStart"]
    properties["Environment"]["Variables"]["WARM_UP"] = "init"
    del template["Conditions"]["StartsFromSnapshots"]
    del template["Parameters"]["SnapStart"]


def _through_the_alias(value: dict[str, Any]) -> dict[str, Any]:
    """Name the alias where Chalice names the function: as a variable, because cfn-lint knows `Alias` in a Ref alone."""
    text = value.get("Fn::Sub")
    if isinstance(text, str) and "${APIHandler.Arn}" in text:
        return {"Fn::Sub": [text.replace("${APIHandler.Arn}", "${Handler}"), {"Handler": ALIAS}]}
    return value


def _choose_architecture(config: Path, target: Target) -> None:
    settings = json.loads(config.read_text())
    settings["stages"][STAGE]["lambda_architecture"] = target.architecture
    config.write_text(json.dumps(settings))


def _environment() -> dict[str, str]:
    """The environment of `chalice package`, which imports app.py: it needs settings, and botocore a region."""
    return {**os.environ, **PLACEHOLDERS, "AWS_DEFAULT_REGION": ANY_REGION, "PYTHONWARNINGS": "ignore"}
