"""Routes for browsers: Stripe.js, the Payment Element's frame and the 3-D Secure page. Files are in static/."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from infra.stripe_double.api.engine import Engine
from infra.stripe_double.core.types import Json
from infra.stripe_double.resources.payment_intents.confirmation import answer_challenge
from infra.stripe_double.resources.payment_method_domains import wallets_on
from infra.stripe_double.storage.session import Session, unit_of_work
from infra.stripe_double.storage.store import load

STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("card", "challenge", "element", "wallets", "words")
_FILES = {
    "": ("stripe.js", "text/javascript"),
    "element": ("element.html", "text/html"),
    **{f"{name}.js": (f"{name}.js", "text/javascript") for name in _SCRIPTS},
    **{f"{name}.css": (f"{name}.css", "text/css") for name in ("challenge", "element")},
}
_HEADERS = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}


def routes(engine: Engine) -> list[Route]:
    """Return the routes under /v3/."""
    return [
        *(Route(f"/v3/{name}", _file(*entry)) for name, entry in _FILES.items()),
        Route("/v3/challenge/{ticket}", _challenge(engine), methods=["GET", "POST"]),
        Route("/v3/wallets", _wallets(engine)),
        Route("/v3/receipts/{charge}", _receipt(engine)),
    ]


def _file(name: str, media_type: str) -> Callable[[HttpRequest], object]:
    async def respond(_http: HttpRequest) -> Response:
        return FileResponse(STATIC / name, media_type=media_type, headers=_HEADERS)

    return respond


def _challenge(engine: Engine) -> Callable[[HttpRequest], object]:
    """The bank's page: GET shows it, POST with `outcome=complete` or `outcome=fail` is the cardholder's answer."""

    async def respond(http: HttpRequest) -> Response:
        ticket = http.path_params["ticket"]
        if http.method == "GET":
            return FileResponse(STATIC / "challenge.html", media_type="text/html", headers=_HEADERS)
        outcome = (await http.json()).get("outcome")
        return await run_in_threadpool(_answered, engine, ticket, outcome == "complete", str(http.base_url).rstrip("/"))

    return respond


def _answered(engine: Engine, ticket: str, passed: bool, base_url: str) -> Response:
    with unit_of_work(engine.store, engine.settings) as opened:
        row = opened.store.row(
            "SELECT body, account FROM objects WHERE kind = 'payment_intent' "
            "AND json_extract(hidden, '$.challenge') = ?",
            ticket,
        )
        if row is None:
            return JSONResponse({"error": "This challenge has been answered or never was."}, 404)
        session = Session(engine.store, engine.settings, row["account"], base_url=base_url)
        waiting = load(row["body"])
        came_from = waiting["next_action"].get("redirect_to_url", {}).get("return_url")
        after = answer_challenge(session, waiting, passed)
        return JSONResponse({"status": after["status"], "return_url": _return_url(came_from, after)})


def _return_url(address: str | None, after: Json) -> str | None:
    """Return where the cardholder came from, with what Stripe adds to that address."""
    if address is None:
        return None
    outcome = "succeeded" if after["status"] in ("succeeded", "processing") else "failed"
    told = {
        "payment_intent": after["id"],
        "payment_intent_client_secret": after["client_secret"],
        "redirect_status": outcome,
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"


def _wallets(engine: Engine) -> Callable[[HttpRequest], object]:
    """The wallets that the Payment Element may offer on a page: of its domain, and of those that frame it."""

    async def respond(http: HttpRequest) -> Response:
        names = http.query_params.get("domains", "").split(",")
        with unit_of_work(engine.store, engine.settings) as session:
            return JSONResponse({"wallets": wallets_on(session, names)})

    return respond


def _receipt(engine: Engine) -> Callable[[HttpRequest], object]:
    async def respond(http: HttpRequest) -> Response:
        row = engine.store.row("SELECT body FROM objects WHERE id = ?", http.path_params["charge"])
        charge = load(row["body"]) if row else None
        if charge is None:
            return Response("No such receipt", 404)
        return Response(f"Receipt for {charge['amount']} {charge['currency']}", media_type="text/plain")

    return respond
