"""Each operation as a developer calls it: with curl, and with the two clients of this repository."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.api.openapi.code_samples.call import Call
from chalicelib.api.openapi.code_samples.clients import python_sample, typescript_sample
from chalicelib.api.openapi.code_samples.curl import curl_sample


def code_samples(method: str, path: str, operation: Mapping[str, Any]) -> list[dict[str, str]]:
    """The operation's `x-codeSamples`. The clients leave Stripe's own to Stripe."""
    call = Call.of(method, path, operation)
    found = [{"lang": "Shell", "label": "curl", "source": curl_sample(call)}]
    if not call.is_signed:
        found.append({"lang": "Python", "label": "Python", "source": python_sample(call)})
        found.append({"lang": "TypeScript", "label": "TypeScript", "source": typescript_sample(call)})
    return found
