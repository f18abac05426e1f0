"""`python -m tests.words [AREA ...]`: list the banned words; `--lower` writes smaller numbers into the baseline."""

from __future__ import annotations

import json
import sys

from tests.words.baseline import BASELINE, FILE
from tests.words.reader import count, findings


def main(arguments: list[str]) -> None:
    found = findings()
    if "--lower" in arguments:
        counts = count(found)
        lowered = {area: min(most, counts.get(area, 0)) for area, most in BASELINE.items()}
        FILE.write_text(json.dumps({area: most for area, most in lowered.items() if most}, indent=2) + "\n", "utf-8")
        return
    for finding in found:
        if not arguments or finding.path.startswith(tuple(arguments)):
            print(finding)
    for area, most in count(found).items():
        print(f"{most:6} {area}")


if __name__ == "__main__":
    main(sys.argv[1:])
