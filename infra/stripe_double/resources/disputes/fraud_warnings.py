"""Early fraud warnings: https://docs.stripe.com/api/radar/early_fraud_warnings. The card's issuer reports a charge."""

from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import STRING
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session

_KIND = "radar.early_fraud_warning"


def warn(session: Session, charge: Json, fraud_type: str = "misc") -> Json:
    """Report a charge as likely fraud; it is actionable while it is neither refunded nor disputed."""
    warning: Json = {
        "id": new_id("issfr"),
        "object": _KIND,
        "actionable": not charge["refunded"] and not charge["disputed"],
        "charge": charge["id"],
        "created": session.now(),
        "fraud_type": fraud_type,
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    emit(session, f"{_KIND}.created", session.add(warning))
    return warning


def resolve_warnings(session: Session, charge: Json) -> None:
    """Nothing is left to do about a charge that was refunded in full or disputed."""
    for before in session.where(_KIND, charge=charge["id"]):
        if before["actionable"]:
            after = session.save(before | {"actionable": False})
            emit_update(session, f"{_KIND}.updated", after, before)


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return one warning."""
    return session.get(_KIND, identifier, "id")


def list_all(session: Session, params: Params) -> Json:
    """Return warnings, newest first."""
    filters = {name: params.get(name) for name in ("charge", "payment_intent")}
    return page(session, _KIND, params, "/v1/radar/early_fraud_warnings", **filters)


_ALL = "/v1/radar/early_fraud_warnings"
OPERATIONS = (
    Operation(
        "radar.early_fraud_warnings.list", "GET", _ALL, list_all, {**LISTED, "charge": STRING, "payment_intent": STRING}
    ),
    Operation("radar.early_fraud_warnings.retrieve", "GET", _ALL + "/{id}", retrieve),
)
