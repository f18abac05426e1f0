"""CPU of INIT, of the first request, and of a warm one, in milliseconds: `starting.py REQUEST WARM FOLDER...`

INIT is everything until the handler is there: the interpreter, the imports, and what is built once.
"""

import json
import sys
import time

request, warm, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(request) as file:
    asked = json.load(file)

import app  # noqa: E402

handler = getattr(app, asked["handler"])


def answer_ms() -> float:
    begun = time.process_time()
    answer = handler(asked["event"], None)
    took = (time.process_time() - begun) * 1_000
    assert not asked["status"] or answer["statusCode"] == asked["status"], answer
    return took


init, first = time.process_time() * 1_000, answer_ms()
later = sorted(answer_ms() for _ in range(int(warm)))
print("\n" + json.dumps({"init": init, "first": first, "warm": later[len(later) // 2]}))
