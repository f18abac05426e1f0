"""What patients do in the portal.

Each handler imports the services that it uses: a cold start pays for one route, not for all.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from chalicelib.api import presenters, schemas
from chalicelib.api.auth.principal import PATIENTS
from chalicelib.api.core.amounts import parse_amount
from chalicelib.api.core.bridge import bridge
from chalicelib.api.core.client_fingerprint import client_fingerprint
from chalicelib.api.core.pagination import Listing, listing, page_of
from chalicelib.api.core.rate_limit_headers import policy
from chalicelib.api.core.routing import HISTORY, PAGED, Answer, Routes
from chalicelib.credit.errors import NotFound
from chalicelib.credit.rate_limits import Scope
from chalicelib.services.pagination import PaymentScope
from chalicelib.services.start_top_up import TopUpRequest

if TYPE_CHECKING:
    from chalicelib.api.core.request import Call

portal = Routes(__name__)

STRIPE = ("refused_by_stripe",)


@portal.get("/v1/me/credit", schemas.PatientsCredit, roles=PATIENTS)
def my_credit(call: Call) -> Answer:
    """The patient's available credit, and how to top up."""
    clinic = bridge.services.clinics.get(call.caller.clinic_id)
    credit = bridge.services.credit.credit(call.caller.patient)
    language = call.language or clinic.profile.language
    offer = presenters.offer(clinic, bridge.services.settings.stripe_publishable_key, language)
    available = schemas.Money(credit.balance, clinic.profile.currency)
    return Answer(schemas.PatientsCredit(presenters.clinic_shown(clinic), available, offer))


@portal.get("/v1/me/cards", Listing[schemas.CardOnFile], roles=PATIENTS, query=PAGED, refuses=STRIPE)
def my_cards(call: Call) -> Answer:
    """The patient's cards on file."""
    customer_id = bridge.services.credit.credit(call.caller.patient).customer_id
    cards = bridge.services.cards.cards(customer_id) if customer_id else ()
    return Answer(listing(page_of(cards, call.page, lambda card: card.id), presenters.card_on_file))


@portal.act("DELETE", "/v1/me/cards/{card_id}", None, roles=PATIENTS, status=HTTPStatus.NO_CONTENT, refuses=STRIPE)
def remove_my_card(call: Call) -> Answer:
    """Removes a card from file."""
    card_id = call.id("card_id")
    customer_id = bridge.services.credit.credit(call.caller.patient).customer_id
    if not customer_id or not bridge.services.cards.remove_card(customer_id, card_id):
        raise NotFound("card")
    return Answer(status=HTTPStatus.NO_CONTENT)


@portal.change(
    "POST",
    "/v1/me/top-ups",
    schemas.NewTopUp,
    schemas.StartedTopUp,
    roles=PATIENTS,
    status=HTTPStatus.CREATED,
    keyed=True,
    refuses=(
        "amount_out_of_range",
        "balance_maximum_exceeded",
        "location_inactive",
        "refused_by_stripe",
        "top_up_closed",
        "top_ups_unavailable",
    ),
)
def start_my_top_up(call: Call, body: schemas.NewTopUp) -> Answer:
    """Starts a top-up, which the browser then confirms with Stripe."""
    services = bridge.services
    secret_key = services.stripe_keys.current().secret_key
    address = client_fingerprint(call.request, secret_key, services.settings.deployment)
    request = TopUpRequest(
        patient=call.caller.patient,
        patient_name=call.caller.name,
        amount=parse_amount(body.amount, call),
        location_id=body.location_id,
        idempotency_key=call.idempotency_key,
        language=call.language,
        address=address,
    )
    started = services.start_top_up(request)
    return Answer(presenters.started_top_up(started), HTTPStatus.CREATED, {"RateLimit-Policy": policy(Scope.PATIENT)})


@portal.act("POST", "/v1/me/top-ups/{id}/settle", schemas.TopUp, roles=PATIENTS, refuses=STRIPE)
def settle_my_top_up(call: Call) -> Answer:
    """Asks Stripe what became of a top-up, and settles it."""
    settled = bridge.services.settle_top_up(call.caller.patient, call.id("id"))
    return Answer(presenters.top_up(settled))


@portal.get("/v1/me/top-ups", Listing[schemas.TopUp], roles=PATIENTS, query=PAGED)
def my_top_ups(call: Call) -> Answer:
    """The patient's top-ups, newest first."""
    found = bridge.services.payment_lists.payments(call.caller.patient, call.page, PaymentScope.TOP_UPS)
    return Answer(listing(found, presenters.top_up))


@portal.get("/v1/me/top-ups/{id}", schemas.TopUp, roles=PATIENTS)
def my_top_up(call: Call) -> Answer:
    """One of the patient's top-ups."""
    found = bridge.services.credit.payment(call.caller.patient, call.id("id"))
    if found is None:
        raise NotFound("top-up")
    return Answer(presenters.top_up(found))


@portal.get(
    "/v1/me/top-ups/{id}/receipt",
    schemas.ReceiptReady,
    roles=PATIENTS,
    or_else={HTTPStatus.ACCEPTED: schemas.ReceiptPreparing},
    refuses=("not_paid",),
)
def my_receipt(call: Call) -> Answer:
    """Where the receipt can be downloaded, for a minute."""
    link = bridge.services.link_receipt(call.caller.patient, call.id("id"))
    return Answer(presenters.receipt(link), HTTPStatus.OK if link else HTTPStatus.ACCEPTED)


@portal.get("/v1/me/credit/history", schemas.History, roles=PATIENTS, query=HISTORY)
def my_history(call: Call) -> Answer:
    """Every entry of the patient's ledger, newest first, with the balance after it; or as it stood at a moment."""
    currency = bridge.services.clinics.profile(call.caller.clinic_id).currency
    credit = bridge.services.credit.credit(call.caller.patient)
    found = bridge.services.read_history(credit, call.page, call.moment("at"))
    return Answer(presenters.history(found, currency))
