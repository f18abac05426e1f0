"""`python -m tests.conformance [RUN.xml]`: write the accessibility conformance report, from a new run if one is given.

`python -m tests.conformance tests` prints the tests to run:
`pytest -m "slow or not slow" --junitxml=RUN.xml $(python -m tests.conformance tests)`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.conformance.report import ALL, PAGE, page
from tests.conformance.results import named_tests, read_results, recorded, write_results
from tests.conformance.versions import axe_version


def main(arguments: list[str]) -> None:
    if arguments == ["tests"]:
        print("\n".join(named_tests(ALL)))
        return
    if arguments:
        write_results(recorded(Path(arguments[0]), named_tests(ALL), datetime.now(UTC).date()))
    PAGE.write_text(page(read_results(), axe_version()), "utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main(sys.argv[1:])
