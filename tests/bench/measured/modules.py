"""List the modules that INIT imports, and those that the first request adds: `modules.py REQUEST FOLDER...`"""

import json
import sys

request, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(request) as file:
    asked = json.load(file)

import app  # noqa: E402

at_init = set(sys.modules)
answer = getattr(app, asked["handler"])(asked["event"], None)
if asked["status"]:
    assert answer["statusCode"] == asked["status"], answer
added = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items() if name not in at_init}
print("\n" + json.dumps({"at_init": sorted(at_init), "added": added}))
