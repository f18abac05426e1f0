"""The API as Lambda calls it, on fakes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from chalice.app import Chalice

from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.core.routing import Route
from chalicelib.api.core.serving import Server
from chalicelib.api.registration import ROUTES, register_routes, server_of
from chalicelib.api.routes import TABLE
from chalicelib.bootstrap import Services
from tests.api.tokens import ec_key, key_set, rsa_key, token
from tests.client.promise import keeps_promise
from tests.fakes.world import World

API = TABLE


def published_keys(_: str) -> bytes:
    """The identity provider's keys, from memory."""
    return json.dumps(key_set(ec_key(), rsa_key())).encode()


def signing_keys() -> SigningKeys:
    """Those of the deployment's identity provider."""
    return SigningKeys("https://identity.example/keys", published_keys)


class OnDemand(Chalice):
    """The API, of which a path is registered when it is called first: all of them take longer than most calls.

    It has an environment of its own: in the process's, each app makes boto3's user agent longer.
    """

    def __init__(self, server: Server) -> None:
        super().__init__(app_name="test", configure_logs=False, env={})
        self._server = server

    def __call__(self, event: dict[str, Any], context: object) -> Any:
        path = event["requestContext"]["resourcePath"]
        if path not in self.routes:
            register_routes(self, self._server, [route for route in ROUTES if route.path == path])
        return super().__call__(event, context)


def served(services: Services, keys: SigningKeys | None = None) -> Chalice:
    """An app of its own that serves the API with `services`."""
    return OnDemand(server_of(services, keys or signing_keys()))


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def fields(self) -> list[str]:
        return [error["field"] for error in self.json.get("errors", [])]


@dataclass
class Api:
    """A client with one caller's token. `world` is what they find, `source` the address that API Gateway sees."""

    world: World
    app: Chalice
    headers: dict[str, str] = field(default_factory=dict)
    source: str = ""
    in_base64: bool = False

    def on(self, services: Services) -> Api:
        """The same caller of an API with other services."""
        return replace(self, app=served(services))

    def as_(self, role: str = "patient", clinic: str = "clinic_demo", patient: str = "pat_ana") -> Api:
        return replace(self, headers={"authorization": f"Bearer {token(role, clinic, patient)}"})

    def with_token(self, value: str) -> Api:
        return replace(self, headers={"authorization": f"Bearer {value}"})

    def without_token(self) -> Api:
        return replace(self, headers={})

    def get(self, path: str, **headers: str) -> Reply:
        return self.call("GET", path, None, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("POST", path, body, **headers)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """`body` is sent as JSON, or as it is if it is text or bytes; header names have `_` for `-`.

        Every response must be one that the API's document promises.
        """
        where, _, asked = path.partition("?")
        route, ids = _route(method, where)
        sent = {"content-type": "application/json"} if body is not None else {}
        sent |= self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, str) else body.decode("latin-1") if isinstance(body, bytes) else json.dumps(body)
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(asked, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        event = {
            "requestContext": {
                "httpMethod": method,
                "resourcePath": route.path,
                "path": where,
                "identity": {"sourceIp": self.source},
            },
            "headers": sent,
            "multiValueHeaders": {name: [value] for name, value in sent.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": query or None,
            "pathParameters": ids or None,
            "stageVariables": None,
            "body": raw if body is not None else None,
            "isBase64Encoded": self.in_base64,
        }
        answer = self.app(event, None)
        reply = Reply(answer["statusCode"], _lower(answer), answer["body"])
        keeps_promise(method, where, reply.status, reply.headers, reply.body)
        return reply


def _lower(answer: dict[str, Any]) -> dict[str, str]:
    many = {name: ", ".join(values) for name, values in (answer.get("multiValueHeaders") or {}).items()}
    return {name.lower(): value for name, value in {**many, **answer["headers"]}.items()}


def _route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    for route in sorted(TABLE, key=lambda route: route.path.count("{")):
        ids = matched(route.path, path)
        if route.method == method and ids is not None:
            return route, ids
    raise AssertionError(f"no route for {method} {path}")


def matched(template: str, path: str) -> dict[str, str] | None:
    """The ids in `path`, as API Gateway finds them."""
    parts, given = template.split("/"), path.split("/")
    if len(parts) != len(given):
        return None
    ids = {part[1:-1]: value for part, value in zip(parts, given, strict=True) if part.startswith("{")}
    same = all(part.startswith("{") or part == value for part, value in zip(parts, given, strict=True))
    return ids if same else None
