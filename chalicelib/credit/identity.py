"""Actors, owners of credit, and ids."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field

OPAQUE_ID = re.compile(r"[A-Za-z0-9_]{1,64}")
SYSTEM_ID = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._~-]{1,128}")
"""The ids that the clinic's own system makes.

An address can't hold `.` or `..`: clients and gateways resolve them (RFC 3986, 5.2.4)."""


@dataclass(frozen=True, slots=True)
class PatientKey:
    """A patient of one clinic: credit never crosses from one clinic to another."""

    clinic_id: str
    patient_id: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The actor: `patient`, `staff`, `stripe`, `system`, `sweep` or `service`, with the id when there is one.

    `name` is a staff member's, as their token had it at the time; a patient's stands only with the patient's own data.
    """

    kind: str
    id: str | None = None
    name: str | None = field(default=None, compare=False)


STRIPE = Actor("stripe")
SYSTEM = Actor("system")
SERVICE = Actor("service")


def is_opaque_id(text: str) -> bool:
    """Whether `text` can be one of this service's ids: 1 to 64 letters, digits or underscores."""
    return OPAQUE_ID.fullmatch(text) is not None


def is_system_id(text: str) -> bool:
    """Whether `text` can be an id of the clinic's own system: a patient's, for one."""
    return SYSTEM_ID.fullmatch(text) is not None


def derived_id(prefix: str, *parts: str) -> str:
    """Return the id that these parts always have: the same request, by its idempotency key, is always the same thing.

    130 bits of SHA-256 in base 32. Parts are joined by a character that no part can contain.
    """
    digest = hashlib.sha256("\x00".join((prefix, *parts)).encode()).digest()
    return f"{prefix}_{base64.b32encode(digest).decode().lower()[:26]}"


def request_hash(*parts: object) -> str:
    """A fingerprint of a request's body, to tell a repeated request from another one under the same key."""
    return hashlib.sha256("\x00".join(str(part) for part in parts).encode()).hexdigest()[:32]
