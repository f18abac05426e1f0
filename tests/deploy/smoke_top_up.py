"""A clinic's day on the deployed API, in which every function makes every kind of call that it ever makes."""

from __future__ import annotations

import base64
from typing import Any

from chalicelib.dynamodb.event_items import EndpointItem
from infra.devstack.outbox.send_email import reports
from infra.ops.operate.verify.__main__ import main as verify
from tests.deploy.rehearsal import DEPLOYMENT, Rehearsal
from tests.fakes.events import endpoint_for
from tests.journeys.calls import Json, json_of, send
from tests.journeys.people import Patient
from tests.polling import pass_midnight, until_cold

EMULATED = ("can be deleted", "not encrypted with a key of KMS", "no confirmed subscriber", "and not to https://")
"""Parts of the doctor's findings of a deployment that is thrown away, whose addresses are the emulator's."""
MOST_STARTS = 40
"""More than the service lets one patient start in an hour."""


def spend_a_day(rehearsal: Rehearsal) -> None:
    """Patients pay, staff apply and give back, Stripe takes back, no one's events get lost for good."""
    endpoint = _an_endpoint(rehearsal)
    _settings(rehearsal)
    paid = _patient_pays(rehearsal)
    _staff_work(rehearsal, paid)
    _a_notice_that_bounces(rehearsal)
    _an_invoice(rehearsal)
    _an_import(rehearsal)
    _a_card_that_the_event_did_not_carry(rehearsal)
    _a_dispute(rehearsal)
    _too_many_starts(rehearsal)
    _events(rehearsal, endpoint)
    _the_sweep(rehearsal)
    _the_workers(rehearsal)
    _the_night(rehearsal)
    _the_doctor(rehearsal)


def _an_endpoint(rehearsal: Rehearsal) -> str:
    """An endpoint at an address that is never called: it became private after the endpoint was made."""
    system = rehearsal.caller("system")
    for url in ("http://127.0.0.1:9/hooks", "https://127.0.0.1/hooks"):
        refused = system.call("POST", "clinic/webhook-endpoints", {"url": url, "types": []})
        assert refused.json()["code"] == "webhook_url_refused"
    endpoint = endpoint_for("clinic_demo", url="https://127.0.0.1/hooks")
    rehearsal.put_clinic_item(EndpointItem.from_domain(endpoint))
    (listed,) = system.items("clinic/webhook-endpoints")
    assert listed["id"] == endpoint.id
    return endpoint.id


def _events(rehearsal: Rehearsal, endpoint: str) -> None:
    """Every kind of change is an event; what can't be delivered is tried again, resent, and dropped in the end."""
    system, path = rehearsal.caller("system"), f"clinic/webhook-endpoints/{endpoint}"
    wanted = {"payment.succeeded", "application.created", "refund.succeeded", "dispute.opened", "invoice.over_applied"}
    wanted |= {"settings.changed", "payment.recorded"}
    until_cold(lambda: wanted <= {event["type"] for event in system.items("clinic/events?limit=100")})
    (tried,) = {each["error"] for each in until_cold(lambda: system.items(f"{path}/deliveries"))}
    assert tried == "address_refused"
    assert json_of(system.call("POST", f"{path}/test"))["error"] == "address_refused"
    assert json_of(system.call("POST", f"{path}/resend", {}))["queued"] >= len(wanted)
    assert system.call("DELETE", path).status_code == 204


def _settings(rehearsal: Rehearsal) -> None:
    manager = rehearsal.caller("full_access")
    manager.items("clinic/payment-accounts")
    json_of(manager.call("PUT", "clinic/locations/loc_north", {"name": "North Clinic", "active": True}))
    rehearsal.double.controls.post("/accounts/acct_demo_pending", charges_enabled=False, payouts_enabled=False)


def _patient_pays(rehearsal: Rehearsal) -> Json:
    ana = rehearsal.patient("pat_ana")
    _notices_chosen(ana, "bounce@simulator.amazonses.com")
    paid = rehearsal.pay(ana, 6_000)
    until_cold(lambda: ana.call("GET", f"me/top-ups/{paid['id']}/receipt").status_code == 200)
    link = ana.get(f"me/top-ups/{paid['id']}/receipt")["url"]
    assert rehearsal.fetch(link).startswith(b"%PDF")
    for path in ("me/credit", "me/top-ups", "me/credit/history", "me/cards", f"me/top-ups/{paid['id']}"):
        ana.get(path)
    return paid


def _notices_chosen(patient: Patient, email: str) -> Json:
    choices = {"email": email, "receipt": True, "refund": True, "credit_applied": True}
    return json_of(patient.call("PUT", "me/notices", choices))


def _a_notice_that_bounces(rehearsal: Rehearsal) -> None:
    """The emulator has no resource for SendEmail, so that its roles are refused: the report is made here."""
    until_cold(lambda: rehearsal.notices("pat_ana"))
    (notice, *_) = rehearsal.notices("pat_ana")
    for event in bounced(notice["pk"]["S"], notice["sk"]["S"]):
        rehearsal.invoke("mail-event", event)
    ana = rehearsal.patient("pat_ana")
    assert ana.get("me/notices")["undeliverable"]["reason"] == "bounced"
    _notices_chosen(ana, "success@simulator.amazonses.com")


def bounced(pk: str, sk: str) -> list[dict[str, Any]]:
    """The reports of SES that a notice was sent, and that its address does not exist."""
    clinic, owner = pk.split("#")
    values = {"clinic": clinic, "owner": owner, "notice": sk.removeprefix("notice#")}
    tags = [
        {"Name": name, "Value": base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")}
        for name, value in values.items()
    ]
    sent = {
        "Destination": {"ToAddresses": ["bounce@simulator.amazonses.com"]},
        "EmailTags": tags,
        "ConfigurationSetName": f"{DEPLOYMENT}-notices",
    }
    return reports("m_1", "2026-11-23T12:00:00.000Z", sent)


def _staff_work(rehearsal: Rehearsal, paid: Json) -> None:
    staff, manager = rehearsal.caller("staff"), rehearsal.caller("full_access")
    patient = "clinic/patients/pat_ana"
    payment = f"{patient}/payments/{paid['id']}"
    for path in (f"{patient}/credit", f"{patient}/payments?unapplied=true", "clinic/payments", payment):
        staff.get(path)
    applied = json_of(
        staff.call(
            "POST", f"{payment}/applications", {"invoice_id": "inv_1", "amount": 500}, Idempotency_Key="apply-1"
        ),
        201,
    )
    json_of(staff.call("DELETE", f"{payment}/applications/{applied['id']}"))
    body: Any = {"invoice_id": "inv_2", "amount": 700}
    json_of(staff.call("POST", f"{patient}/applications", body, Idempotency_Key="apply-2"), 201)
    body = {"amount": 300, "reason": "moved away"}
    json_of(manager.call("POST", f"{payment}/refunds", body, Idempotency_Key="refund-1"), 201)
    until_cold(lambda: staff.call("GET", f"{patient}/credit/statement").status_code == 200)
    assert rehearsal.fetch(staff.get(f"{patient}/credit/statement")["url"]).startswith(b"%PDF")


def _an_invoice(rehearsal: Rehearsal) -> None:
    """Sent by the clinic's system; the stream applies credit to it, and a lower amount gives some back."""
    manager, system = rehearsal.caller("full_access"), rehearsal.caller("system")
    settings = manager.call("GET", "clinic/billing-settings")
    changes = {"apply_automatically": "oldest_first"}
    json_of(manager.call("PATCH", "clinic/billing-settings", changes, If_Match=settings.headers["ETag"]))
    path, sent = (
        "clinic/patients/pat_ana/invoices/INV-1001",
        {"number": "1001", "amount": 900, "location_id": "loc_main"},
    )
    sent |= {"issued_on": "2026-11-23", "revision": 1, "status": "open"}
    json_of(system.call("PUT", path, sent), 201)
    until_cold(lambda: system.get(path)["status"] == "paid")
    assert json_of(system.call("PUT", path, {**sent, "amount": 400, "revision": 2}))["credited"]["amount"] == 400


def _an_import(rehearsal: Rehearsal) -> None:
    """A file of a spreadsheet on Windows: the gateway hands its bytes on. A report as CSV is text all the same."""
    system = rehearsal.caller("system")
    lines = (
        "patient_id;name;amount;location_id;as_of;reference",
        "pat_nia;Léa Ñunez;1\u00a0050,00 $;loc_main;31/10/2026;1",
    )
    url = f"{system.api}/v1/clinic/imports/opening-balances"
    headers = {"Authorization": f"Bearer {system.token}", "Content-Type": "text/csv", "Idempotency-Key": "import-1"}
    made = json_of(send("POST", url, data="\r\n".join(lines).encode("cp1252"), headers=headers), 201)
    assert (made["total"]["amount"], made["status"]) == (105_000, "posted")
    assert system.get("clinic/patients/pat_nia")["name"] == "Léa Ñunez"
    staff = rehearsal.caller("staff")
    table = staff.call("GET", "clinic/reports/unapplied-credit", Accept="text/csv")
    assert table.status_code == 200 and "Léa Ñunez" in table.content.decode()


def _a_card_that_the_event_did_not_carry(rehearsal: Rehearsal) -> None:
    """Settled by the intent's event alone: the function that issues the receipt asks Stripe for the card."""
    rehearsal.double.lose_events("charge.succeeded")
    eli = rehearsal.patient("pat_eli")
    paid = rehearsal.pay(eli, 2_000)
    rehearsal.double.behave()
    until_cold(lambda: eli.top_up(paid)["receipt"]["status"] == "ready")


def _a_dispute(rehearsal: Rehearsal) -> None:
    fay = rehearsal.patient("pat_fay")
    paid = rehearsal.pay(fay, 2_000)
    (intent,) = (one["id"] for one in rehearsal.double.intents_of("pat_fay"))
    rehearsal.double.controls.post("/disputes", payment_intent=intent)
    until_cold(lambda: fay.available == 0)
    until_cold(lambda: rehearsal.double.controls.calls("transfers.create_reversal"))
    assert fay.top_up(paid)["status"] == "succeeded"


def _too_many_starts(rehearsal: Rehearsal) -> None:
    gil = rehearsal.patient("pat_gil")
    statuses: list[int] = []
    while 429 not in statuses and len(statuses) < MOST_STARTS:
        statuses.append(gil.ask_top_up(1_000).status_code)
    assert statuses[-1] == 429 and set(statuses[:-1]) == {201}


def _the_sweep(rehearsal: Rehearsal) -> None:
    rehearsal.let_workers_work(False)
    rehearsal.double.lose_events()
    hal = rehearsal.patient("pat_hal")
    declined = hal.start(2_000)
    rehearsal.double.confirm(declined, payment_method="pm_card_chargeDeclined")
    rehearsal.make_due("pat_hal", declined["id"])
    top_up = hal.start(3_000)
    assert rehearsal.double.confirm(top_up, payment_method="pm_card_visa")["status"] == "succeeded"
    rehearsal.double.behave()
    rehearsal.make_due("pat_hal", top_up["id"])
    assert rehearsal.invoke("schedule")["receipt"] >= 1
    assert hal.top_up(top_up)["status"] == "succeeded"
    rehearsal.let_workers_work(True)


def _the_workers(rehearsal: Rehearsal) -> None:
    """Due by the table, then through its stream and the queue."""
    rehearsal.double.lose_events()
    ivy = rehearsal.patient("pat_ivy")
    declined, top_up = ivy.start(2_000), ivy.start(3_000)
    rehearsal.double.confirm(declined, payment_method="pm_card_chargeDeclined")
    assert rehearsal.double.confirm(top_up, payment_method="pm_card_visa")["status"] == "succeeded"
    rehearsal.double.behave()
    for each in (declined, top_up):
        rehearsal.make_due("pat_ivy", each["id"])
    until_cold(lambda: (ivy.top_up(top_up)["receipt"] or {}).get("status") == "ready")


def _the_night(rehearsal: Rehearsal) -> None:
    """Proven once, however often it runs; an auditor's key verifies it, and reports carry on from the day it kept."""
    pass_midnight()
    first, second = rehearsal.invoke("night"), rehearsal.invoke("night")
    assert first["proven"] == second["known"] >= 1
    manager = rehearsal.caller("full_access")
    unapplied = manager.get("clinic/reports/unapplied-credit")["totals"]["unapplied"]
    assert manager.get("clinic/reports/credit-movement")["totals"]["closing"] == unapplied
    (proof,) = manager.items("clinic/proofs")
    assert manager.get(f"clinic/proofs/{proof['date']}")["signature"] == proof["signature"]
    file, key = rehearsal.settings.state / "proof.json", rehearsal.settings.state / "proofs.pem"
    file.write_bytes(rehearsal.fetch(proof["url"]))
    key.write_text(rehearsal.run("infra.ops.operate", "proof-key"))
    assert verify([str(file), "--key", str(key)]) == 0


def _the_doctor(rehearsal: Rehearsal) -> None:
    """Its role lets it look at everything, and it finds what is so on the emulator alone."""
    number = rehearsal.invoke("doctor")["findings"]
    lines = [line for line in rehearsal.logged().splitlines() if '"doctor_finding"' in line]
    assert number == len(lines) and all(any(sign in line for sign in EMULATED) for line in lines), lines
