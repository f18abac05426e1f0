"""The service's own client, tried once per call, with every response held to the document."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from account_credit_client import Client
from tests.client.promise import keeps_promise


class CheckedClient(Client):
    """Fails at a response that the document does not promise, and leaves retries to the test."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url, token, attempts=1)

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        response = super().send(method, path, body=body, query=query, headers=headers)
        keeps_promise(method, path, response.status_code, response.headers, response.text)
        return response
