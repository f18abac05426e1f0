"""Values that every request needs are read once in a while, and never kept past their time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.api.core.recent import Recent
from chalicelib.credit.errors import Unavailable


class Source:
    """A reader that counts, at a time that the test sets."""

    def __init__(self) -> None:
        self.now, self.reads, self.value = 0.0, list[str](), "first"

    def read(self, key: str) -> str:
        self.reads.append(key)
        if self.value == "none":
            raise Unavailable
        return self.value


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def get(source: Source) -> Callable[[str], str]:
    return Recent(source.read, 2, 60, 10, lambda: source.now).get


def test_a_value_is_read_again_when_its_time_is_over(source: Source, get: Callable[[str], str]) -> None:
    assert get("a") == "first"
    source.value, source.now = "second", 59.9
    assert get("a") == "first"
    source.now = 60
    assert get("a") == "second" and source.reads == ["a", "a"]


def test_an_empty_value_is_read_again_sooner(source: Source, get: Callable[[str], str]) -> None:
    source.value = ""
    assert get("a") == get("a") == ""
    source.value, source.now = "there now", 10
    assert get("a") == "there now" and source.reads == ["a", "a"]


def test_only_so_many_are_kept_the_oldest_goes_first(source: Source, get: Callable[[str], str]) -> None:
    for key in "abc":
        get(key)
    assert [get(key) for key in "cb"] and source.reads == ["a", "b", "c"]
    get("a")
    assert source.reads == ["a", "b", "c", "a"]


def test_an_error_is_not_kept(source: Source, get: Callable[[str], str]) -> None:
    source.value = "none"
    with pytest.raises(Unavailable):
        get("a")
    source.value = "there again"
    assert get("a") == "there again"
