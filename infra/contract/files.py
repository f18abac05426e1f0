"""The files that hold the contract: the current one, and the last released one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chalicelib.api.routes import openapi_document

Document = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent.parent
CURRENT = ROOT / "infra" / "contract" / "openapi.json"
RELEASED = ROOT / "tests" / "contracts" / "openapi" / "released.json"
CLIENT = ROOT / "clients" / "python" / "src" / "account_credit_client" / "api.py"
TYPESCRIPT = ROOT / "clients" / "typescript" / "src"
PAGE_TYPES = ROOT / "chalicelib" / "web" / "api-types.d.ts"
PAGE_EVENTS = ROOT / "chalicelib" / "web" / "clinic" / "event-types.js"


def current() -> Document:
    """The document of the routes as the code declares them now."""
    return json.loads(json.dumps(openapi_document()))  # type: ignore[no-any-return]


def read(path: Path) -> Document:
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]


def as_text(document: Document) -> str:
    """One field per line, so that a change of the contract reads well in a review."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
