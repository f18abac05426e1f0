"""Origins are compared as browsers write them, whatever way an operator did."""

from __future__ import annotations

import pytest

from chalicelib import config
from chalicelib.credit.origins import as_browsers_write
from tests.fakes.settings import ENVIRONMENT


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://portal.example", "https://portal.example"),
        ("HTTPS://Portal.Example:443", "https://portal.example"),
        ("https://portal.example:4430", "https://portal.example:4430"),
        ("https://portal.example:80", "https://portal.example:80"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:443", "http://localhost:443"),
        ("'self'", "'self'"),
    ],
)
def test_the_scheme_s_own_port_is_left_out(typed: str, written: str) -> None:
    assert as_browsers_write(typed) == written


def test_a_portal_or_logo_that_is_named_with_port_443_is_the_one_without_it() -> None:
    named = {
        "FRAME_ANCESTORS": "https://A.example:443 https://*.b.example:443",
        "LOGO_ORIGINS": "https://l.example:443",
    }
    settings = config.read({**ENVIRONMENT, **named})
    assert settings.frame_ancestors == "https://a.example https://*.b.example"
    assert (settings.embed_origins, settings.logo_origins) == (("https://a.example",), ("https://l.example",))
