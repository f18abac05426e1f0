"""Published versions of a function: each deploy leaves one, and all count against the region's 75 GB of code."""

from __future__ import annotations

from typing import Any, Protocol

KEPT = 5
"""A deploy that fails goes back to the version before; the others are for looking at."""


class Functions(Protocol):
    """Lambda, as boto3 has it."""

    def get_paginator(self, name: str) -> Any: ...

    def get_alias(self, *, FunctionName: str, Name: str) -> Any: ...

    def delete_function(self, *, FunctionName: str, Qualifier: str) -> Any: ...


def prune(functions: Functions, function: str, alias: str = "live", keep: int = KEPT) -> list[str]:
    """Delete versions but the newest `keep` and those that requests reach by the alias; return those deleted."""
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=function)
    versions = [each["Version"] for page in pages for each in page["Versions"] if each["Version"].isdecimal()]
    newest_first = sorted(versions, key=int, reverse=True)
    pointed = functions.get_alias(FunctionName=function, Name=alias)
    in_use = {pointed["FunctionVersion"], *pointed.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})}
    old = [each for each in newest_first[keep:] if each not in in_use]
    for version in old:
        functions.delete_function(FunctionName=function, Qualifier=version)
    return old
