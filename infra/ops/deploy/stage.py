"""A stage: where a deployment lives and what is particular to it. One committed file each, with no secret in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "stages"
NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
FIELDS = {"region", "deployment", "mode", "parameters"}
MAY = {"api_url"}
MODES = ("live", "test")
SECRET = re.compile(r"(sk|rk)_(test|live)_|whsec_")


class NoSuchStage(Exception):
    """There is no such file, or it is not what a stage needs; the message says which."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`deployment` names tables, functions and Stripe's metadata, so it never changes.

    `mode` is Stripe's, `live` or `test`; `parameters` are those of the service template; `api_url` is that of a custom
    domain, if one hides API Gateway's own address.
    """

    region: str
    deployment: str
    mode: str
    parameters: dict[str, str]
    api_url: str | None = None

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
    """The stage of `infra/stages/NAME.json`, or of the file `name`. Raises NoSuchStage, also for a secret in it."""
    path = Path(name) if name.endswith(".json") else folder / f"{name}.json"
    try:
        text = path.read_text()
    except OSError:
        known = ", ".join(sorted(each.stem for each in folder.glob("*.json"))) or "none"
        raise NoSuchStage(f"There is no {path.name} in infra/stages (there are: {known}). Copy example.json.") from None
    if SECRET.search(text):
        raise NoSuchStage(
            f"{path.name} holds a Stripe secret. Secrets go to Secrets Manager: see docs/operating/README.md."
        )
    return _checked(path.name, json.loads(text))


def _checked(name: str, held: dict[str, Any]) -> Stage:
    if not FIELDS <= set(held) <= FIELDS | MAY:
        raise NoSuchStage(f"{name} must hold {', '.join(sorted(FIELDS))}, may hold {', '.join(MAY)}, and nothing else.")
    if not NAME.fullmatch(held["deployment"]):
        raise NoSuchStage(f"{name}: a deployment is 2 to 31 lower-case letters, digits and hyphens, a letter first.")
    if held["mode"] not in MODES:
        raise NoSuchStage(f"{name}: mode is {' or '.join(MODES)}, as the keys of Stripe are.")
    if f"_{held['mode']}_" not in held["parameters"].get("StripePublishableKey", ""):
        raise NoSuchStage(f"{name}: StripePublishableKey is not a pk_{held['mode']}_ key.")
    parameters = {key: str(value) for key, value in held["parameters"].items()}
    return Stage(held["region"], held["deployment"], held["mode"], parameters, held.get("api_url"))
