"""Domains on which Elements show wallets: https://docs.stripe.com/api/payment_method_domains.

A domain belongs to the account that registers it. Names below `.invalid` can't be verified for Apple Pay, so that a
test can have one that is inactive. Unlike Stripe, the double takes an address of this machine.
"""

import re

from infra.stripe_double.core.errors import invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import BOOLEAN, PAGE, STRING, Required
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.storage.listing import page
from infra.stripe_double.storage.session import Session

WALLETS = ("apple_pay", "google_pay")
_METHODS = ("amazon_pay", *WALLETS, "klarna", "link", "paypal")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_UNVERIFIED = "The domain could not be reached, so it is not verified for Apple Pay."


def create(session: Session, params: Params) -> Json:
    """Register a domain; one that is registered already is returned as it is."""
    name = params["domain_name"].lower()
    if not _NAME.fullmatch(name):
        raise invalid(f"Invalid domain name: {params['domain_name']}", "domain_name")
    known = session.where("payment_method_domain", domain_name=name)
    if known:
        return known[0]
    body: Json = {
        "id": new_id("pmd"),
        "object": "payment_method_domain",
        "created": session.now(),
        "domain_name": name,
        "enabled": params.get("enabled", True),
        "livemode": False,
        **_statuses(name),
    }
    return session.add(body)


def _statuses(name: str) -> Json:
    found: Json = {method: {"status": "active"} for method in _METHODS}
    if name.endswith(".invalid"):
        found["apple_pay"] = {"status": "inactive", "status_details": {"error_message": _UNVERIFIED}}
    return found


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one domain."""
    return session.get("payment_method_domain", identifier, "payment_method_domain")


def update(session: Session, params: Params, identifier: str) -> Json:
    """Enable or disable a domain."""
    return session.save(retrieve(session, params, identifier) | params)


def validate(session: Session, params: Params, identifier: str) -> Json:
    """Check again what each payment method asks of a domain."""
    found = retrieve(session, params, identifier)
    return session.save(found | _statuses(found["domain_name"]))


def list_all(session: Session, params: Params) -> Json:
    """Return the domains, newest first."""
    listed = page(
        session,
        "payment_method_domain",
        params,
        "/v1/payment_method_domains",
        domain_name=params.get("domain_name"),
    )
    if "enabled" in params:
        listed["data"] = [each for each in listed["data"] if each["enabled"] is params["enabled"]]
    return listed


def wallets_on(session: Session, names: list[str]) -> list[str]:
    """Return the wallets that every one of these domains may show."""
    rows = [session.where("payment_method_domain", domain_name=name) for name in names]
    usable = [row[0] for row in rows if row and row[0]["enabled"]]
    if len(usable) < len(names):
        return []
    return [wallet for wallet in WALLETS if all(each[wallet]["status"] == "active" for each in usable)]


_ALL = "/v1/payment_method_domains"
_ONE = f"{_ALL}/{{id}}"
OPERATIONS = (
    Operation(
        "payment_method_domains.create",
        "POST",
        _ALL,
        create,
        {"domain_name": Required(STRING), "enabled": BOOLEAN},
    ),
    Operation(
        "payment_method_domains.list", "GET", _ALL, list_all, {**PAGE, "domain_name": STRING, "enabled": BOOLEAN}
    ),
    Operation("payment_method_domains.retrieve", "GET", _ONE, retrieve),
    Operation("payment_method_domains.update", "POST", _ONE, update, {"enabled": BOOLEAN}),
    Operation("payment_method_domains.validate", "POST", f"{_ONE}/validate", validate),
)
