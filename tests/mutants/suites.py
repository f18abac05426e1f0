"""Which tests are asked about the changes of which packages."""

from __future__ import annotations

from dataclasses import dataclass

API = "tests/api"
"""They meet every layer below, slowly: they are asked about changes of the API alone."""
RULES = ("tests/credit", "tests/services", "tests/jobs")
"""Those that need no store but the fakes: a tenth of the time."""
ADAPTERS = (
    *("tests/aws", "tests/dynamodb", "tests/stripe_gateway"),
    *("tests/contracts/ports", "tests/contracts/test_certificates.py", "tests/jobs", "tests/api/test_warm_up.py"),
    "tests/api/test_rehearsal.py",
)
"""Those that meet the stores, Stripe's double and AWS's clients. The services' own meet fakes in their place."""

RECEIPTS = tuple(
    f"tests/receipt_pdf/test_{each}.py"
    for each in ("content", "text", "coverage", "dates", "value", "fonts", "document", "statement")
)
"""All but those that draw every script and random names: they take minutes."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Packages of chalicelib, and the fast tests that keep their promises."""

    name: str
    packages: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Patterns of the files that are changed; the others run as they are, which is faster."""
        return tuple(f"chalicelib/{package}{end}" for package in self.packages for end in ("/*", ".py"))


SUITES = (
    Suite("rules", ("credit", "services"), RULES),
    Suite("jobs", ("jobs",), ("tests/jobs",)),
    Suite("webhooks", ("webhooks",), ("tests/webhooks",)),
    Suite("core", ("dynamodb", "stripe_gateway", "aws"), ADAPTERS),
    Suite("api", ("api",), (API, "tests/contracts/openapi/test_contract.py", "tests/jobs")),
    Suite(
        "composition",
        ("bootstrap", "config"),
        ("tests/bootstrap", "tests/api/test_settings.py", "tests/api/test_rehearsal.py", "tests/jobs"),
    ),
    Suite("receipts", ("receipt_pdf",), RECEIPTS),
)
