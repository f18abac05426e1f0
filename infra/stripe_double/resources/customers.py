"""Customers: https://docs.stripe.com/api/customers."""

import secrets

from infra.stripe_double.core.errors import missing
from infra.stripe_double.core.ids import new_id
from infra.stripe_double.core.metadata import merged
from infra.stripe_double.core.operation import Operation
from infra.stripe_double.core.parameters import ADDRESS, METADATA, PAGE, STRING, Group, Many, Table, Text
from infra.stripe_double.core.types import Json, Params
from infra.stripe_double.resources.events import emit, emit_update
from infra.stripe_double.resources.payment_methods import attach, list_of_customer, release
from infra.stripe_double.storage.listing import LISTED, page
from infra.stripe_double.storage.session import Session

_PLAIN = ("address", "description", "email", "name", "phone", "preferred_locales")
_FIELDS: Table = {
    "address": ADDRESS,
    "description": STRING,
    "email": Text(limit=512),
    "metadata": METADATA,
    "name": Text(limit=256),
    "phone": Text(limit=20),
    "preferred_locales": Many(STRING),
    "invoice_settings": Group({"default_payment_method": STRING}),
}


def create(session: Session, params: Params) -> Json:
    """Create a customer, with a card on file when `payment_method` is given."""
    customer = _new(session) | _given(params)
    customer["metadata"] = merged({}, params)
    customer["invoice_settings"] |= params.get("invoice_settings", {})
    session.add(customer)
    if params.get("payment_method"):
        attach(session, {"customer": customer["id"]}, params["payment_method"])
    emit(session, "customer.created", customer)
    return customer


def _new(session: Session) -> Json:
    return {
        "id": new_id("cus"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": session.now(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": secrets.token_hex(4).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def _given(params: Params) -> Json:
    return {name: params[name] or None for name in _PLAIN if name in params}


def retrieve(session: Session, _params: Params, identifier: str) -> Json:
    """Return a customer; of one that was deleted, only that."""
    return session.find("deleted_customer", identifier) or session.get("customer", identifier, "id")


def update(session: Session, params: Params, identifier: str) -> Json:
    """Change what is given and nothing else."""
    before = session.get("customer", identifier, "id")
    after = before | _given(params) | {"metadata": merged(before["metadata"], params)}
    after["invoice_settings"] = before["invoice_settings"] | params.get("invoice_settings", {})
    emit_update(session, "customer.updated", session.save(after), before)
    return after


def delete(session: Session, _params: Params, identifier: str) -> Json:
    """Delete a customer; the cards on file go with it."""
    customer = session.get("customer", identifier, "id")
    for method in session.where("payment_method", customer=identifier):
        release(session, method)
    emit(session, "customer.deleted", customer)
    gone: Json = {"id": identifier, "object": "customer", "deleted": True}
    session.bury(gone, "deleted_customer")
    return gone


def list_all(session: Session, params: Params) -> Json:
    """Return customers, newest first."""
    return page(session, "customer", params, "/v1/customers", email=params.get("email"))


def list_payment_methods(session: Session, params: Params, identifier: str) -> Json:
    """Return the cards on file of one customer."""
    session.get("customer", identifier, "customer")
    return list_of_customer(session, params, identifier, f"/v1/customers/{identifier}/payment_methods")


def retrieve_payment_method(session: Session, _params: Params, identifier: str, method: str) -> Json:
    """Return one card on file of one customer."""
    found = session.get("payment_method", method, "payment_method")
    if found["customer"] != identifier:
        raise missing("PaymentMethod", method, "payment_method")
    return found


OPERATIONS = (
    Operation("customers.create", "POST", "/v1/customers", create, {**_FIELDS, "payment_method": STRING}),
    Operation("customers.list", "GET", "/v1/customers", list_all, {**LISTED, "email": STRING}),
    Operation("customers.retrieve", "GET", "/v1/customers/{id}", retrieve),
    Operation("customers.update", "POST", "/v1/customers/{id}", update, _FIELDS),
    Operation("customers.delete", "DELETE", "/v1/customers/{id}", delete, expands=False),
    Operation(
        "customers.payment_methods.list",
        "GET",
        "/v1/customers/{id}/payment_methods",
        list_payment_methods,
        {**PAGE, "type": STRING},
    ),
    Operation(
        "customers.payment_methods.retrieve",
        "GET",
        "/v1/customers/{id}/payment_methods/{method}",
        retrieve_payment_method,
    ),
)
