"""A plugin of pytest for the mutation runs: mutmut asks for tests fastest first, and a file's tests share fixtures."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file's tests together, in the order in which the first of a file was asked for.

    Within a file they keep the order in which the module has them, not that of their lines: a module may have taken
    tests from others. pytest itself groups them by their fixtures' parameters after this.
    """
    files = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    places = {
        path: {name: place for place, name in enumerate(vars(module))} for path, module in _modules(items).items()
    }
    items.sort(key=lambda item: (files[item.path], places[item.path].get(_name(item), 0)))


def _modules(items: list[pytest.Item]) -> dict[object, object]:
    return {item.path: item.module for item in items if isinstance(item, pytest.Function)}


def _name(item: pytest.Item) -> str:
    return item.originalname if isinstance(item, pytest.Function) else item.name
