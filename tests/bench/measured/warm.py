"""CPU of one request in a warm process, in milliseconds: `warm.py REQUEST TIMES FOLDER...`

With TIMES of 0 it sends the request once and prints its calls to AWS instead.
"""

import json
import sys
import time
from typing import Any

request, times, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(request) as file:
    asked = json.load(file)

import app  # noqa: E402


def answer() -> None:
    said = getattr(app, asked["handler"])(asked["event"], None)
    assert not asked["status"] or said["statusCode"] == asked["status"], said


def calls() -> list[tuple[str, dict[str, Any]]]:
    from botocore import client

    made: list[tuple[str, dict[str, Any]]] = []
    kind: Any = client.BaseClient
    really = kind._make_api_call

    def note(self: Any, operation: str, kwargs: dict[str, Any]) -> Any:
        made.append((operation, {name: value for name, value in kwargs.items() if value is not None}))
        return really(self, operation, kwargs)

    kind._make_api_call = note
    answer()
    return made


if not int(times):
    print("\n" + json.dumps(calls()))
    raise SystemExit
for _ in range(5):
    answer()
begun = time.process_time()
for _ in range(int(times)):
    answer()
print(f"\n{(time.process_time() - begun) * 1_000 / int(times)}")
