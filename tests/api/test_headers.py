"""What every answer says to whoever carries it: not to be kept, framed or guessed at; and when nothing changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.api.core.routing import Route
from tests.api.api import API, Api, Reply
from tests.api.test_roles import called

ROUTES = pytest.mark.parametrize("route", API, ids=lambda route: f"{route.method} {route.path}")
TAGGED = pytest.mark.parametrize("route", [route for route in API if route.is_tagged], ids=lambda route: route.path)
CROSS_ORIGIN: dict[str, str] = {
    "origin": "https://evil.example",
    "access_control_request_method": "POST",
    "access_control_request_headers": "authorization",
}


def answers(api: Api, route: Route) -> tuple[Reply, ...]:
    """The route's answer to somebody who may, to somebody who may not, and to a request that is wrong."""
    paid = api.world.paid()
    role = sorted(route.roles or ["patient"])[0]
    good = called(api.as_(role), route, id=paid.id, patient_id="pat_ana")
    return good, called(api, route), api.as_(role).call(route.method, route.path + "?surprise=1")


@ROUTES
def test_no_answer_is_kept_by_anybody_or_taken_for_a_page(api: Api, route: Route) -> None:
    for reply in answers(api, route):
        public = route.path == "/v1/openapi.json" and reply.status == 200
        assert reply.headers["cache-control"] == ("public, max-age=300" if public else "no-store")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert int(reply.headers["strict-transport-security"].removeprefix("max-age=")) >= 31_536_000


@ROUTES
def test_no_page_of_another_origin_may_read_an_answer(api: Api, route: Route) -> None:
    role = sorted(route.roles or ["patient"])[0]
    reply = api.as_(role).call(route.method, route.path, **CROSS_ORIGIN)
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_no_route_answers_the_question_that_another_origin_must_ask_first() -> None:
    assert not [route for route in API if route.method == "OPTIONS"]


@TAGGED
def test_who_polls_is_told_that_nothing_changed(api: Api, route: Route) -> None:
    paid = api.world.paid()
    who = api.as_(sorted(route.roles or ["patient"])[0])
    ids = {"id": paid.id, "patient_id": "pat_ana"}
    first = called(who, route, **ids)
    tag = first.headers["etag"]
    assert first.status == 200 and called(who, route, **ids).headers["etag"] == tag
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = called(replace(who, headers={**who.headers, "if-none-match": known}), route, **ids)
        assert (again.status, again.body, again.headers["etag"]) == (304, "", tag), known
    assert called(replace(who, headers={**who.headers, "if-none-match": '"other"'}), route, **ids).status == 200


def test_who_polls_sees_a_payment_that_arrived(api: Api) -> None:
    api.world.paid()
    staff = api.as_("staff")
    tag = staff.get("/v1/clinic/payments").headers["etag"]
    api.world.paid()
    news = staff.get("/v1/clinic/payments", if_none_match=tag)
    assert news.status == 200 and news.headers["etag"] != tag


def test_a_receipts_address_is_never_answered_from_a_tag(api: Api) -> None:
    reply = answers(api, next(route for route in API if route.path == "/v1/me/top-ups/{id}/receipt"))[0]
    assert "etag" not in reply.headers
