"""The settings of a stage: its pages are configured and protected by what its functions will read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chalicelib import config
from infra.packaging.cloudformation import read
from infra.site.page_headers import security_headers

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "service.yaml"
NOT_READ = {"WEBHOOK_KEY": "a secret, which no page has"}


def settings_of(parameters: Mapping[str, str], region: str) -> config.Settings:
    """Return the settings that these parameters of infra/templates/service.yaml give. Raises Misconfigured."""
    template = read(TEMPLATE)
    given = {name: str(each.get("Default", "")) for name, each in template["Parameters"].items()} | dict(parameters)
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    environment = {name: given[value["Ref"]] for name, value in variables.items() if "Ref" in value}
    return config.read(environment | {"AWS_REGION": region} | NOT_READ)


def header_parameters(settings: config.Settings) -> dict[str, str]:
    """Return the headers of the pages, as parameters of infra/templates/site.yaml."""
    headers = {name: str(value) for name, value in security_headers(settings).items()}
    assert headers["X-Content-Type-Options"] == "nosniff", "the template can't say anything else"
    return {
        "ContentSecurityPolicy": headers["Content-Security-Policy"],
        "PermissionsPolicy": headers["Permissions-Policy"],
        "OpenerPolicy": headers["Cross-Origin-Opener-Policy"],
        "ReferrerPolicy": headers["Referrer-Policy"],
        "TransportSecurityMaxAge": headers["Strict-Transport-Security"].removeprefix("max-age="),
    }
