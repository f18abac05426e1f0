"""Where the contract is kept: as it is now, and as it was last released."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Document = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent.parent
CURRENT = ROOT / "infra" / "contract" / "openapi.json"
RELEASED = ROOT / "tests" / "contracts" / "openapi" / "released.json"
CLIENT = ROOT / "tests" / "client" / "generated.py"
PAGE_TYPES = ROOT / "chalicelib" / "web" / "api-types.d.ts"


def described() -> Document:
    """The document of the routes as the code has them now."""
    from chalicelib.api.core.routing import TABLE
    from chalicelib.api.endpoints import clinic, meta, portal, spending, stripe_webhook
    from chalicelib.api.openapi.document import document

    assert all((clinic, meta, portal, spending, stripe_webhook)), "importing them fills the table"
    return json.loads(json.dumps(document(TABLE)))  # type: ignore[no-any-return]


def read(path: Path) -> Document:
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]


def as_text(document: Document) -> str:
    """One field a line, so that a change of the contract reads well in a review."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
