"""`python -m tests.words [PATH ...]`: list the banned words in the files under these paths, or in all."""

from __future__ import annotations

import sys

from tests.words.reader import findings


def main(paths: list[str]) -> None:
    found = [finding for finding in findings() if not paths or finding.path.startswith(tuple(paths))]
    for finding in found:
        print(finding)
    print(f"{len(found)} banned words")


if __name__ == "__main__":
    main(sys.argv[1:])
