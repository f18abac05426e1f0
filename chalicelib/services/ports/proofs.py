"""Ports of the nightly proof and of reports: the clinic's ledger by time, Stripe's statement, a store, a key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from chalicelib.credit.balance_transaction import Statement
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.ledger import Entry
from chalicelib.credit.payment import Payment
from chalicelib.credit.proof import Payout
from chalicelib.credit.records import BorneFee
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.pagination import Page, PageRequest


class ClinicLedger(Protocol):
    """A clinic's ledger by time. May lag behind a commit by a moment."""

    def payments_paid(self, clinic_id: str, since: datetime | None, until: datetime) -> Iterator[Payment]:
        """Payments that succeeded at or after `since` and before `until`, in no order."""

    def entries_at_stripe(
        self, clinic_id: str, since: datetime | None, until: datetime
    ) -> Iterator[tuple[Entry, Payment]]:
        """Entries of refunds and disputes posted in that span, with their payments, in no order."""

    def fees_borne(self, clinic_id: str, since: datetime | None, until: datetime) -> Iterator[tuple[BorneFee, Payment]]:
        """Changes of what the clinic bears of disputes' fees in that span, with their payments, in no order."""

    def entries_since(self, clinic_id: str, since: datetime) -> Iterator[tuple[Entry, Payment]]:
        """All entries posted at or after `since`, with their payments as they are now, in no order."""

    def payments_unapplied(self, clinic_id: str) -> Iterator[Payment]:
        """Payments that have unapplied credit or a shortfall, in no order."""

    def payment(self, patient: PatientKey, payment_id: str) -> Payment | None: ...

    def payments(self, refs: Sequence[PaymentRef]) -> Sequence[Payment]:
        """The payments of these refs, in their order, also those that a merge moved. All of them must exist."""

    def payments_recorded(
        self,
        clinic_id: str,
        since: datetime,
        until: datetime,
        page: PageRequest,
        takes: Callable[[Payment], bool],
    ) -> Page[Payment]:
        """Payments that succeeded in that span and that `takes` accepts, the oldest first."""

    def liability(self, clinic_id: str) -> int:
        """The sum of the clinic's unapplied amounts, minor units."""


class Statements(Protocol):
    def statement(
        self,
        since: datetime | None,
        until: datetime,
        accounts: Collection[str],
        open_payouts: Collection[str] = (),
        *,
        platform_payouts: bool = False,
    ) -> Statement:
        """Return the movements on the platform and on `accounts` in that span, and their payouts.

        `open_payouts` are older ones that were incomplete: `acct_1/po_1`, and `/po_1` of the platform. Those of the
        platform are read only if `platform_payouts`.
        """

    def payout(self, account_id: str, payout_id: str) -> Payout | None:
        """The payout with the sum of its balance transactions, and without its payments.

        None if Stripe assigns none to it (a manual one), if it failed, or if the platform can't read it.
        """


class ProofStore(Protocol):
    """Proofs, each written once and never changed. A clinic has at most one per date."""

    def keep(self, clinic_id: str, day: date, content: bytes) -> bool:
        """Store a proof; return False, and change nothing, if the clinic has one of that date."""

    def read(self, clinic_id: str, day: date) -> bytes | None: ...

    def dates(self, clinic_id: str) -> Sequence[date]:
        """The dates of the clinic's proofs, newest first."""

    def link(self, clinic_id: str, day: date, *, valid_s: int) -> str:
        """A URL that downloads the proof for `valid_s` seconds."""


class Signer(Protocol):
    """A P-256 key that never leaves its place."""

    @property
    def key_id(self) -> str: ...

    def sign(self, message: bytes) -> bytes:
        """The ECDSA signature (DER) over the SHA-256 of `message`."""
