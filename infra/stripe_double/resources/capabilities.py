"""Capabilities and account links: https://docs.stripe.com/api/capabilities, https://docs.stripe.com/api/account_links."""

from infra.stripe_double.core.errors import missing
from infra.stripe_double.core.ids import token
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import STRING, Required, Text
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.accounts import retrieve as account_of
from infra.stripe_double.storage.listing import listed
from infra.stripe_double.storage.session import Session

_LINK_LIVES_S = 300


def capability(account: Json, name: str) -> Json:
    """Return one capability as its own object, from the state that the account has of it."""
    status = account["capabilities"][name]
    due = [] if status == "active" else account["requirements"]["currently_due"]
    requirements: Json = {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": "requirements.fields_needed" if status == "inactive" else None,
        "errors": [],
        "eventually_due": due,
        "past_due": [],
        "pending_verification": [],
    }
    return {
        "id": name,
        "object": "capability",
        "account": account["id"],
        "future_requirements": requirements | {"currently_due": [], "eventually_due": [], "disabled_reason": None},
        "requested": True,
        "requested_at": account["created"],
        "requirements": requirements,
        "status": status,
    }


def list_all(session: Session, _params: Params, identifier: str) -> Json:
    """Return an account's capabilities."""
    account = account_of(session, {}, identifier)
    found = [capability(account, name) for name in sorted(account["capabilities"])]
    return listed(found, f"/v1/accounts/{identifier}/capabilities")


def retrieve(session: Session, _params: Params, identifier: str, name: str) -> Json:
    """Return one capability of an account."""
    account = account_of(session, {}, identifier)
    if name not in account["capabilities"]:
        raise missing("capability", name, "capability")
    return capability(account, name)


def create_link(session: Session, params: Params) -> Json:
    """Return a link to Stripe's own form, where the account's holder gives what is due. It works once, soon."""
    account = account_of(session, {}, params["account"])
    return {
        "object": "account_link",
        "created": session.now(),
        "expires_at": session.now() + _LINK_LIVES_S,
        "url": f"{session.base_url}/v3/setup/{account['id']}/{token(20)}",
    }


OPERATIONS = (
    Operation("accounts.capabilities.list", "GET", "/v1/accounts/{id}/capabilities", list_all),
    Operation("accounts.capabilities.retrieve", "GET", "/v1/accounts/{id}/capabilities/{name}", retrieve),
    Operation(
        "account_links.create",
        "POST",
        "/v1/account_links",
        create_link,
        {
            "account": Required(STRING),
            "type": Required(Text(("account_onboarding", "account_update"))),
            "refresh_url": STRING,
            "return_url": STRING,
        },
    ),
)
