"""Stripe's API over HTTP: https://docs.stripe.com/api. The work itself is engine.py's."""

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from infra.stripe_double.api.auth import Caller
from infra.stripe_double.api.catalogue import match
from infra.stripe_double.api.engine import Engine, Request
from infra.stripe_double.api.faults import Fault, take_fault
from infra.stripe_double.api.forms import parse
from infra.stripe_double.api.idempotency import Answer
from infra.stripe_double.api.transport import Dropped
from infra.stripe_double.core.errors import StripeError, unreadable
from infra.stripe_double.core.ids import token
from infra.stripe_double.core.types import Json
from infra.stripe_double.settings import API_VERSION
from infra.stripe_double.storage.store import dump

MAX_BODY_BYTES = 1_000_000
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Stripe-Account, Stripe-Version",
    "Access-Control-Expose-Headers": "Request-Id",
    "Access-Control-Max-Age": "300",
}


def api(engine: Engine) -> Callable[[HttpRequest], object]:
    """Return the endpoint behind every /v1 address."""

    async def respond(http: HttpRequest) -> Response:
        if http.method == "OPTIONS":
            return Response(status_code=204, headers=_CORS)
        try:
            request = await _read(http)
            return await _respond(engine, request)
        except StripeError as error:
            answer = Answer(error.status, dump(error.body()), f"req_{token(14)}")
            return _response(http, answer, replayed=False)

    return respond


async def _read(http: HttpRequest) -> Request:
    found = match(http.method, http.url.path)
    body = await http.body()
    if len(body) > MAX_BODY_BYTES:
        raise StripeError(413, "Request entity too large", executed=False)
    encoded = http.url.query if http.method in ("GET", "DELETE") else _text(body)
    base = f"{http.url.scheme}://{http.url.netloc}"
    return Request(http.method, http.url.path, parse(encoded), http.headers, base, found)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise unreadable("Invalid UTF-8 in the request body.", "body") from error


async def _respond(engine: Engine, request: Request) -> Response:
    caller = engine.caller(request)
    with engine.keys.reserved(caller.account, request.key):
        fault = take_fault(engine.store, request.match.operation.name, f"{request.path} {dump(request.given)}")
        if fault is not None and not fault.after:
            await _suffer(engine, request, caller, fault)
        answer, replayed = await run_in_threadpool(engine.answer, request, caller)
        if fault is not None and fault.after:
            _keep(engine, request, caller, fault)
            await _suffer(None, request, caller, fault)
    return _response(request, answer, replayed)


async def _suffer(engine: Engine | None, request: Request, caller: Caller, fault: Fault) -> None:
    """Make the fault felt; returns only when it is mere slowness. With an engine, no work was done: that is noted."""
    if engine is not None and fault.mode != "slow":
        engine.note_fault(request, caller, fault)
        _keep(engine, request, caller, fault)
    if fault.mode in ("slow", "timeout"):
        await asyncio.sleep(fault.seconds)
    if fault.mode == "error":
        raise fault.error()
    if fault.mode in ("close", "timeout"):
        raise Dropped


def _keep(engine: Engine, request: Request, caller: Caller, fault: Fault) -> None:
    if fault.saved and fault.mode == "error":
        engine.keep_fault(request, caller, fault)


def _response(request: HttpRequest | Request, answer: Answer, replayed: bool) -> Response:
    headers: Json = {
        **_CORS,
        "Request-Id": f"req_{token(14)}" if replayed else answer.request_id,
        "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
    }
    if request.method == "POST" and "idempotency-key" in request.headers:
        headers |= {"Idempotency-Key": request.headers["idempotency-key"], "Original-Request": answer.request_id}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    if answer.status == 409:
        headers["Stripe-Should-Retry"] = "true"
    return Response(answer.body, answer.status, headers, media_type="application/json")
