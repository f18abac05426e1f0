"""Connected accounts: https://docs.stripe.com/api/accounts. Test controls make them; the API reads them."""

from typing import Any

from infra.stripe_double.core.errors import StripeError, invalid
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import BOOLEAN, METADATA, STRING, Group, Text
from infra.stripe_double.core.types import PLATFORM, Json, Params
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session

LEFT = "account_that_left"
APPLICATION = "ca_local"
"""The platform's Connect application."""
_OPEN_QUESTIONS = ["business_profile.url", "external_account", "tos_acceptance.date"]


def new_account(session: Session, identifier: str, country: str, currency: str, email: str | None = None) -> Json:
    """Store a connected account that can't take charges yet."""
    body: Json = {
        "id": identifier,
        "object": "account",
        "business_profile": _business_profile(),
        "business_type": "company",
        "capabilities": {"card_payments": "inactive", "transfers": "inactive"},
        "charges_enabled": False,
        "controller": {
            "fees": {"payer": "application"},
            "is_controller": True,
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
            "type": "application",
        },
        "country": country,
        "created": session.now(),
        "default_currency": currency,
        "details_submitted": False,
        "email": email,
        "metadata": {},
        "payouts_enabled": False,
        "settings": _settings(),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": "express",
    }
    body["external_accounts"] = {
        "object": "list",
        "data": [],
        "has_more": False,
        "url": f"/v1/accounts/{identifier}/external_accounts",
    }
    body |= _requirements(body, None)
    return session.add(body)


def _business_profile() -> Json:
    empty = ("annual_revenue", "estimated_worker_count", "mcc", "minority_owned_business_designation", "name",
             "product_description", "support_address", "support_email", "support_phone", "support_url",
             "url")  # fmt: skip
    return dict.fromkeys(empty)


def _settings() -> Json:
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": 2, "interval": "daily"},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }


def _requirements(account: Json, disabled_reason: str | None) -> Json:
    complete = account["charges_enabled"] and account["payouts_enabled"]
    due = [] if complete else _OPEN_QUESTIONS
    base: Json = {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": None if complete else disabled_reason or "requirements.past_due",
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    }
    later = base | {"currently_due": [], "eventually_due": [], "past_due": [], "disabled_reason": None}
    return {"requirements": base, "future_requirements": later}


def switch(session: Session, account: Json, charges: bool, payouts: bool, given: Json | None = None) -> Json:
    """Let an account take charges and pay out, or stop it; `account.updated` goes to its Connect listeners.

    Of `given`, `capabilities` and `requirements` replace what Stripe would say of them by itself.
    """
    given = given or {}
    after = account | {"charges_enabled": charges, "payouts_enabled": payouts}
    after["details_submitted"] = account["details_submitted"] or (charges and payouts)
    if charges != account["charges_enabled"]:
        capability = "active" if charges else "inactive"
        after["capabilities"] = {"card_payments": capability, "transfers": capability}
    after["capabilities"] = after["capabilities"] | given.get("capabilities", {})
    after |= _requirements(after, given.get("disabled_reason"))
    after["requirements"] = after["requirements"] | given.get("requirements", {})
    session.save(after)
    if after != account:
        emit_update(session.scoped(account["id"]), "account.updated", after, account)
    return after


def deauthorize(session: Session, account: Json) -> Json:
    """Let the account's holder disconnect it from the platform, which can't see it from then on."""
    application: Json = {"id": APPLICATION, "object": "application", "name": "account-credit"}
    emit(session.scoped(account["id"]), "account.application.deauthorized", application)
    session.bury(account, LEFT)
    return account


def check_destination(session: Session, identifier: str, param: str) -> None:
    """Raise unless money can be transferred to this account."""
    account = session.find("account", identifier)
    if account is None:
        raise invalid(f"No such destination: '{identifier}'", param, "resource_missing")
    if account["capabilities"]["transfers"] != "active":
        raise invalid(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
            "crypto_transfers, legacy_payments",
            param,
            "insufficient_capabilities_for_transfer",
        )


def check_on_behalf_of(session: Session, identifier: str) -> None:
    """Raise unless this account can take card payments."""
    account = session.find("account", identifier)
    if account is None:
        raise invalid(f"No such on_behalf_of: '{identifier}'", "on_behalf_of", "resource_missing")
    if account["capabilities"]["card_payments"] != "active":
        raise invalid(
            "Your account (on_behalf_of) needs the following capabilities to take this payment: card_payments. "
            f"Account {identifier} has it inactive.",
            "on_behalf_of",
        )


def create(session: Session, params: Params) -> Json:
    """Create a connected account. It can take charges once a test control enables it, as after onboarding."""
    country = params.get("country", session.settings.platform_country)
    currency = params.get("default_currency", session.settings.platform_currency)
    body = new_account(session, new_id("acct"), country, currency, params.get("email"))
    body["metadata"] = merged({}, params)
    body["type"] = params.get("type", "none")
    return session.save(body)


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return an account of the platform's, or the platform's own; raises 403 for one that left the platform."""
    platform = session.scoped(PLATFORM)
    if platform.find(LEFT, identifier):
        raise StripeError(
            403,
            f"The provided key does not have access to account '{identifier}' (or that account does not exist). "
            "Application access may have been revoked.",
            code="account_invalid",
        )
    return platform.get("account", identifier, "account")


def retrieve_own(session: Session, params: Params) -> Json:
    """Return the account the key belongs to, or the one named by Stripe-Account."""
    return retrieve(session, params, session.account or session.settings.platform_account)


def update(session: Session, params: Params, identifier: str) -> Json:
    """Change an account's metadata or e-mail address."""
    before = retrieve(session, params, identifier)
    after = before | {"metadata": merged(before["metadata"], params), "email": params.get("email", before["email"])}
    emit_update(session.scoped(identifier), "account.updated", session.save(after), before)
    return after


def list_all(session: Session, params: Params) -> Json:
    """Return the connected accounts, newest first."""
    connected: dict[str, Any] = {"controller.type": "application"}
    return page(session, "account", params, "/v1/accounts", **connected)


_CAPABILITIES = Group({name: Group({"requested": BOOLEAN}) for name in ("card_payments", "transfers")})
OPERATIONS = (
    Operation(
        "accounts.create",
        "POST",
        "/v1/accounts",
        create,
        {
            "country": STRING,
            "default_currency": STRING,
            "email": STRING,
            "metadata": METADATA,
            "type": Text(("custom", "express", "standard")),
            "capabilities": _CAPABILITIES,
        },
    ),
    Operation("accounts.list", "GET", "/v1/accounts", list_all, LISTED),
    Operation("accounts.retrieve_current", "GET", "/v1/account", retrieve_own),
    Operation("accounts.retrieve", "GET", "/v1/accounts/{id}", retrieve),
    Operation("accounts.update", "POST", "/v1/accounts/{id}", update, {"metadata": METADATA, "email": STRING}),
)
