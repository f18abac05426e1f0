"""`make openapi` writes the API's document; `python -m infra.contract release` has callers rely on it."""

from __future__ import annotations

import sys

from infra.contract.breaking import breaks
from infra.contract.client import client_source
from infra.contract.files import CLIENT, CURRENT, PAGE_EVENTS, PAGE_TYPES, RELEASED, TYPESCRIPT, as_text, current, read
from infra.contract.page_types import page_events, page_types
from infra.contract.typescript import client_source as typescript_client
from infra.contract.typescript import schemas_source


def main(arguments: list[str]) -> int:
    document = current()
    broken = [] if not RELEASED.exists() else breaks(read(RELEASED), document)
    CURRENT.write_text(as_text(document), "utf-8")
    CLIENT.write_text(client_source(document), "utf-8")
    (TYPESCRIPT / "schemas.ts").write_text(schemas_source(document), "utf-8")
    (TYPESCRIPT / "api.ts").write_text(typescript_client(document), "utf-8")
    PAGE_TYPES.write_text(page_types(document), "utf-8")
    PAGE_EVENTS.write_text(page_events(), "utf-8")
    print(f"wrote {CURRENT.name}, the clients and {PAGE_TYPES.name}, version {document['info']['version']}")
    for sentence in broken:
        print(f"breaks callers: {sentence}")
    if broken:
        print("Undo that, or give the contract a new major version in chalicelib/api/openapi/document.py.")
        return 1
    if arguments == ["release"]:
        RELEASED.write_text(as_text(document), "utf-8")
        print(f"released {document['info']['version']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
