"""The templates as plain values, their resources by type, and short ways to write what a template refers to."""

from __future__ import annotations

from typing import Any

from infra.devstack.settings import ROOT
from infra.packaging.cloudformation import read

NAMES = ("account", "backup", "backup-copies", "mail", "service", "site", "storage")
TEMPLATES: dict[str, dict[str, Any]] = {name: read(ROOT / "infra" / "templates" / f"{name}.yaml") for name in NAMES}
RESOURCES: dict[str, dict[str, Any]] = {
    f"{name}.{of}": resource for name, each in TEMPLATES.items() for of, resource in each["Resources"].items()
}
"""By template and name, as in `storage.CreditTable`."""


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a type, such as `S3::Bucket`."""
    return {name: each["Properties"] for name, each in RESOURCES.items() if each.get("Type") == f"AWS::{kind}"}


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def sub(text: str) -> dict[str, str]:
    return {"Fn::Sub": text}


def attribute(resource: str, name: str = "Arn") -> dict[str, list[str]]:
    return {"Fn::GetAtt": [resource, name]}
