"""E-mail addresses that a notice can be sent to, and those that are switched off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3, less the angle brackets."""
LONGEST_LOCAL_PART = 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])")
"""A dot-atom and a host name (RFC 5321, 4.1.2): no quotes, comments, lists or line breaks, so one header, one address.
SES takes ASCII alone before the @ (its developer guide, "Email format in Amazon SES")."""
REQUIRED = "must be one e-mail address in plain letters, such as ana@example.com, or null"


def is_mailable(text: str) -> bool:
    """Whether a notice can be sent there."""
    local = text.partition("@")[0]
    return len(text) <= LONGEST_ADDRESS and len(local) <= LONGEST_LOCAL_PART and bool(ADDRESS.fullmatch(text))


def same_address(one: str, other: str) -> bool:
    """Whether the two reach the same mailbox, as far as senders may assume: whatever case, as people type them."""
    return one.casefold() == other.casefold()


class Undeliverable(StrEnum):
    """A reason to send nothing more to an address: it takes no mail, or its reader reported ours as spam."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class AddressProblem:
    """An address that is switched off; it is kept to tell whether another one was entered since."""

    address: str
    reason: Undeliverable
    since: datetime

    def concerns(self, address: str | None) -> bool:
        return address is not None and same_address(self.address, address)
