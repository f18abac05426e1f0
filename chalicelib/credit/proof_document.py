"""A night's proof as a document: canonical JSON, linked to the one before by its SHA-256, and signed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.credit.proof import Difference, DifferenceKind, OpenItem, Recorded, Side, Subject

ALGORITHM = "ECDSA_SHA_256"
"""On P-256; AWS KMS's name for it."""
VERSION = 1


@dataclass(frozen=True, slots=True)
class ProvenAccount:
    """Figures read of one payments account. `moved` is the night's net of this service's payments, minor units.

    An account that Stripe does not let the platform read is listed with `readable` False.
    """

    account_id: str
    moved: int
    transactions: int
    payouts: int
    readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One clinic, one night. Amounts are minor units of `currency`.

    `liability` is what the clinic owes its patients: the sum of unapplied amounts. `booked` is what the ledger records
    arrived and stayed since the first proof (payments less refunds and disputes) and `at_stripe` what Stripe reports;
    they differ by the open items of the card's side and nothing else. `fees` are Stripe's own on these movements, that
    night. `previous` is the SHA-256 of the proof before, `since` its `until`; the first has neither.
    """

    deployment: str
    clinic_id: str
    date: date
    currency: str
    since: datetime | None
    until: datetime
    liability: int
    booked: int
    at_stripe: int
    fees: int
    transactions: int
    accounts: tuple[ProvenAccount, ...]
    differences: tuple[Difference, ...]
    open_items: tuple[OpenItem, ...]
    open_payouts: tuple[str, ...]
    previous: str | None

    def unsigned(self) -> bytes:
        """The bytes that are signed."""
        return canonical(self._data())

    def signed(self, key_id: str, signature: bytes) -> bytes:
        """The file that is stored."""
        value = base64.b64encode(signature).decode()
        return canonical({**self._data(), "signature": {"algorithm": ALGORITHM, "key_id": key_id, "value": value}})

    def _data(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "deployment": self.deployment,
            "clinic_id": self.clinic_id,
            "date": self.date.isoformat(),
            "currency": self.currency,
            "since": _iso(self.since) if self.since else None,
            "until": _iso(self.until),
            "liability": self.liability,
            "booked": self.booked,
            "at_stripe": self.at_stripe,
            "fees": self.fees,
            "transactions": self.transactions,
            "accounts": [_account_data(account) for account in self.accounts],
            "differences": [_difference_data(difference) for difference in self.differences],
            "open_items": [_item_data(item) for item in self.open_items],
            "open_payouts": list(self.open_payouts),
            "previous": self.previous,
        }


@dataclass(frozen=True, slots=True)
class StoredProof:
    """A proof as it was stored: what it holds, its signature in base 64, and the SHA-256 that the next one names."""

    proof: Proof
    signature: str
    sha256: str


def canonical(data: Mapping[str, Any]) -> bytes:
    """The one way to write `data`: keys sorted, no spaces, ASCII, no number but integers."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def read_proof(content: bytes) -> StoredProof:
    """A stored file. It was written by this service alone, so that another shape raises KeyError or ValueError."""
    data = json.loads(content)
    proof = Proof(
        deployment=data["deployment"],
        clinic_id=data["clinic_id"],
        date=date.fromisoformat(data["date"]),
        currency=data["currency"],
        since=_moment(data["since"]) if data["since"] else None,
        until=_moment(data["until"]),
        liability=data["liability"],
        booked=data["booked"],
        at_stripe=data["at_stripe"],
        fees=data["fees"],
        transactions=data["transactions"],
        accounts=tuple(ProvenAccount(**account) for account in data["accounts"]),
        differences=tuple(_difference(difference) for difference in data["differences"]),
        open_items=tuple(_item(item) for item in data["open_items"]),
        open_payouts=tuple(data["open_payouts"]),
        previous=data["previous"],
    )
    return StoredProof(proof, data["signature"]["value"], hashlib.sha256(content).hexdigest())


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _account_data(account: ProvenAccount) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "moved": account.moved,
        "transactions": account.transactions,
        "payouts": account.payouts,
        "readable": account.readable,
    }


def _difference_data(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "side": difference.side,
        "source": difference.source,
        "account_id": difference.account_id,
        "payment_id": difference.payment_id,
        "amount": difference.amount,
        "since": _iso(difference.since),
    }


def _difference(data: Mapping[str, Any]) -> Difference:
    return Difference(
        kind=DifferenceKind(data["kind"]),
        side=Side(data["side"]),
        source=data["source"],
        account_id=data["account_id"],
        payment_id=data["payment_id"],
        amount=data["amount"],
        since=_moment(data["since"]),
    )


def _item_data(item: OpenItem) -> dict[str, Any]:
    subject = item.subject
    return {
        "side": subject.side,
        "source": subject.source,
        "payment_id": subject.payment_id,
        "account_id": subject.account_id,
        "currency": subject.currency,
        "ours": _recorded_data(item.ours),
        "stripe": _recorded_data(item.stripe),
    }


def _item(data: Mapping[str, Any]) -> OpenItem:
    return OpenItem(
        Subject(Side(data["side"]), data["source"], data["payment_id"], data["account_id"], data["currency"]),
        ours=_recorded(data["ours"]),
        stripe=_recorded(data["stripe"]),
    )


def _recorded_data(side: Recorded | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"amount": side.amount, "first_at": _iso(side.first_at), "last_at": _iso(side.last_at)}


def _recorded(data: Mapping[str, Any] | None) -> Recorded | None:
    if data is None:
        return None
    return Recorded(data["amount"], _moment(data["first_at"]), _moment(data["last_at"]))
