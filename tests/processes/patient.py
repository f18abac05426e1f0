"""One patient whose many payments, disputes and refunds are known to Stripe alone, until its events are delivered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.calls import Json, json_of, send
from tests.journeys.double import intent_of
from tests.journeys.people import CARD, Clinic, Patient, run_module

PATIENCE_S, STARTING_S = 500.0, 100.0
DISPUTE, DASHBOARD = 10, 20
PAGES = 60


@dataclass
class Known:
    """Stripe's state: payments that were charged, amounts lost to disputes, refunds of its dashboard."""

    clinic: Clinic
    patient: Patient
    top_ups: list[Json]
    lost: int = 0
    given_back: int = 0
    events: list[Json] = field(default_factory=list)

    @property
    def paid(self) -> int:
        return sum(int(top_up["amount"]) for top_up in self.top_ups)

    def crowd(
        self,
        folder: Path,
        *,
        shared: list[Json],
        own: list[list[Json]],
        seed: int,
        deadly: int | Sequence[int] = 0,
        token: str | None = None,
    ) -> Json:
        """Run the processes, one for each list of requests, by staff or by `token`, and return their responses.

        Each dies at one of its first `deadly` calls, by chance, or at the call that `deadly` lists for it.
        """
        folder.mkdir()
        job = {"shared": shared, "own": own, "processes": len(own), "seed": seed, "deadly": deadly}
        job |= {"out": str(folder), "token": token or self.clinic.staff().token}
        (folder / "job").write_text(json.dumps(job))
        ends: Json = json.loads(_run_crowd(self.clinic, folder / "job"))
        return ends | {"told": [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]}

    def ledger(self) -> Json:
        printed = run_module(self.clinic.stack, "tests.processes.state", self.clinic.id, self.patient.id)
        found: Json = json.loads(printed.splitlines()[-1])
        return found

    def refunds_at_stripe(self) -> dict[str, int]:
        """Every refund that Stripe made of this patient's payments, by Stripe's id."""
        found: dict[str, int] = {}
        for top_up in self.top_ups:
            page = self.patient.double.read(f"refunds?limit=100&payment_intent={intent_of(top_up)}")
            found |= {refund["id"]: refund["amount"] for refund in page["data"] if refund["status"] != "failed"}
        return found

    def deliveries(self) -> list[Json]:
        return [{"name": event["id"], "path": "/v1/stripe/events", "body": event} for event in self.events]

    def act(self, name: str, amount: int, what: str, number: int | None = None) -> Json:
        """An application or a refund by staff: of one payment, or oldest first."""
        at = f"/v1/clinic/patients/{self.patient.id}"
        if number is not None:
            at += f"/payments/{self.top_ups[number]['id']}"
        about = {"reason": "asked"} if what == "refunds" else {"invoice_id": "inv_1"}
        return {"name": name, "key": name, "path": f"{at}/{what}", "body": {"amount": amount} | about}


def _run_crowd(clinic: Clinic, job: Path) -> str:
    program, patience_s = "tests.processes.concurrent_clients", PATIENCE_S + STARTING_S
    return run_module(clinic.stack, program, str(job), patience_s=patience_s).splitlines()[-1]


def known_to_stripe(clinic: Clinic, number: int) -> Known:
    """Charges `number` payments; of each 20 two are disputed, one of them is won, and three given back in part."""
    patient, double = clinic.patient(), clinic.double
    double.lose_events()
    printed = run_module(clinic.stack, "tests.processes.prepare", clinic.id, patient.id, str(number))
    known = Known(clinic, patient, json.loads(printed.splitlines()[-1]))
    for each, top_up in enumerate(known.top_ups):
        assert double.confirm(top_up, payment_method=CARD)["status"] == "succeeded"
        if each % DISPUTE == 0:
            known.lost += _dispute(known, top_up, won=each % (2 * DISPUTE) == 0)
        elif each % DASHBOARD in (7, 12, 17):
            known.given_back += _give_back(known, top_up)
    known.events = _events(known)
    return known


def _dispute(known: Known, top_up: Json, *, won: bool) -> int:
    controls = known.clinic.double.controls
    dispute = controls.post("/disputes", payment_intent=intent_of(top_up))
    controls.post(f"/disputes/{dispute['id']}/outcome", status="won" if won else "lost")
    return 0 if won else int(top_up["amount"])


def _give_back(known: Known, top_up: Json, amount: int = 111) -> int:
    double = known.clinic.double
    form = {"payment_intent": intent_of(top_up), "amount": str(amount), "reverse_transfer": "true"}
    json_of(send("POST", f"{double.url}/v1/refunds", auth=(double.secret_key, ""), data=form))
    return amount


def _events(known: Known) -> list[Json]:
    intents = {intent_of(top_up) for top_up in known.top_ups}
    events: list[Json] = []
    for kind in ("charge.succeeded", "payment_intent.succeeded", "charge.dispute.created", "refund.created"):
        events += _events_of(known, kind, intents)
    for kind in ("charge.dispute.funds_withdrawn", "charge.dispute.closed", "charge.dispute.funds_reinstated"):
        events += _events_of(known, kind, intents)
    return events


def _events_of(known: Known, kind: str, intents: set[str]) -> list[Json]:
    found: list[Json] = []
    after = ""
    for _ in range(PAGES):
        page = known.clinic.double.read(f"events?limit=100&type={kind}{after}")
        found += [event for event in page["data"] if _intent(event["data"]["object"]) in intents]
        if not page["has_more"]:
            return found
        after = f"&starting_after={page['data'][-1]['id']}"
    raise AssertionError(f"more than {PAGES} pages of {kind}")


def _intent(about: Json) -> str:
    return str(about["id"] if about["object"] == "payment_intent" else about["payment_intent"])
