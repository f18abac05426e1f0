"""The SAM translator, as AWS runs it when a stack is deployed. From the emulator's environment, which has it.

`python -m tests.infra.sam_translator FOLDER` writes all templates there as plain CloudFormation, for other checkers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.devstack.aws import PYTHON
from infra.devstack.settings import REGION, ROOT
from infra.packaging.sam import write_template
from infra.packaging.target import on_lambda

TRANSLATE = """
import json, sys
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
print(json.dumps(Translator({}, Parser()).translate(json.load(sys.stdin), json.loads(sys.argv[1]))))
"""
PACKAGES = {
    "functions.zip": {"Bucket": "packages", "Key": "f"},
    "receipts-layer.zip": {"Bucket": "packages", "Key": "l"},
}
READ_BY_THE_TRANSFORM = {"Configuration", "Traffic"}
"""Parameters whose values the transform writes into what it makes, so that nothing refers to them afterwards."""


def translated(template: dict[str, Any], parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The plain CloudFormation of a packaged template, without the parameters that the transform has read."""
    uploaded = json.loads(json.dumps(template))
    for resource in uploaded["Resources"].values():
        for place in ("CodeUri", "ContentUri"):
            name = resource.get("Properties", {}).get(place)
            if name in PACKAGES:
                resource["Properties"][place] = PACKAGES[name]
    done = subprocess.run(
        [str(PYTHON), "-c", TRANSLATE, json.dumps(dict(parameters or {}))],
        check=False,
        env={**os.environ, "AWS_DEFAULT_REGION": REGION, "PYTHONWARNINGS": "ignore"},
        input=json.dumps(uploaded),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    plain: dict[str, Any] = json.loads(done.stdout)
    for name in READ_BY_THE_TRANSFORM:
        del plain["Parameters"][name]
    return plain


def main(folder: Path) -> None:
    """Write the templates into `folder`."""
    template = write_template(ROOT, folder / "work", on_lambda())
    shutil.rmtree(folder / "work")
    (folder / "service.json").write_text(json.dumps(translated(template), indent=1))
    for name in ("account.yaml", "storage.yaml"):
        shutil.copy2(ROOT / "infra" / "templates" / name, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
