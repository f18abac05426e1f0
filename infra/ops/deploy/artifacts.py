"""Packages in S3, named by the hash of their content, so that an existing one isn't uploaded again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.client_types import S3Client
from infra.packaging.package import FUNCTIONS, LAYER, Package

PLACES = {"CodeUri": FUNCTIONS, "ContentUri": LAYER}


def publish(package: Package, s3: S3Client, bucket: str) -> str:
    """Upload the zips and the template that names them; return the template's address for CloudFormation."""
    keys = {
        FUNCTIONS: _send(s3, bucket, package.functions.path),
        LAYER: _send(s3, bucket, package.layer.path),
    }
    template = json.loads(package.template.read_text())
    for resource in template["Resources"].values():
        _point(resource.get("Properties", {}), bucket, keys)
    body = json.dumps(template, sort_keys=True).encode()
    key = _keep(s3, bucket, f"{hashlib.sha256(body).hexdigest()}-service.json", body)
    return f"{s3.meta.endpoint_url}/{bucket}/{key}"


def _point(properties: dict[str, Any], bucket: str, keys: dict[str, str]) -> None:
    for place, name in PLACES.items():
        if properties.get(place) == name:
            properties[place] = {"Bucket": bucket, "Key": keys[name]}


def _send(s3: S3Client, bucket: str, path: Path) -> str:
    body = path.read_bytes()
    return _keep(s3, bucket, f"{hashlib.sha256(body).hexdigest()}-{path.name}", body)


def _keep(s3: S3Client, bucket: str, key: str, body: bytes) -> str:
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    return key
