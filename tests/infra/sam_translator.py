"""The SAM translator, as AWS runs it when a stack is deployed. From the emulator's environment, which has it."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from infra.local.aws import PYTHON
from infra.local.settings import REGION

TRANSLATE = """
import json, sys
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
print(json.dumps(Translator({}, Parser()).translate(json.load(sys.stdin), {})))
"""
PACKAGES = {
    "functions.zip": {"Bucket": "packages", "Key": "f"},
    "receipts-layer.zip": {"Bucket": "packages", "Key": "l"},
}


def translated(template: dict[str, Any]) -> dict[str, Any]:
    """The plain CloudFormation of a packaged template."""
    uploaded = json.loads(json.dumps(template))
    for resource in uploaded["Resources"].values():
        for place in ("CodeUri", "ContentUri"):
            name = resource.get("Properties", {}).get(place)
            if name in PACKAGES:
                resource["Properties"][place] = PACKAGES[name]
    done = subprocess.run(
        [str(PYTHON), "-c", TRANSLATE],
        env={**os.environ, "AWS_DEFAULT_REGION": REGION, "PYTHONWARNINGS": "ignore"},
        input=json.dumps(uploaded),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    plain: dict[str, Any] = json.loads(done.stdout)
    return plain
