"""A plugin of pytest for the mutation runs: mutmut asks for tests fastest first, and a file's tests share fixtures."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file's tests together, in the order in which the first of a file was asked for."""
    files = list(dict.fromkeys(item.path for item in items))
    items.sort(key=lambda item: (files.index(item.path), item.reportinfo()[1] or 0))
