"""A stage: where a deployment lives and what is particular to it. One committed file each, with no secret in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "stages"
NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
FIELDS = {"region", "deployment", "parameters"}
SECRET = re.compile(r"(sk|rk)_(test|live)_|whsec_")


class NoSuchStage(Exception):
    """There is no such file, or it is not what a stage needs; the message says which."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`deployment` names tables, functions and Stripe's metadata, so it never changes.

    `parameters` are those of infra/service.yaml.
    """

    region: str
    deployment: str
    parameters: dict[str, str]

    @property
    def storage_stack(self) -> str:
        return f"{self.deployment}-storage"

    @property
    def service_stack(self) -> str:
        return f"{self.deployment}-service"

    @property
    def stripe_secret(self) -> str:
        """The name of the secret with Stripe's keys."""
        return f"{self.deployment}/stripe"


def read_stage(name: str, folder: Path = FOLDER) -> Stage:
    """The stage of `infra/stages/NAME.json`. Raises NoSuchStage, also for a file that holds a secret."""
    path = folder / f"{name}.json"
    try:
        text = path.read_text()
    except OSError:
        known = ", ".join(sorted(each.stem for each in folder.glob("*.json"))) or "none"
        raise NoSuchStage(f"There is no {path.name} in infra/stages (there are: {known}). Copy example.json.") from None
    if SECRET.search(text):
        raise NoSuchStage(f"{path.name} holds a Stripe secret. Secrets go to Secrets Manager: see OPERATING.md.")
    return _checked(path.name, json.loads(text))


def _checked(name: str, held: dict[str, Any]) -> Stage:
    if set(held) != FIELDS:
        raise NoSuchStage(f"{name} must hold exactly {', '.join(sorted(FIELDS))}.")
    if not NAME.fullmatch(held["deployment"]):
        raise NoSuchStage(f"{name}: a deployment is 2 to 31 lower-case letters, digits and hyphens, a letter first.")
    return Stage(held["region"], held["deployment"], {key: str(value) for key, value in held["parameters"].items()})
