"""The business's values as the API shows them, every field filled and every optional one absent.

`python -m tests.api.presented` writes `presented.json` again, whose diff is what a reviewer reads. A presenter that
joins is in it at once.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from chalicelib.api import presenters
from chalicelib.api.core.csv import Table
from chalicelib.api.core.responses import RESPONSE_TYPES
from chalicelib.api.presenters import (
    billing_settings,
    common,
    credit,
    disputes,
    documents,
    events,
    imports,
    patients,
    payment_accounts,
    payments,
    reports,
    top_ups,
)
from chalicelib.api.schemas.operator_clinics import ClinicPut
from chalicelib.credit.clinic import Clinic, ClinicProfile, Location, PaymentsAccount
from chalicelib.credit.email_address import AddressProblem
from chalicelib.credit.identity import Actor
from chalicelib.credit.ledger import Entry, EntryKind, PatientCredit
from chalicelib.credit.movement_reports import (
    LiabilityGroup,
    LiabilityReport,
    MovementGroup,
    MovementReport,
    TakingsLine,
    TakingsTotals,
)
from chalicelib.credit.payment import PATIENT, Hold, Payment, PaymentStatus, Source
from chalicelib.credit.person import Person
from chalicelib.credit.records import Dispute, DisputeStatus, Refund
from chalicelib.credit.webhooks import Answer, WebhookEndpoint
from chalicelib.services.documents.link_refund_receipt import RefundReceiptLink
from chalicelib.services.events.webhook_endpoints import Resent
from chalicelib.services.imports.import_balances import ImportResult
from chalicelib.services.pagination import DisputedPayment, ListedPatient, Page
from chalicelib.services.payments.read_history import History
from chalicelib.services.reports.read_overview import Overview
from tests.api.filled import BY_NAME, Bare, Filled
from tests.fakes.examples import maple
from tests.fakes.small import NOON

MAPLE = maple()


FILE = Path(__file__).with_name("presented.json")


def shown() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The presenters, by module and name; without the changed ones that a mutation run adds."""
    for module in pkgutil.iter_modules(presenters.__path__):
        found = importlib.import_module(f"{presenters.__name__}.{module.name}")
        for name, each in sorted(vars(found).items()):
            if (
                inspect.isfunction(each)
                and each.__module__ == found.__name__
                and name[0] != "_"
                and "__mutmut_" not in name
            ):
                yield f"{module.name}.{name}", each


def _presented(presenter: Callable[..., Any], kind: type[Filled]) -> Any:
    """Return what the presenter makes of values of that kind."""
    values = kind()
    hints = {name: hint for name, hint in get_type_hints(presenter).items() if name != "return"}
    return plain(presenter(**{name: BY_NAME.get(name) or values.of(hint) for name, hint in hints.items()}))


def plain(value: Any) -> Any:
    """The value as it is sent; a presenter of further values is asked for one."""
    if isinstance(value, Table):
        return value.encode().split("\r\n")
    if type(value) in RESPONSE_TYPES:
        return {"status": value.status, "body": plain(getattr(value, "body", None))}
    if inspect.isfunction(value):
        return plain(value(Filled().of(next(iter(get_type_hints(value).values())))))
    if isinstance(value, list):
        return [plain(each) for each in value]
    return json.loads(msgspec.json.encode(value))


def _plainly(show: Callable[[], Any]) -> Any:
    return plain(show())


PRESENTERS = dict(shown())


def made(of: Any, /, **fixed: Any) -> Any:
    return Filled().whole(of, **fixed)


PAID = made(Payment, status=PaymentStatus.SUCCEEDED, amount=9_000, source=Source.CARD_ONLINE, patient_name="Ana")


HELD = replace(PAID, hold=replace(made(Hold), released_at=None))


PATIENTS = replace(PAID, collected_by=PATIENT, receipt=None, patient_name="", hold=None)


CLINIC = made(Clinic, accounts=(made(PaymentsAccount, id="acct_1", name="Maple"),))


GROUPS = tuple(made(MovementGroup, id=each, name=None) for each in ("acct_1", "acct_2", None))


OF_TWO = made(History, entries=Page((made(Entry, actor=PATIENT), made(Entry))))


OF_ANOTHER_SORT: Mapping[str, Callable[[], Any]] = {
    "a payment that was paid online": lambda: payments.payment_summary(PAID),
    "the plan of a clinic": lambda: [kind().whole(ClinicPut).plan("clinic_1") for kind in (Filled, Bare)],
    "a receipt that is ready, and one that is not": lambda: [
        common.receipt_state(replace(PAID, voided=0, erased_at=None, receipt=receipt))
        for receipt in (PAID.receipt, None)
    ],
    "a payment on hold": lambda: payments.payment_summary(HELD),
    "a payment without a receipt and a name": lambda: payments.payment_summary(PATIENTS),
    "a payment's activity": lambda: payments.payment_detail(
        replace(PAID, collected_by=PATIENT),
        tuple(made(Entry, kind=kind, tender=None, actor=PATIENT) for kind in EntryKind),
        (),
    ),
    "an entry of each kind": lambda: credit.history(
        made(
            History,
            entries=Page(
                tuple(made(Entry, kind=kind, reference=about) for kind in EntryKind for about in ("about_1", None))
            ),
        ),
        "cad",
        "Ana",
    ),
    "entries of a patient and of staff": lambda: [
        credit.history(OF_TWO, "cad", "Ana"),
        credit.own_history(OF_TWO, "cad"),
    ],
    "the patient as an actor": lambda: [common.actor(PATIENT, "Ana"), common.actor_for_patient(Actor("patient", "p"))],
    "a place that the clinic knows": lambda: credit.by_location(
        made(PatientCredit, by_location={"loc_2": 2, "loc_1": 1}),
        replace(CLINIC, locations=(Location("loc_1", "Main", True),)),
    ),
    "credit in the clinic's language": lambda: credit.patient_view(made(PatientCredit), CLINIC, "pk_1", None),
    "credit in English": lambda: credit.patient_view(made(PatientCredit), CLINIC, "pk_1", "en"),
    "a clinic that takes top-ups": lambda: [
        show(MAPLE)
        for show in (
            billing_settings.billing_settings,
            lambda clinic: credit.patient_view(made(PatientCredit, balance=0), clinic, "pk_1", None),
            lambda clinic: [payment_accounts.payment_account(clinic, each) for each in clinic.accounts],
        )
    ],
    "an address that does not work": lambda: [
        billing_settings.billing_settings(
            replace(
                MAPLE,
                settings=replace(MAPLE.settings, notice_email=address),
                notice_problem=made(AddressProblem, address="a@maple.example"),
            )
        ).notice_email_undeliverable
        for address in ("a@maple.example", "b@maple.example", None)
    ],
    "a dispute that awaits a response": lambda: disputes.listed_dispute(
        DisputedPayment(made(Dispute, status=DisputeStatus.NEEDS_RESPONSE), PATIENTS)
    ),
    "an endpoint that is on": lambda: events.endpoint(made(WebhookEndpoint, disabled_at=None)),
    "a test that was delivered": lambda: events.test_result(Answer(204, None, 7)),
    "the last events that were resent": lambda: events.resent(made(Resent, is_more=False)),
    "an import that is posted": lambda: [
        imports.balance_import(made(ImportResult, is_posted=posted), dry_run=False) for posted in (True, False)
    ],
    "a report by account": lambda: [
        reports.credit_movement(made(MovementReport, groups=GROUPS), CLINIC),
        reports.credit_movement_table(reports.credit_movement(made(MovementReport, groups=GROUPS), CLINIC)),
        reports.overview(made(Overview, by_account=made(MovementReport, groups=GROUPS)), CLINIC),
    ],
    "liability by account": lambda: reports.liability(
        made(LiabilityReport, groups=tuple(made(LiabilityGroup, id=each, name=None) for each in ("acct_1", None))),
        CLINIC,
    ),
    "a failed refund that is not settled": lambda: reports.overview(
        made(Overview, failed_refunds=((made(Refund, settled_at=None), PAID),), held=(HELD,)), CLINIC
    ),
    "takings without a fee and a payout": lambda: reports.takings(
        made(TakingsTotals), Page((made(TakingsLine, payment=replace(PATIENTS, payout=None, stripe_fee=None)),)), CLINIC
    ),
    "takings with a fee": lambda: [
        reports.takings(made(TakingsTotals), Page((made(TakingsLine, payment=PAID),), "next"), CLINIC),
        reports.takings_table(
            reports.takings(made(TakingsTotals), Page((made(TakingsLine, payment=PAID),), "next"), CLINIC)
        ),
    ],
    "a refund receipt that is not drawn": lambda: documents.refund_receipt(made(RefundReceiptLink, document=None)),
    "a table of payments": lambda: payments.clinic_payments_table(
        payments.clinic_payments(
            Page((PAID, replace(PATIENTS, succeeded_at=None), replace(PAID, charged_at=None))),
            None,
            made(ClinicProfile),
        )
    ),
    "a top-up's refunds, the oldest first": lambda: top_ups.top_up_detail(
        PAID,
        [made(Refund, id=f"ref_{at:%S}", requested_at=at) for at in (NOON + timedelta(seconds=2), NOON)],
    ),
    "a top-up without a client secret": lambda: top_ups.started_top_up(replace(PAID, client_secret=None)),
    "a patient who has no name": lambda: patients.listed_patient("cad")(
        ListedPatient(made(Person, name=""), made(PatientCredit))
    ),
}


SHOWN: Mapping[str, Callable[[], Any]] = {
    **{f"{name}, filled": partial(_presented, each, Filled) for name, each in PRESENTERS.items()},
    **{f"{name}, bare": partial(_presented, each, Bare) for name, each in PRESENTERS.items()},
    **{name: partial(_plainly, each) for name, each in OF_ANOTHER_SORT.items()},
}


if __name__ == "__main__":
    lines = (f" {json.dumps(name)}: {json.dumps(show(), ensure_ascii=False)}" for name, show in SHOWN.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
