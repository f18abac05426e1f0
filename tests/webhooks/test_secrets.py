"""Secrets of endpoints: no table holds them, so every release must derive the same ones."""

from __future__ import annotations

import base64
import hashlib
import hmac

from chalicelib.webhooks.secrets import DerivedSecrets


def test_a_secret_is_derived_as_every_release_derived_it() -> None:
    expected = hmac.new("clé".encode(), b"webhook\x00we_1\x002", hashlib.sha256).digest()
    assert DerivedSecrets("clé").secret("we_1", 2) == f"whsec_{base64.b64encode(expected).decode()}"


def test_each_endpoint_number_and_key_has_a_secret_of_its_own() -> None:
    made = [
        DerivedSecrets(key).secret(endpoint_id, number)
        for key in ("a key", "another")
        for endpoint_id in ("we_1", "we_11")
        for number in (1, 11)
    ]
    assert len(set(made)) == len(made)
