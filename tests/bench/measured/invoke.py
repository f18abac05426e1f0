"""A cold start: what Lambda does with the package, once. `invoke.py REQUEST FOLDER...`"""

import json
import sys

request, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(request) as file:
    asked = json.load(file)

import app  # noqa: E402

answer = getattr(app, asked["handler"])(asked["event"], None)
if asked["status"]:
    assert answer["statusCode"] == asked["status"], answer
