"""How many findings each area still has. A number may only shrink; an area that isn't here has none."""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path(__file__).with_name("baseline.json")
BASELINE: dict[str, int] = json.loads(FILE.read_text("utf-8"))
