"""Which tests are asked about the changes of which packages."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutants.__main__ import FAST

API = "tests/api"
"""They meet every layer below, slowly: they are asked about changes of the API alone."""
CORE = tuple(folder for folder in FAST if folder != API)
RULES = ("tests/credit", "tests/services", "tests/jobs", "tests/webhooks")
"""Those that need no store but the fakes: a tenth of the time."""


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
    Suite("rules", ("credit", "services", "jobs", "webhooks"), RULES),
    Suite("core", ("dynamodb", "stripe_gateway", "aws"), CORE),
    Suite("api", ("api",), (API, "tests/jobs")),
    Suite("composition", ("bootstrap", "config"), ("tests/bootstrap", "tests/api/test_settings.py", "tests/jobs")),
    Suite("receipts", ("receipt_pdf",), ("tests/receipt_pdf", "tests/contracts/ports/test_receipts.py")),
)
