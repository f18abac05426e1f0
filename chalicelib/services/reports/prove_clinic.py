"""One clinic's proof of one night, from what the ledger and Stripe's statement hold since the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.credit.balance_transaction import BalanceTransaction, MoneyKind, Statement
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.proof import (
    Movement,
    Payout,
    Side,
    Subject,
    compare,
    movements_of_entry,
    movements_of_fee,
    movements_of_payment,
    payout_differences,
)
from chalicelib.credit.proof_document import Proof, ProvenAccount, StoredProof
from chalicelib.credit.stripe_report import PaymentRef
from chalicelib.services.ports import Clock
from chalicelib.services.ports.proofs import ClinicLedger, ProofStore, Signer

ON_CARD = frozenset({MoneyKind.CHARGE, MoneyKind.REFUND, MoneyKind.DISPUTE})


@dataclass(frozen=True, slots=True)
class Night:
    """A clinic whose proof is due, and the proof that it follows."""

    clinic: Clinic
    previous: StoredProof | None

    @property
    def since(self) -> datetime | None:
        return self.previous.proof.until if self.previous else None

    @property
    def accounts(self) -> tuple[str, ...]:
        return tuple(account.id for account in self.clinic.accounts if account.destination)

    @property
    def is_paid_on_platform(self) -> bool:
        return any(account.is_platform for account in self.clinic.accounts)

    def has(self, payout: Payout) -> bool:
        """Whether payments of the clinic may be in the payout."""
        return payout.account_id in self.accounts or (payout.account_id is None and self.is_paid_on_platform)

    def awaits(self, payout: Payout) -> bool:
        return self.has(payout) and not payout.is_over

    @property
    def open_payouts(self) -> tuple[str, ...]:
        return self.previous.proof.open_payouts if self.previous else ()


@dataclass(frozen=True, slots=True)
class ProveClinic:
    """Compare, sign and store. Returns None, and changes nothing, if the clinic has a proof of today."""

    ledger: ClinicLedger
    proofs: ProofStore
    signer: Signer
    clock: Clock
    deployment: str

    def __call__(
        self, night: Night, statement: Statement, lines: Sequence[BalanceTransaction], until: datetime
    ) -> Proof | None:
        """`lines` are the clinic's own of `statement`. Raises Unavailable."""
        proof = self._proof(night, statement, lines, until)
        content = proof.signed(self.signer.key_id, self.signer.sign(proof.unsigned()))
        return proof if self.proofs.keep(proof.clinic_id, proof.date, content) else None

    def _proof(self, night: Night, statement: Statement, lines: Sequence[BalanceTransaction], until: datetime) -> Proof:
        profile, before = night.clinic.profile, night.previous.proof if night.previous else None
        ours = list(self._ours(profile.id, night.since, until))
        stripe = list(self._stripe(lines, {each.subject.payment_id: each.subject.account_id for each in ours}))
        found = compare(before.open_items if before else (), ours, stripe, until=until)
        payouts = [payout for payout in statement.payouts if payout.account_id in night.accounts]
        return Proof(
            deployment=self.deployment,
            clinic_id=profile.id,
            date=self.clock.now().date(),
            currency=profile.currency,
            since=night.since,
            until=until,
            liability=self.ledger.liability(profile.id),
            booked=(before.booked if before else 0) + _on_card(ours, profile.currency),
            at_stripe=(before.at_stripe if before else 0) + _on_card(stripe, profile.currency),
            fees=sum(line.fee for line in lines if line.kind in ON_CARD),
            transactions=len(lines),
            accounts=tuple(_account(account_id, statement, lines) for account_id in night.accounts),
            differences=(*found.differences, *payout_differences(payouts)),
            open_items=found.open_items,
            open_payouts=tuple(map(_payout_key, filter(night.awaits, statement.payouts))),
            previous=night.previous.sha256 if night.previous else None,
        )

    def _ours(self, clinic_id: str, since: datetime | None, until: datetime) -> Iterator[Movement]:
        for payment in self.ledger.payments_paid(clinic_id, since, until):
            yield from movements_of_payment(payment)
        for entry, payment in self.ledger.entries_at_stripe(clinic_id, since, until):
            yield from movements_of_entry(entry, payment)
        for fee, payment in self.ledger.fees_borne(clinic_id, since, until):
            yield from movements_of_fee(fee, payment)

    def _stripe(
        self, lines: Sequence[BalanceTransaction], accounts: Mapping[str | None, str | None]
    ) -> Iterator[Movement]:
        for line in lines:
            assert line.payment is not None, "a clinic's lines have their payment"
            paid = line.payment.payment_id
            if line.account_id:
                subject = Subject(Side.ACCOUNT, paid, paid, line.account_id, line.currency)
                yield Movement(subject, line.net, line.created)
            elif line.kind in ON_CARD:
                account = accounts[paid] if paid in accounts else self._account(line.payment)
                subject = Subject(Side.CARD, line.subject, paid, account, line.currency)
                yield Movement(subject, line.amount, line.created)

    def _account(self, ref: PaymentRef) -> str | None:
        """The account of a payment of which nothing moved in the ledger this night."""
        payment = self.ledger.payment(ref.patient, ref.payment_id)
        return payment.account_id if payment else None


def _on_card(movements: Sequence[Movement], currency: str) -> int:
    wanted = (each for each in movements if each.subject.side is Side.CARD and each.subject.currency == currency)
    return sum(each.amount for each in wanted)


def _account(account_id: str, statement: Statement, lines: Sequence[BalanceTransaction]) -> ProvenAccount:
    on_it = [line for line in lines if line.account_id == account_id]
    return ProvenAccount(
        account_id=account_id,
        moved=sum(line.net for line in on_it),
        transactions=len(on_it),
        payouts=sum(payout.account_id == account_id for payout in statement.payouts),
        readable=account_id not in statement.unreadable,
    )


def _payout_key(payout: Payout) -> str:
    return f"{payout.account_id or ''}/{payout.id}"
