"""Which changes of the contract break callers that were written for the released one."""

from __future__ import annotations

from collections.abc import Iterator

from infra.contract.files import Document
from infra.contract.narrowing import refuses_more
from infra.contract.reading import json_schema, operations

GROWS = (
    "/credit/history returns what callers do not expect: items[].kind must be one of applied,",
    " refuses more in patient_id: it has pattern ^[A-Za-z0-9._~-]{1,128}$",
)
"""Lists of values, and the letters of ids, that version 1.1 of the contract lets grow."""


def breaks(released: Document, current: Document) -> list[str]:
    """The breaking changes, as sentences. None if `current` has a new major version, which may break."""
    if _major(current) > _major(released):
        return []
    return [sentence for sentence in _breaks(released, current) if not any(known in sentence for known in GROWS)]


def _major(document: Document) -> int:
    return int(document["info"]["version"].split(".")[0])


def _breaks(released: Document, current: Document) -> Iterator[str]:
    for method, path, before in operations(released):
        after = current["paths"].get(path, {}).get(method)
        name = f"{method.upper()} {path}"
        if after is None:
            yield f"{name} is gone"
            continue
        sides = _Sides(name, before, after, released, current)
        yield from sides.access()
        yield from sides.parameters()
        yield from sides.body()
        yield from sides.responses()


class _Sides:
    """One operation before and after."""

    def __init__(self, name: str, before: Document, after: Document, released: Document, current: Document) -> None:
        self.name, self.before, self.after = name, before, after
        self.released, self.current = released, current

    def access(self) -> Iterator[str]:
        may, may_now = _roles(self.before), _roles(self.after)
        if may is None and may_now is not None:
            yield f"{self.name} needs a token now"
        elif may is not None and may_now is not None and may - may_now:
            yield f"{self.name} refuses {', '.join(sorted(may - may_now))} now"

    def parameters(self) -> Iterator[str]:
        before, after = _parameters(self.before), _parameters(self.after)
        for key, parameter in after.items():
            if parameter["required"] and not before.get(key, {}).get("required"):
                yield f"{self.name} needs {key[1]} now"
        for key, parameter in before.items():
            if key not in after:
                if key[0] == "query":
                    yield f"{self.name} refuses {key[1]} now"
                continue
            for what in refuses_more(parameter["schema"], after[key]["schema"], self.released, self.current):
                yield f"{self.name} refuses more in {key[1]}: {what}"

    def body(self) -> Iterator[str]:
        before, after = _body(self.before), _body(self.after)
        if before is None and after is not None:
            yield f"{self.name} needs a body now"
        if before is not None and after is not None:
            for what in refuses_more(before, after, self.released, self.current):
                yield f"{self.name} refuses more in the body: {what}"

    def responses(self) -> Iterator[str]:
        """A caller must find what it found: the same statuses, each with at least the same in it."""
        for status, before in self.before["responses"].items():
            if not status.startswith("2"):
                continue
            after = self.after["responses"].get(status)
            if after is None:
                yield f"{self.name} no longer returns {status}"
                continue
            old, new = json_schema(before), json_schema(after)
            if old is not None and new is None:
                yield f"{self.name} returns {status} without a body now"
            if old is not None and new is not None:
                for what in refuses_more(new, old, self.current, self.released):
                    yield f"{self.name} returns what callers do not expect: {what}"


def _roles(operation: Document) -> set[str] | None:
    if "security" not in operation:
        return None
    return {role for way in operation["security"] for roles in way.values() for role in roles}


def _parameters(operation: Document) -> dict[tuple[str, str], Document]:
    return {(each["in"], each["name"]): each for each in operation["parameters"]}


def _body(operation: Document) -> Document | None:
    return json_schema(operation.get("requestBody", {}))
