"""A stage: the region and parameters of a deployment. One committed file per stage, without secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.config import is_publishable_key
from chalicelib.credit.origins import URL
from infra.ops.text_file import Unreadable, read_json, read_text

FOLDER = Path(__file__).resolve().parents[2] / "stages"
NAME = re.compile(r"[a-z][a-z0-9-]{1,25}")
"""A bucket's name has at most 63 characters: the deployment, `-receipts-`, the account (12) and the region (14)."""
FIELDS = {"region", "deployment", "mode", "parameters"}
MAY = {"api_url", "site", "backup"}
SITE = {"DomainName", "CertificateArn"}
BACKUP = {"CopyVaultArn", "Hourly", "Daily", "DailyKeptDays"}
MODES = ("live", "test")
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
SECRET = re.compile(r"(sk|rk)_(test|live)_|whsec_")


class NoSuchStage(Exception):
    """The stage's file is missing or invalid; the message states which."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`deployment` names tables, functions and Stripe's metadata, so it never changes.

    `mode` is Stripe's, `live` or `test`; `parameters` are those of the service template; `api_url` is that of a custom
    domain, if one hides API Gateway's own address; `site` is the pages' domain and its certificate; `backup` has
    parameters of infra/templates/backup.yaml, and is empty where nothing is copied to another account.
    """

    region: str
    deployment: str
    mode: str
    parameters: dict[str, str]
    api_url: str | None = None
    site: dict[str, str] = field(default_factory=dict)
    backup: dict[str, str] = field(default_factory=dict)

    @property
    def storage_stack(self) -> str:
        return f"{self.deployment}-storage"

    @property
    def site_stack(self) -> str:
        return f"{self.deployment}-site"

    @property
    def mail_stack(self) -> str:
        return f"{self.deployment}-mail"

    @property
    def backup_stack(self) -> str:
        return f"{self.deployment}-backup"

    @property
    def roles_stack(self) -> str:
        return f"{self.deployment}-roles"

    @property
    def notice_domain(self) -> str | None:
        """The domain that notices are sent from, or None where none are sent."""
        return self.parameters.get("NoticeSender", "").rpartition("@")[2] or None

    @property
    def service_stack(self) -> str:
        return f"{self.deployment}-service"

    @property
    def stripe_secret(self) -> str:
        """Return the name of the secret with Stripe's keys."""
        return f"{self.deployment}/stripe"


def read_stage(name: str, folder: Path = FOLDER) -> Stage:
    """Return the stage of `infra/stages/NAME.json` or of the file `name`. Raises NoSuchStage, also for a secret."""
    path = Path(name) if name.endswith(".json") else folder / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.json"))) or "none"
        raise NoSuchStage(f"There is no {path.name} in infra/stages (there are: {known}). Copy example.json.")
    try:
        if SECRET.search(read_text(path)):
            raise NoSuchStage(
                f"{path.name} holds a Stripe secret. Secrets go to Secrets Manager: see docs/operating/README.md."
            )
        return _checked(path.name, read_json(path))
    except Unreadable as error:
        raise NoSuchStage(str(error)) from None


def _checked(name: str, held: Any) -> Stage:
    if not isinstance(held, dict) or not FIELDS <= set(held) <= FIELDS | MAY:
        raise NoSuchStage(f"{name} must hold {', '.join(sorted(FIELDS))}, may hold {', '.join(MAY)}, and nothing else.")
    if not all(isinstance(held[name], str) for name in FIELDS - {"parameters"}):
        raise NoSuchStage(f"{name}: region, deployment and mode are texts.")
    site = held.get("site", {})
    if not _are_plain(site) or site.keys() not in (set(), SITE) or not all(site.values()):
        raise NoSuchStage(f"{name}: site holds {' and '.join(sorted(SITE))}, and nothing else.")
    backup = held.get("backup", {"CopyVaultArn": ""})
    if not (_are_plain(backup) and {"CopyVaultArn"} <= backup.keys() <= BACKUP):
        raise NoSuchStage(f"{name}: backup holds CopyVaultArn, may hold {', '.join(sorted(BACKUP))}, and nothing else.")
    if not _are_plain(held["parameters"]):
        raise NoSuchStage(f"{name}: parameters are an object of texts and whole numbers, by the template's names.")
    if held.get("api_url") is not None and not URL.fullmatch(str(held["api_url"])):
        raise NoSuchStage(f"{name}: api_url is an address, https://credit.example.")
    if not REGION.fullmatch(held["region"]):
        raise NoSuchStage(f"{name}: region is one of AWS, such as ca-central-1, and not {held['region']!r}.")
    if not NAME.fullmatch(held["deployment"]):
        raise NoSuchStage(
            f"{name}: a deployment is 2 to 26 lower-case letters, digits and hyphens, a letter first, and not"
            f" {held['deployment']!r} ({len(held['deployment'])}): bucket names hold it, the account and the region."
        )
    if held["mode"] not in MODES:
        raise NoSuchStage(f"{name}: mode is {' or '.join(MODES)}, as the keys of Stripe are.")
    if not is_publishable_key(str(held["parameters"].get("StripePublishableKey", "")), held["mode"]):
        raise NoSuchStage(f"{name}: StripePublishableKey is not a pk_{held['mode']}_ key.")
    parameters = {key: str(value) for key, value in held["parameters"].items()}
    domain, backup = ({key: str(value) for key, value in held.get(part, {}).items()} for part in ("site", "backup"))
    return Stage(held["region"], held["deployment"], held["mode"], parameters, held.get("api_url"), domain, backup)


def _are_plain(held: Any) -> bool:
    return isinstance(held, dict) and all(isinstance(value, str | int) for value in held.values())
