"""List what INIT imports and connects to, and what the first request adds: `modules.py REQUEST FOLDER...`"""

import json
import sys

request, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(request) as file:
    asked = json.load(file)
connections: list[str] = []
sys.addaudithook(lambda event, _: connections.append(event) if event == "socket.connect" else None)

import app  # noqa: E402

at_init, opened = set(sys.modules), len(connections)
answer = getattr(app, asked["handler"])(asked["event"], None)
if asked["status"]:
    assert answer["statusCode"] == asked["status"], answer
added = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items() if name not in at_init}
opened_later = len(connections) - opened
print("\n" + json.dumps({"at_init": sorted(at_init), "added": added, "connections": [opened, opened_later]}))
