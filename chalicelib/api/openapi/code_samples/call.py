"""One example call of an operation, of the examples that the document gives for its parameters and body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

JSON, CSV = "application/json", "text/csv"


@dataclass(frozen=True, slots=True)
class Call:
    """A request before it is written in a language. `query` and `headers` are those that have an example."""

    name: str
    method: str
    template: str
    ids: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    media_type: str | None
    body: Any
    has_token: bool
    is_signed: bool
    has_result: bool

    @classmethod
    def of(cls, method: str, path: str, operation: Mapping[str, Any]) -> Self:
        """The call of an operation, as the document describes it."""
        given = {place: _examples(operation, place) for place in ("path", "query", "header")}
        contents: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
        media_type = next(iter(contents), None)
        examples = contents[media_type].get("examples", {}) if media_type else {}
        good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        return cls(
            operation["operationId"],
            method.upper(),
            path,
            given["path"],
            given["query"],
            given["header"],
            media_type,
            examples.get("usual", {}).get("value"),
            has_token="security" in operation,
            is_signed=any(each["name"] == "Stripe-Signature" for each in operation["parameters"]),
            has_result=any("content" in answer for answer in good),
        )

    @property
    def path(self) -> str:
        """The path with its ids in place."""
        return self.template.format(**self.ids)


def _examples(operation: Mapping[str, Any], place: str) -> dict[str, Any]:
    given = (each for each in operation["parameters"] if each["in"] == place)
    return {each["name"]: each["example"] for each in given if "example" in each}
