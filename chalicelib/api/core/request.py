"""One request, read with a limit on everything."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec
from chalice.app import Request

from chalicelib.api.core.problems import NotJson, PreconditionRequired, TooLarge
from chalicelib.credit.errors import Invalid, NotFound
from chalicelib.credit.identity import is_opaque_id
from chalicelib.services.pagination import PageRequest

if TYPE_CHECKING:
    from chalicelib.api.auth.principal import Principal

T = TypeVar("T")

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
LARGEST_BODY = 16_384
LONGEST_KEY = 255
LONGEST_CURSOR = 300
VISIBLE_ASCII = re.compile(r"[\x21-\x7e]{1,255}")
PLAIN_JSON = re.compile(r"application/json(?:\s*;\s*charset=\"?utf-8\"?)?", re.IGNORECASE)
ETAG = re.compile(r'"v(\d{1,9})"')


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler may know of a request: who calls, the ids in its path, its headers, query and body."""

    request: Request
    known_caller: Principal | None
    path: Mapping[str, str]
    allowed_query: frozenset[str]

    @property
    def caller(self) -> Principal:
        assert self.known_caller is not None, "the route lets nobody in without a token"
        return self.known_caller

    def id(self, name: str) -> str:
        """An id from the path; what cannot be one is not found. Path parameters come as they were sent."""
        value = self.path[name]
        if not is_opaque_id(value):
            raise NotFound()
        return value

    def header(self, name: str) -> str:
        return str(self.request.headers.get(name, "") or "")

    @property
    def idempotency_key(self) -> str:
        key = self.header("idempotency-key")
        if not key:
            raise Invalid("Send an Idempotency-Key header.", code="idempotency_key_required")
        if not VISIBLE_ASCII.fullmatch(key):
            raise Invalid(
                f"The Idempotency-Key must be 1 to {LONGEST_KEY} visible ASCII characters.",
                code="idempotency_key_invalid",
            )
        return key

    @property
    def seen_version(self) -> int:
        """The version in If-Match: what the caller saw before changing it."""
        header = self.header("if-match")
        if not header:
            raise PreconditionRequired("Send the ETag you read in an If-Match header.")
        tag = ETAG.fullmatch(header.strip())
        return int(tag[1]) if tag else 0

    @property
    def language(self) -> str | None:
        """The first language of Accept-Language that we speak, `en` or `fr-CA`."""
        for wish in self.header("accept-language")[:200].lower().split(","):
            spoken = {"fr": "fr-CA", "en": "en"}.get(wish.strip()[:2])
            if spoken:
                return spoken
        return None

    def query(self, name: str) -> str | None:
        value = self._query.get(name)
        return str(value) if value is not None else None

    @property
    def _query(self) -> Mapping[str, Any]:
        return self.request.query_params or {}

    def check_query(self) -> None:
        """Raises Invalid for a parameter that the route doesn't know."""
        for name in self._query:
            if name not in self.allowed_query:
                raise Invalid.field(str(name)[:64], "is not a parameter here")

    def flag(self, name: str) -> bool:
        value = self.query(name)
        if value not in (None, "true", "false"):
            raise Invalid.field(name, "must be true or false")
        return value == "true"

    def id_filter(self, name: str) -> str | None:
        value = self.query(name)
        if value is not None and not is_opaque_id(value):
            raise Invalid.field(name, "must be an id: letters, digits and underscores")
        return value

    def moment(self, name: str) -> datetime | None:
        """A time in the query, RFC 3339. A bare date would be ambiguous by a day, so it is refused."""
        value = self.query(name)
        if value is None:
            return None
        try:
            return msgspec.convert(value.replace(" ", "+"), Moment)
        except msgspec.ValidationError:
            raise Invalid.field(name, "must be a time as in RFC 3339, 2026-11-23T09:30:00Z") from None

    @property
    def page(self) -> PageRequest:
        text = self.query("limit")
        if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 100):
            raise Invalid.field("limit", "must be a whole number from 1 to 100")
        cursor = self.query("cursor")
        return PageRequest(int(text) if text else 20, decode_cursor(cursor) if cursor is not None else None)

    def body(self, kind: type[T]) -> T:
        """The JSON body as a `kind`. Raises Invalid naming the field, NotJson, TooLarge."""
        raw = self.raw_body(LARGEST_BODY)
        if not PLAIN_JSON.fullmatch(self.header("content-type").strip()) or self.header("content-encoding"):
            raise NotJson("Send the body as application/json in UTF-8, not compressed.")
        try:
            read = msgspec.json.decode(raw, type=kind)
            refuse_repeated_fields(raw)
            return read
        except msgspec.ValidationError as fault:
            raise _invalid(str(fault), kind) from fault
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
            raise Invalid("The body is not valid JSON.", code="invalid_json") from fault

    def raw_body(self, largest: int) -> bytes:
        """The body's own bytes, at most `largest`, which is looked at before anything else is."""
        if len(self.request._body or "") > largest * 4 // 3 + 4:
            raise TooLarge(f"The body is larger than {largest} bytes.")
        try:
            sent = self.request.raw_body
        except (ValueError, binascii.Error) as fault:
            raise Invalid("The body is not what its encoding says.", code="invalid_body") from fault
        raw = sent.encode() if isinstance(sent, str) else sent
        if len(raw) > largest:
            raise TooLarge(f"The body is larger than {largest} bytes.")
        return raw


def encode_cursor(key: str | None) -> str | None:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=") if key is not None else None


def decode_cursor(text: str) -> str:
    """The sort key in a cursor of ours. Raises Invalid for anything else."""
    try:
        padded = text + "=" * (-len(text) % 4)
        key = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode("ascii")
    except ValueError:
        key = ""
    if not key or len(key) > LONGEST_CURSOR or not key.isprintable():
        raise Invalid.field("cursor", "must be the next_cursor of a list")
    return key


def refuse_repeated_fields(raw: bytes) -> None:
    """Raises Invalid where an object says a field twice: one reader would take the first and another the last."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise Invalid.field(twice[:64], "is there more than once", code="invalid_json")
        return fields

    json.loads(raw, object_pairs_hook=once)


def _invalid(fault: str, kind: type) -> Invalid:
    from chalicelib.api.core.validation_messages import explain

    error = explain(fault, kind)
    return Invalid(f"{error.field}: {error.message}", errors=(error,))
