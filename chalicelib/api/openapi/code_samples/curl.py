"""A call as a command of curl, which reads the service's address and the token from the environment."""

from __future__ import annotations

import json
import shlex
from urllib.parse import urlencode

from chalicelib.api.openapi.code_samples.call import CSV, JSON, Call
from chalicelib.api.openapi.code_samples.names import CSV_NAME

WIDTH = 80


def curl_sample(call: Call) -> str:
    """The command, one option per line."""
    return " \\\n  ".join(["curl" + _method(call) + f' "$API_URL{_target(call)}"', *_options(call)])


def _method(call: Call) -> str:
    implied = "POST" if call.media_type else "GET"
    return "" if call.method == implied else f" -X {call.method}"


def _target(call: Call) -> str:
    query = {name: _text(value) for name, value in call.query.items()}
    return call.path + (f"?{urlencode(query)}" if query else "")


def _options(call: Call) -> list[str]:
    headers = [f"{name}: {value}" for name, value in call.headers.items()]
    headers += [f"Content-Type: {call.media_type}"] if call.media_type else []
    token = ['-H "Authorization: Bearer $TOKEN"'] if call.has_token else []
    signed = ['-H "Stripe-Signature: $SIGNATURE"'] if call.is_signed else []
    return [*token, *signed, *(f"-H {shlex.quote(each)}" for each in headers), *_body(call)]


def _body(call: Call) -> list[str]:
    if call.media_type == CSV:
        return [f"--data-binary @{CSV_NAME}"]
    if call.is_signed:
        return ["--data-binary @event.json"]
    if call.media_type == JSON:
        text = json.dumps(call.body, ensure_ascii=False)
        short = text if len(text) <= WIDTH else json.dumps(call.body, ensure_ascii=False, indent=2)
        return [f"-d {shlex.quote(short)}"]
    return []


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
