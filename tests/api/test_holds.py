"""Staff see why a payment is on hold, and refund or release it."""

from __future__ import annotations

from chalicelib.credit.payment import Payment
from chalicelib.credit.stripe_report import FraudWarningReport, PaymentRef
from tests.api.api import Api
from tests.fakes.examples import CHO
from tests.fakes.world import World


def held(world: World) -> Payment:
    paid = world.paid()
    facts = world.stripe.warn(str(paid.payment_intent_id))
    report = FraudWarningReport(
        pointer=PaymentRef(paid.patient, paid.id),
        warning_id=facts.warning_id,
        payment_intent_id=facts.payment_intent_id,
        actionable=True,
        livemode=False,
    )
    world.services.record_fraud_warning(report, report_id="evt_warning")
    return world.now(paid)


def path(payment: Payment, act: str = "") -> str:
    return f"/v1/clinic/patients/{payment.patient.patient_id}/payments/{payment.id}{act}"


def test_a_held_payment_shows_why_and_since_when(api: Api) -> None:
    payment = held(api.world)
    shown = api.as_("staff").get(path(payment)).json
    assert shown["hold"] == {"reason": "fraud_warning", "at": "2026-11-23T12:00:00Z"}
    assert [line["kind"] for line in shown["activity"]] == ["collected", "held"]


def test_credit_of_a_held_payment_is_refused_with_its_own_code(api: Api) -> None:
    payment = held(api.world)
    body = {"invoice_id": "inv_1", "amount": 100}
    reply = api.as_("staff").post(path(payment, "/applications"), body, idempotency_key="k")
    assert (reply.status, reply.json["code"]) == (409, "payment_held")


def test_full_access_releases_a_hold_and_may_repeat_it(api: Api) -> None:
    payment = held(api.world)
    for _ in range(2):
        reply = api.as_("full_access").post(path(payment, "/release-hold"))
        assert (reply.status, reply.json["hold"], reply.json["id"]) == (200, None, payment.id)


def test_staff_without_full_access_release_nothing(api: Api) -> None:
    payment = held(api.world)
    assert api.as_("staff").post(path(payment, "/release-hold")).status == 403
    assert api.world.now(payment).is_held


def test_a_hold_of_another_clinic_is_not_found(api: Api) -> None:
    theirs = api.world.paid(CHO)
    assert api.as_("full_access").post(path(theirs, "/release-hold")).status == 404


def test_a_clinic_chooses_to_refund_warned_payments(api: Api) -> None:
    full = api.as_("full_access")
    settings = full.get("/v1/clinic/billing-settings")
    assert settings.json["refund_fraud_warnings"] is False
    change = {"refund_fraud_warnings": True}
    changed = full.call("PATCH", "/v1/clinic/billing-settings", change, if_match=settings.headers["etag"])
    assert (changed.status, changed.json["refund_fraud_warnings"]) == (200, True)
