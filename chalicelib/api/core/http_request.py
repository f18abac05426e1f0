"""The raw HTTP request, read with a limit on everything."""

from __future__ import annotations

import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from chalice.app import Request

from chalicelib.api.core.problems import BodyTooLarge, PreconditionRequired, UnsupportedMediaType
from chalicelib.credit.errors import Invalid

LARGEST_BODY = 16_384
LARGEST_FILE = 1_000_000
LONGEST_KEY = 255
VISIBLE_ASCII = re.compile(r"[\x21-\x7e]{1,255}")
PLAIN_JSON = re.compile(r"application/json(?:\s*;\s*charset=\"?utf-8\"?)?", re.IGNORECASE)
CSV = re.compile(r"text/csv(?:\s*;.*)?", re.IGNORECASE)
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost)(:|$)")
LANGUAGES = {"fr": "fr-CA", "en": "en"}
LANGUAGE_RANGE = re.compile(
    r"(en|fr)(?:[-_][a-z0-9_-]*)?(?:\s*;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE
)
"""RFC 9110, 12.4.2 and 12.5.4."""
UNCODED = ("", "identity")
ETAG = re.compile(r'(?:W/)?"v([0-9]{1,9})"')
"""A version is exact, also in a weak tag: proxies that compress a response weaken its tag."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """Headers, query, path and body, as Chalice has them from API Gateway."""

    chalice: Request
    path: Mapping[str, str]
    origin_secret: str | None = None

    def header(self, name: str) -> str:
        """Its value, or those of all that have this name as one list (RFC 9110, 5.2): no reader takes one alone."""
        sent = self.chalice.to_original_event().get("multiValueHeaders") or {}
        values = [value for each, found in sent.items() if each.lower() == name for value in found]
        return ", ".join(values) if len(values) > 1 else str(self.chalice.headers.get(name, "") or "")

    @property
    def is_from_our_distribution(self) -> bool:
        """Whether the request has the distribution's secret. Others write the headers beside it themselves."""
        sent, known = self.header("x-origin-secret"), self.origin_secret
        return known is not None and hmac.compare_digest(sent.encode(), known.encode())

    @property
    def source_ip(self) -> str:
        """The caller's address: the one that our distribution saw, else the one that API Gateway saw."""
        if self.is_from_our_distribution:
            return self.header("x-viewer-address")
        return str((self.chalice.context.get("identity") or {}).get("sourceIp") or "")

    @property
    def base_url(self) -> str:
        """The address of the API's root as the caller sees it, with the stage; encrypted but on this machine."""
        if self.is_from_our_distribution:
            return f"https://{self.header('x-viewer-host')}"
        context = self.chalice.context
        host = str(context.get("domainName") or self.header("host"))
        scheme = "http" if LOOPBACK.match(host) else "https"
        before, found, _ = str(context.get("path") or "").partition("/v1/")
        return f"{scheme}://{host}{before if found else ''}"

    @property
    def query(self) -> Mapping[str, list[str]]:
        sent = self.chalice.query_params
        return {name: list(sent.getlist(name)) for name in sent} if sent else {}

    @property
    def language(self) -> str | None:
        """The supported language of Accept-Language with the most weight, `en` or `fr-CA`; of equals the first."""
        ranges = [LANGUAGE_RANGE.fullmatch(each.strip()) for each in self.header("accept-language")[:200].split(",")]
        wanted = [(float(each[2] or 1), LANGUAGES[each[1].lower()]) for each in ranges if each]
        weight, language = max(wanted, key=lambda each: each[0], default=(0.0, None))
        return language if weight else None

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
    def if_match_version(self) -> int:
        """The version in If-Match: the one that the caller read. Raises PreconditionRequired, Invalid."""
        header = self.header("if-match")
        if not header:
            raise PreconditionRequired("Send the ETag you read in an If-Match header.")
        tag = ETAG.fullmatch(header.strip())
        if tag is None:
            raise Invalid.field("If-Match", 'must be the ETag that was read, as in "v1"')
        return int(tag[1])

    @property
    def json_body(self) -> bytes:
        """A body that claims to be plain JSON. Raises UnsupportedMediaType, BodyTooLarge."""
        raw = self.raw_body(LARGEST_BODY)
        if not PLAIN_JSON.fullmatch(self.header("content-type").strip()) or self._is_encoded:
            raise UnsupportedMediaType("Send the body as application/json in UTF-8, not compressed.")
        return raw

    @property
    def _is_encoded(self) -> bool:
        return self.header("content-encoding").strip().lower() not in UNCODED

    @property
    def csv_body(self) -> bytes:
        """A body that claims to be CSV, of whatever encoding. Raises UnsupportedMediaType, BodyTooLarge."""
        raw = self.raw_body(LARGEST_FILE)
        if not CSV.fullmatch(self.header("content-type").strip()) or self._is_encoded:
            raise UnsupportedMediaType("Send the file as text/csv, not compressed.")
        return raw

    def raw_body(self, largest: int) -> bytes:
        """The body's own bytes, at most `largest`; the size is checked before anything else."""
        if len(self.chalice._body or "") > largest * 4 // 3 + 4:
            raise BodyTooLarge(largest)
        try:
            sent = self.chalice.raw_body
        except (ValueError, binascii.Error) as fault:
            raise Invalid("Body does not match Content-Encoding/base64.", code="invalid_body") from fault
        raw = sent.encode() if isinstance(sent, str) else sent
        if len(raw) > largest:
            raise BodyTooLarge(largest)
        return raw
