"""Which tests are asked about the changes of which packages."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutants.__main__ import FAST

API = "tests/api"
"""They meet every layer below, slowly: they are asked about changes of the API alone."""
CORE = tuple(folder for folder in FAST if folder != API)


@dataclass(frozen=True, slots=True)
class Suite:
    """Packages of chalicelib, and the fast tests that keep their promises."""

    name: str
    packages: tuple[str, ...]
    tests: tuple[str, ...]


SUITES = (
    Suite(
        "core",
        ("credit", "services", "dynamodb", "stripe_gateway", "aws", "jobs", "webhooks"),
        CORE,
    ),
    Suite("api", ("api", "bootstrap", "config"), (API, "tests/bootstrap", "tests/jobs")),
    Suite("receipts", ("receipt_pdf",), ("tests/receipt_pdf", "tests/contracts/ports/test_receipts.py")),
)
