"""The routes of the test controls under /_double/. README.md lists them; actions.py performs them."""

import json
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.stripe_double.api.engine import Engine
from infra.stripe_double.controls import actions
from infra.stripe_double.core.errors import StripeError
from infra.stripe_double.core.types import Json
from infra.stripe_double.storage.session import unit_of_work

Action = Callable[..., Json]
"""Take the session, the payload (the query, for a GET) and the ids in the path."""

_ACTIONS: tuple[tuple[str, str, Action], ...] = (
    ("GET", "/state", actions.state),
    ("POST", "/accounts", actions.put_account),
    ("POST", "/accounts/{id}", actions.switch_account),
    ("POST", "/accounts/{id}/deauthorize", actions.deauthorize_account),
    ("POST", "/disputes", actions.open_dispute),
    ("POST", "/disputes/{id}/outcome", actions.decide_dispute),
    ("POST", "/disputes/{id}/money", actions.move_dispute_money),
    ("POST", "/balances", actions.set_balance),
    ("POST", "/payouts", actions.pay_out),
    ("POST", "/fraud_warnings", actions.warn),
    ("POST", "/refunds/{id}/outcome", actions.bring_about),
    ("POST", "/payment_intents/{id}/outcome", actions.bring_about),
    ("POST", "/payment_intents/{id}/tamper", actions.tamper),
    ("POST", "/objects/{id}/tamper", actions.tamper_object),
    ("POST", "/refund_rules", actions.add_refund_rule),
    ("POST", "/processing_rules", actions.add_processing_rule),
    ("POST", "/webhook_rules", actions.add_webhook_rule),
    ("POST", "/api_rules", actions.add_api_rule),
    ("GET", "/rules", actions.list_rules),
    ("DELETE", "/rules", actions.delete_rules),
    ("GET", "/deliveries", actions.list_deliveries),
    ("POST", "/events", actions.make_event),
    ("POST", "/events/{id}/redeliver", actions.redeliver),
    ("GET", "/calls", actions.list_calls),
    ("DELETE", "/calls", actions.forget_calls),
    ("DELETE", "/idempotency_keys", actions.prune_keys),
)


def routes(engine: Engine) -> list[Route]:
    """Return the routes of the test controls."""
    return [Route(f"/_double{path}", _endpoint(engine, action), methods=[method]) for method, path, action in _ACTIONS]


def _endpoint(engine: Engine, action: Action) -> Callable[[HttpRequest], object]:
    async def respond(http: HttpRequest) -> Response:
        try:
            given = await _payload(http)
            return JSONResponse(await run_in_threadpool(_act, engine, action, given, list(http.path_params.values())))
        except StripeError as error:
            return JSONResponse(error.body(), error.status)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"error": {"message": f"{type(error).__name__}: {error}"}}, 400)

    return respond


async def _payload(http: HttpRequest) -> Json:
    if http.method != "POST":
        return dict(http.query_params)
    if http.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise StripeError(415, "A test control takes application/json, which no page of another site can send.")
    body = await http.body()
    given = json.loads(body or b"{}")
    if not isinstance(given, dict):
        raise TypeError("a test control takes a JSON object")
    return given


def _act(engine: Engine, action: Action, given: Json, ids: list[str]) -> Json:
    if action is actions.state:
        given = {"keys_in_use": engine.keys.in_use()}
    with unit_of_work(engine.store, engine.settings) as session:
        return action(session, given, *ids)
