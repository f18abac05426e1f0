"""A chain of nightly proofs: each file is as it was signed, and each names the one before by its SHA-256."""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from infra.ops.operate.verify.p256 import PublicKey, is_signed

ALGORITHM = "ECDSA_SHA_256"


@dataclass(frozen=True, slots=True)
class Proof:
    """One file: its name, its bytes, and what it holds (empty when it is not an object in canonical JSON)."""

    name: str
    content: bytes
    data: dict[str, Any]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def canonical(data: dict[str, Any]) -> bytes:
    """The one way to write `data`: keys sorted, no spaces, ASCII, no number but integers."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def read_proof(name: str, content: bytes) -> Proof:
    """The file as a proof; `find_faults` tells what is wrong with it."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        data = None
    return Proof(name, content, data if isinstance(data, dict) else {})


def find_faults(proofs: Sequence[Proof], key: PublicKey) -> Iterator[str]:
    """Each fault as a sentence that begins with the file's name. Files are given oldest first, none left out."""
    for proof in proofs:
        yield from (f"{proof.name}: {fault}" for fault in _of_one(proof, key))
    for before, after in itertools.pairwise(proofs):
        yield from (f"{after.name}: {fault}" for fault in _between(before, after))


def _of_one(proof: Proof, key: PublicKey) -> Iterator[str]:
    if not proof.data:
        yield "not a proof"
        return
    if _canonical_or_none(proof.data) != proof.content:
        yield "not in canonical form; it was written again after it was signed"
    if not _adds_up(proof.data):
        yield "the ledger's and Stripe's figures differ by something else than the open items"
    claimed = proof.data.get("signature")
    if not isinstance(claimed, dict) or claimed.get("algorithm") != ALGORITHM:
        yield "not signed"
        return
    unsigned = _canonical_or_none({name: value for name, value in proof.data.items() if name != "signature"})
    if unsigned is None or not is_signed(unsigned, _decoded(claimed.get("value")), key):
        yield "the signature does not fit: a figure was changed, or another key signed it"


def _adds_up(data: dict[str, Any]) -> bool:
    """Whether Stripe's figure less the ledger's is the sum of the card side's open items, as in every sound proof."""
    try:
        items = data.get("open_items", [])
        on_card = [each for each in items if (each["side"], each["currency"]) == ("card", data["currency"])]
        open_amount = sum(_amount(each["stripe"]) - _amount(each["ours"]) for each in on_card)
        return bool(data.get("at_stripe", 0) - data.get("booked", 0) == open_amount)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _amount(side: dict[str, Any] | None) -> int:
    return int(side["amount"]) if side else 0


def _between(before: Proof, after: Proof) -> Iterator[str]:
    if after.data.get("previous") != before.sha256:
        yield f"does not follow {before.name}: a proof is missing, out of order or was replaced"
    for field in ("deployment", "clinic_id"):
        if before.data.get(field) != after.data.get(field):
            yield f"has another {field} than {before.name}"
    if before.data.get("until") != after.data.get("since"):
        yield f"does not begin where {before.name} ends"


def _canonical_or_none(data: dict[str, Any]) -> bytes | None:
    try:
        return canonical(data)
    except ValueError:
        return None


def _decoded(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
