"""What patients do in the portal.

Each handler imports the services that it uses: a cold start pays for one route, not for all.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from chalicelib import config, wiring
from chalicelib.credit.errors import NotFound
from chalicelib.http import present, wire
from chalicelib.http.amounts import asked_amount
from chalicelib.http.caller import PATIENTS
from chalicelib.http.lists import Listing, listing, page_of
from chalicelib.http.routes import HISTORY, PAGED, Answer, Routes

if TYPE_CHECKING:
    from chalicelib.http.call import Call

portal = Routes(__name__)

STRIPE = ("refused_by_stripe",)


@portal.get("/v1/me/credit", wire.PatientsCredit, roles=PATIENTS)
def my_credit(call: Call) -> Answer:
    """The patient's available credit, and how to top up."""
    clinic = wiring.clinics().get(call.caller.clinic_id)
    credit = wiring.ledger().credit(call.caller.patient)
    language = call.language or clinic.profile.language
    offer = present.offer(clinic, config.load().stripe_publishable_key, language)
    available = wire.Money(credit.balance, clinic.profile.currency)
    return Answer(wire.PatientsCredit(present.clinic_shown(clinic), available, offer))


@portal.get("/v1/me/cards", Listing[wire.CardOnFile], roles=PATIENTS, query=PAGED, refuses=STRIPE)
def my_cards(call: Call) -> Answer:
    """The patient's cards on file."""
    customer_id = wiring.ledger().credit(call.caller.patient).customer_id
    cards = wiring.payments().cards(customer_id) if customer_id else ()
    return Answer(listing(page_of(cards, call.page, lambda card: card.id), present.card_on_file))


@portal.act("DELETE", "/v1/me/cards/{card_id}", None, roles=PATIENTS, status=HTTPStatus.NO_CONTENT, refuses=STRIPE)
def remove_my_card(call: Call) -> Answer:
    """Removes a card from file."""
    card_id = call.id("card_id")
    customer_id = wiring.ledger().credit(call.caller.patient).customer_id
    if not customer_id or not wiring.payments().remove_card(customer_id, card_id):
        raise NotFound("card")
    return Answer(status=HTTPStatus.NO_CONTENT)


@portal.change(
    "POST",
    "/v1/me/top-ups",
    wire.NewTopUp,
    wire.StartedTopUp,
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
def start_my_top_up(call: Call, body: wire.NewTopUp) -> Answer:
    """Starts a top-up, which the browser then confirms with Stripe."""
    from chalicelib.credit.attempts import Scope
    from chalicelib.http.address import fingerprint_of
    from chalicelib.http.limits import policy
    from chalicelib.services.start_top_up import TopUpRequest, start_top_up

    address = fingerprint_of(call.request, wiring.stripe_keys().current().secret_key, config.load().deployment)
    request = TopUpRequest(
        patient=call.caller.patient,
        patient_name=call.caller.name,
        amount=asked_amount(body.amount, call),
        location_id=body.location_id,
        idempotency_key=call.idempotency_key,
        language=call.language,
        address=address,
    )
    started = start_top_up(
        request,
        clinics=wiring.clinics(),
        ledger=wiring.ledger(),
        payments=wiring.payments(),
        clock=wiring.clock,
        watch=wiring.watch(call.caller.clinic_id, address),
    )
    return Answer(present.started_top_up(started), HTTPStatus.CREATED, {"RateLimit-Policy": policy(Scope.PATIENT)})


@portal.act("POST", "/v1/me/top-ups/{id}/settle", wire.TopUp, roles=PATIENTS, refuses=STRIPE)
def settle_my_top_up(call: Call) -> Answer:
    """Asks Stripe what became of a top-up, and settles it."""
    from chalicelib.services.settle_top_up import settle_top_up

    settled = settle_top_up(call.caller.patient, call.id("id"), books=wiring.books(), payments=wiring.payments)
    return Answer(present.top_up(settled))


@portal.get("/v1/me/top-ups", Listing[wire.TopUp], roles=PATIENTS, query=PAGED)
def my_top_ups(call: Call) -> Answer:
    """The patient's top-ups, newest first."""
    from chalicelib.services.lists import Which

    found = wiring.ledger().payments(call.caller.patient, call.page, Which.TOP_UPS)
    return Answer(listing(found, present.top_up))


@portal.get("/v1/me/top-ups/{id}", wire.TopUp, roles=PATIENTS)
def my_top_up(call: Call) -> Answer:
    """One of the patient's top-ups."""
    found = wiring.ledger().payment(call.caller.patient, call.id("id"))
    if found is None:
        raise NotFound("top-up")
    return Answer(present.top_up(found))


@portal.get(
    "/v1/me/top-ups/{id}/receipt",
    wire.ReceiptReady,
    roles=PATIENTS,
    or_else={HTTPStatus.ACCEPTED: wire.ReceiptPreparing},
    refuses=("not_paid",),
)
def my_receipt(call: Call) -> Answer:
    """Where the receipt can be downloaded, for a minute."""
    from chalicelib.services.receipt_link import receipt_link

    link = receipt_link(
        call.caller.patient, call.id("id"), ledger=wiring.ledger(), receipts=wiring.receipts(), clock=wiring.clock
    )
    return Answer(present.receipt(link), HTTPStatus.OK if link else HTTPStatus.ACCEPTED)


@portal.get("/v1/me/credit/history", wire.History, roles=PATIENTS, query=HISTORY)
def my_history(call: Call) -> Answer:
    """Every entry of the patient's ledger, newest first, with the balance after it; or as it stood at a moment."""
    from chalicelib.services.history import history

    currency = wiring.clinics().profile(call.caller.clinic_id).currency
    credit = wiring.ledger().credit(call.caller.patient)
    found = history(credit, call.page, call.moment("at"), ledger=wiring.ledger())
    return Answer(present.history(found, currency))
