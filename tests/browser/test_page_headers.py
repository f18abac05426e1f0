"""The pages are served with what a browser needs to refuse everything that isn't ours or Stripe's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.test import Client, HTTPResponse

from chalicelib import config
from infra.site.build import site
from infra.site.page_config import configured
from infra.site.page_headers import content_security_policy, security_headers
from infra.site.pages import Pages

ENVIRONMENT = {
    "DEPLOYMENT": "test",
    "AWS_REGION": "ca-central-1",
    "CREDIT_TABLE": "credit",
    "CLINICS_TABLE": "clinics",
    "RECEIPTS_BUCKET": "receipts",
    "PROOFS_BUCKET": "proofs",
    "WORK_QUEUE": "work",
    "TOP_UP_QUEUE": "top-ups",
    "PROOF_KEY": "arn:aws:kms:ca-central-1:000000000000:key/proofs",
    "DELIVERY_QUEUE": "https://sqs.example/deliveries.fifo",
    "WEBHOOK_KEY": "a key of webhooks",
    "STRIPE_SECRET_KEY": "sk_test_pages",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_pages",
    "STRIPE_WEBHOOK_SECRET": "whsec_pages",
    "TOKEN_ISSUER": "https://id.example",
    "TOKEN_AUDIENCE": "account-credit",
    "TOKEN_JWKS_URL": "https://id.example/jwks.json",
    "OIDC_CLIENT_ID": "portal",
    "OIDC_AUTHORIZE_URL": "https://id.example/authorize",
    "OIDC_TOKEN_URL": "https://id.example/token",
}
FILES = [f"/{name}" for name in site().assets]


@pytest.fixture
def browser_of_pages() -> Iterator[Client]:
    app = Chalice(app_name="pages", configure_logs=False, env={})
    Pages(config.read(ENVIRONMENT), site()).register(app)
    with Client(app) as client:
        yield client


def get(client: Client, path: str, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    return client.http.get(path, headers=dict(headers or {}))


def policy(**changes: str) -> dict[str, list[str]]:
    text = content_security_policy(config.read(ENVIRONMENT | changes))
    return {name: sources for name, *sources in (rule.split() for rule in text.split("; "))}


def test_no_script_or_style_runs_that_a_stranger_wrote_into_the_page() -> None:
    rules = policy()
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'", "https://js.stripe.com", "https://*.js.stripe.com"]
    assert rules["style-src"] == ["'self'"]
    assert "unsafe" not in str(rules)


def test_card_numbers_and_sign_ins_go_only_where_they_should() -> None:
    assert policy()["connect-src"] == ["'self'", "https://api.stripe.com", "https://id.example"]
    assert policy()["frame-src"] == ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"]


def test_only_this_page_and_stripes_frames_may_open_a_wallet() -> None:
    allowed = str(security_headers(config.read(ENVIRONMENT))["Permissions-Policy"])
    assert allowed.startswith('payment=(self "https://js.stripe.com" "https://*.js.stripe.com"), ')


def test_the_local_double_takes_the_place_of_stripe_and_nothing_else_does() -> None:
    rules = policy(STRIPE_JS_URL="http://127.0.0.1:8001/v3/", STRIPE_API_URL="http://127.0.0.1:8001")
    assert "stripe.com" not in str(rules)
    assert rules["script-src"] == ["'self'", "http://127.0.0.1:8001"]


def test_only_origins_named_by_the_operator_frame_the_page() -> None:
    assert policy()["frame-ancestors"] == ["'none'"]
    assert policy(FRAME_ANCESTORS="https://clinic.example")["frame-ancestors"] == ["https://clinic.example"]
    with pytest.raises(ValueError, match="FRAME_ANCESTORS"):
        policy(FRAME_ANCESTORS="'none'; script-src *")


def test_every_answer_carries_the_policy_the_missing_ones_too(browser_of_pages: Client) -> None:
    expected = security_headers(config.read(ENVIRONMENT))
    for path in ("/", "/account", "/clinic", "/docs", *FILES, "/web/nothing.js"):
        assert expected.items() <= get(browser_of_pages, path).headers.items(), path


def test_only_files_of_the_pages_can_be_asked_for(browser_of_pages: Client) -> None:
    for name in (
        "..%2Fapp.py",
        "%2e%2e",
        "account.html",
        "account%2Fmain.js",
        "api.js",
        "words%2F..",
        "__init__.py",
        "MAIN.JS",
        "main.js%00",
    ):
        assert get(browser_of_pages, f"/web/{name}").status_code == 404, name


def test_every_file_arrives_as_what_it_is(browser_of_pages: Client) -> None:
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    for name in site().assets:
        answer = get(browser_of_pages, f"/{name}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == f"{kinds['.' + name.rsplit('.', 1)[1]]}; charset=utf-8"


def test_a_file_is_fetched_once_and_a_page_only_when_it_changed(browser_of_pages: Client) -> None:
    first = get(browser_of_pages, "/account")
    again = get(browser_of_pages, "/account", {"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.body) == ("no-cache", 304, b"")
    assert all("immutable" in get(browser_of_pages, name).headers["Cache-Control"] for name in FILES)


def test_a_deploy_never_mixes_old_modules_with_new_ones() -> None:
    """Every file that a page or another file names is named by its content, and is there."""
    named: set[str] = set()
    for found in (*site().pages.values(), *site().assets.values()):
        for where, name in re.findall(r"[\"'`](\./|web/)([\w-]+\.(?:js|css|svg)\b)", found.body):
            assert re.fullmatch(r"[\w-]+-[\w-]{8,12}\.\w+", name), f"{where}{name}"
            named.add(f"web/{name}")
    assert named and named - set(site().assets) == set()


def test_the_pages_carry_their_configuration_as_data_that_runs_nothing(browser_of_pages: Client) -> None:
    for path in ("/account", "/clinic"):
        held = re.search(r'id="config">(.*?)</script>', get(browser_of_pages, path).body.decode())
        assert held and json.loads(held[1])["client_id"] == "portal"
    hostile = config.read(ENVIRONMENT | {"OIDC_CLIENT_ID": "</script><script>alert(1)</script>"})
    assert configured(site().pages["account"].body, hostile).count("</script>") == 2


def test_a_page_takes_a_token_only_from_origins_that_are_named_in_full() -> None:
    framers = "'self' https://clinic.example https://*.clinic.example http://clinic.example http://127.0.0.1:9000"
    settings = config.read(ENVIRONMENT | {"FRAME_ANCESTORS": framers})
    assert settings.embed_origins == ("https://clinic.example", "http://127.0.0.1:9000")
    assert config.read(ENVIRONMENT).embed_origins == ()


def test_where_any_page_may_frame_a_token_is_taken_from_each() -> None:
    settings = config.read(ENVIRONMENT | {"FRAME_ANCESTORS": "https:"})
    assert (settings.embed_origins, settings.is_framed_by_any) == (("*",), True)
    assert policy(FRAME_ANCESTORS="https:")["frame-ancestors"] == ["https:"]
    assert {**policy(FRAME_ANCESTORS="https:"), "frame-ancestors": []} == {**policy(), "frame-ancestors": []}
    for wrong in ("http:", "https: https://clinic.example", "https://", "'none' https:"):
        with pytest.raises(config.Misconfigured, match="FRAME_ANCESTORS"):
            policy(FRAME_ANCESTORS=wrong)


def test_a_logo_comes_from_an_origin_that_the_operator_listed() -> None:
    assert policy()["img-src"] == ["'self'", "data:"]
    assert policy(LOGO_ORIGINS="https://logos.example")["img-src"] == ["'self'", "data:", "https://logos.example"]
    assert policy(LOGO_ORIGINS="https:")["img-src"] == ["'self'", "data:", "https:"]
    for wrong in ("*", "http://logos.example", "https://logos.example/path", "data:", "https://a.example;"):
        with pytest.raises(config.Misconfigured, match="LOGO_ORIGINS"):
            policy(LOGO_ORIGINS=wrong)


@pytest.mark.parametrize(
    "name",
    [
        *("STRIPE_API_URL", "STRIPE_JS_URL", "TOKEN_JWKS_URL"),
        *("OIDC_AUTHORIZE_URL", "OIDC_TOKEN_URL", "OIDC_LOGOUT_URL", "FRAME_ANCESTORS", "LOGO_ORIGINS"),
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        "https://id.example; script-src 'unsafe-inline' */token",
        "https://id.example;",
        "https://id.example, https://evil.example",
        "https://id.example\r\nSet-Cookie: x",
        "https://user:pass@id.example/",
        "javascript:alert(1)",
        "ftp://id.example/",
        "'unsafe-inline'",
        "*",
        "id.example",
    ],
)
def test_an_address_that_could_change_the_policy_is_refused_at_start(name: str, value: str) -> None:
    with pytest.raises(config.Misconfigured, match=name):
        config.read(ENVIRONMENT | {name: value})


def test_origins_are_compared_as_browsers_do_without_case() -> None:
    settings = config.read(
        ENVIRONMENT | {"FRAME_ANCESTORS": "HTTPS://Clinic.Example", "LOGO_ORIGINS": "https://L.example"}
    )
    assert settings.frame_ancestors == "https://clinic.example" and settings.embed_origins == (
        "https://clinic.example",
    )
    assert settings.logo_origins == ("https://l.example",)


def at_the_front_door(path: str) -> dict[str, Any]:
    """A request for `/` as API Gateway hands it over; `path` includes the stage."""
    context = {"httpMethod": "GET", "resourcePath": "/", "path": path, "identity": {}}
    nothing = dict.fromkeys(("pathParameters", "stageVariables", "multiValueQueryStringParameters", "body"))
    return {"requestContext": context, "headers": {}, "isBase64Encoded": False, **nothing}


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "./account"),
        ("/api/", "./account"),
        ("/api", "./api/account"),
        ("//evil.example", "./evil.example/account"),
        ("/\\evil.example", "./%5Cevil.example/account"),
        ("/a\r\nX: y", "./a%0D%0AX%3A%20y/account"),
    ],
)
def test_the_front_page_redirects_to_my_account_below_any_stage(path: str, to: str) -> None:
    app = Chalice(app_name="pages", configure_logs=False, env={})
    Pages(config.read(ENVIRONMENT), site()).register(app)
    response = app(at_the_front_door(path), None)
    assert (response["statusCode"], response["headers"]["Location"]) == (302, to)
    assert response["headers"]["Strict-Transport-Security"]


def test_pages_redirects_and_missing_files_are_isolated_and_encrypted(browser_of_pages: Client) -> None:
    for path in ("/", "/account", "/clinic", "/docs", *FILES, "/web/nothing.js"):
        headers = get(browser_of_pages, path).headers
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert int(headers["Strict-Transport-Security"].removeprefix("max-age=")) >= 31_536_000, path
        assert headers["Cache-Control"], path


@pytest.mark.parametrize("path", ["/", "/account", "/clinic", "/docs", FILES[0], "/web/nothing.js"])
def test_head_returns_the_headers_of_get_without_a_body(browser_of_pages: Client, path: str) -> None:
    shown, head = (getattr(browser_of_pages.http, method)(path) for method in ("get", "head"))
    assert head.status_code == shown.status_code and head.body == b""
    assert head.headers["Cache-Control"] == shown.headers["Cache-Control"]


def test_the_api_reference_is_a_page_of_its_own(browser_of_pages: Client) -> None:
    response = get(browser_of_pages, "/docs")
    assert response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
    assert "'unsafe" not in response.headers["Content-Security-Policy"]
