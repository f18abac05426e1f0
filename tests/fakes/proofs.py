"""The nightly proof's ports in memory: a ledger by time, Stripe's statement as a list, a store, and a real key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.credit.balance_transaction import BalanceTransaction, Statement
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.proof import MOVED_AT_STRIPE, Payout
from chalicelib.credit.records import BorneFee, Position
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.pagination import Page, PageRequest
from tests.fakes.ledger import FakeLedger


@dataclass
class FakeClinicLedger:
    """See services.ports.proofs.ClinicLedger."""

    ledger: FakeLedger

    def payments_paid(self, clinic_id: str, since: datetime | None, until: datetime) -> Iterator[Payment]:
        for payment in self.ledger.all_payments():
            paid_at = payment.succeeded_at
            if payment.patient.clinic_id == clinic_id and paid_at and _is_within(paid_at, since, until):
                yield payment

    def entries_at_stripe(
        self, clinic_id: str, since: datetime | None, until: datetime
    ) -> Iterator[tuple[Entry, Payment]]:
        for entry, payment in self._entries(clinic_id):
            if entry.kind in MOVED_AT_STRIPE and _is_within(entry.at, since, until):
                yield entry, payment

    def fees_borne(self, clinic_id: str, since: datetime | None, until: datetime) -> Iterator[tuple[BorneFee, Payment]]:
        for position in self.ledger.rows.all(Position):
            payment = self.ledger.payment(position.patient, position.payment_id)
            assert payment is not None, "a position names its payment"
            for fee in position.fees if payment.patient.clinic_id == clinic_id else ():
                if _is_within(fee.at, since, until):
                    yield fee, payment

    def entries_since(self, clinic_id: str, since: datetime) -> Iterator[tuple[Entry, Payment]]:
        return ((entry, payment) for entry, payment in self._entries(clinic_id) if entry.at >= since)

    def payments_unapplied(self, clinic_id: str) -> Iterator[Payment]:
        ours = (each for each in self.ledger.all_payments() if each.patient.clinic_id == clinic_id)
        return (payment for payment in ours if payment.unapplied)

    def _entries(self, clinic_id: str) -> Iterator[tuple[Entry, Payment]]:
        for patient in {holder for payment in self.ledger.all_payments() for holder in payment.holders}:
            for entry in self.ledger.all_entries(patient) if patient.clinic_id == clinic_id else ():
                payment = self.ledger.payment(patient, entry.payment_id)
                assert payment is not None, "an entry names its payment"
                yield entry, payment

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None:
        return self.ledger.payment(patient, payment_id)

    def payments(self, refs: Sequence[PaymentRef]) -> Sequence[Payment]:
        found = [self.ledger.payment(ref.patient, ref.payment_id) for ref in refs]
        return [payment for payment in found if payment]

    def payments_recorded(
        self,
        clinic_id: str,
        since: datetime,
        until: datetime,
        page: PageRequest,
        takes: Callable[[Payment], bool],
    ) -> Page[Payment]:
        taken = {_place(each): each for each in self.payments_paid(clinic_id, since, until) if takes(each)}
        rest = sorted(place for place in taken if place > (page.cursor or ""))
        shown = rest[: page.limit]
        return Page(tuple(taken[place] for place in shown), shown[-1] if len(rest) > page.limit else None)

    def liability(self, clinic_id: str) -> int:
        ours = (each for each in self.ledger.all_payments() if each.patient.clinic_id == clinic_id)
        return sum(max(payment.unapplied, 0) for payment in ours)


@dataclass
class FakeStatements:
    """See services.ports.proofs.Statements. A test adds what Stripe moved to `transactions`."""

    transactions: list[BalanceTransaction] = field(default_factory=list)
    payouts: list[Payout] = field(default_factory=list)
    returned: list[Payout] = field(default_factory=list)
    unreadable: frozenset[str] = frozenset()
    asked: list[datetime | None] = field(default_factory=list)
    is_down: bool = False

    def statement(
        self,
        since: datetime | None,
        until: datetime,
        accounts: Collection[str],
        open_payouts: Collection[str] = (),
        *,
        platform_payouts: bool = False,
    ) -> Statement:
        if self.is_down:
            raise Unavailable
        self.asked.append(since)
        lines = [line for line in self.transactions if _is_within(line.created, since, until)]
        wanted = [
            payout
            for payout in self.payouts
            if (payout.account_id or platform_payouts)
            and (_is_within(payout.at, since, until) or f"{payout.account_id or ''}/{payout.id}" in open_payouts)
        ]
        return Statement(
            tuple(line for line in lines if line.account_id is None or line.account_id in accounts),
            tuple(wanted),
            self.unreadable,
            tuple(self.returned),
        )

    def payout(self, account_id: str, payout_id: str) -> Payout | None:
        if self.is_down:
            raise Unavailable
        found = (each for each in self.payouts if (each.account_id, each.id) == (account_id, payout_id))
        return next(found, None) if account_id not in self.unreadable else None


@dataclass
class FakeProofs:
    """See services.ports.proofs.ProofStore."""

    files: dict[tuple[str, date], bytes] = field(default_factory=dict)

    def keep(self, clinic_id: str, day: date, content: bytes) -> bool:
        return self.files.setdefault((clinic_id, day), content) is content

    def read(self, clinic_id: str, day: date) -> bytes | None:
        return self.files.get((clinic_id, day))

    def dates(self, clinic_id: str) -> Sequence[date]:
        return sorted((day for clinic, day in self.files if clinic == clinic_id), reverse=True)

    def link(self, clinic_id: str, day: date, *, valid_s: int) -> str:
        return f"https://proofs.example/{clinic_id}/{day.isoformat()}.json?X-Amz-Expires={valid_s}"


class FakeSigner:
    """See services.ports.proofs.Signer."""

    key_id = "key_1"

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))

    @property
    def public_pem(self) -> str:
        encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(encoding, form).decode()


def _place(payment: Payment) -> str:
    return f"{payment.succeeded_at:%Y-%m-%dT%H:%M:%S.%f}#{payment.id}"


def _is_within(at: datetime, since: datetime | None, until: datetime) -> bool:
    return (since is None or at >= since) and at < until
