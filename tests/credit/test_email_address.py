"""Addresses for notices: one mailbox, and nothing that could become a header of its own."""

from __future__ import annotations

import pytest

from chalicelib.credit.email_address import is_mailable, same_address


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.com",
        "a.b+credit@mail.example.co",
        "o'brien@example.ca",
        f"{'a' * 64}@example.com",
        "a@xn--rable-9ra.ca",
    ],
)
def test_ordinary_addresses_are_accepted(address: str) -> None:
    assert is_mailable(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "ana", "@example.com", "ana@", "ana@localhost", "ana@exa mple.com", "ana@.com", "ana@-a.com", "ana@a.c"),
        *(".ana@example.com", "ana.@example.com", "a..b@example.com", f"{'a' * 65}@example.com", "ana@192.0.2.1"),
        *("ana@example.com\n", "ana@example.com\r\nBcc: ben@example.com", "ana@example.com,ben@example.com"),
        *("Ana <ana@example.com>", '"ana"@example.com', "ana(x)@example.com", "ana@example.com;", "ana@éxample.com"),
        *("ana\u202e@example.com", "añá@example.com", f"ana@{'a' * 64}.com", f"ana@{'abcdefgh.' * 28}com"),
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    assert not is_mailable(address)


def test_case_does_not_make_another_mailbox() -> None:
    assert same_address("Ana@Example.com", "ana@example.com") and not same_address("ana@a.com", "ben@a.com")
