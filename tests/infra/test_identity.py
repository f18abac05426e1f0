"""The sign-in must give a token to the person who asked for it, and to no one who picked up the code on the way."""

from __future__ import annotations

import base64
import hashlib
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import jwt
import pytest
from starlette.testclient import TestClient

from infra.devstack.demo import PEOPLE
from infra.devstack.identity.codes import LIFETIME_S, Codes, Grant
from infra.devstack.identity.keys import KeyFile
from infra.devstack.identity.provider import Provider
from infra.devstack.settings import AUDIENCE, CLIENT_ID, SYSTEM_SECRET

ISSUER = "http://127.0.0.1:8003"
PAGE = "http://127.0.0.1:8000/account"
VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636~and.more"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": PAGE,
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "state": "a b&c=<d>",
    "nonce": "n-1",
}


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path)


@pytest.fixture
def browser(keys: KeyFile) -> TestClient:
    return TestClient(Provider(issuer=ISSUER, keys=keys).app(), base_url=ISSUER, follow_redirects=False)


def sign_in(browser: TestClient, person: str = "pat_ana", **changed: str) -> dict[str, str]:
    """Choose a person on the page; returns what the redirect carries."""
    answer = browser.post("/authorize", data={**ASKED, **changed, "person": person})
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def exchange(browser: TestClient, given: str, **changed: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "redirect_uri": PAGE,
        "code": given,
        "code_verifier": VERIFIER,
    }
    return browser.post("/token", data=form | changed, headers={"Origin": "http://127.0.0.1:8000"})


def basic(client: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()


def claims(browser: TestClient, token: str, audience: str = AUDIENCE) -> dict[str, Any]:
    """Verify a token as the service does: by the published key that its header names."""
    published = jwt.PyJWKSet.from_dict(browser.get("/jwks.json").json())
    key = published[jwt.get_unverified_header(token)["kid"]]
    verified: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], issuer=ISSUER, audience=audience)
    return verified


def test_a_patient_who_signs_in_gets_a_token_with_clinic_and_patient(browser: TestClient) -> None:
    answer = exchange(browser, sign_in(browser)["code"])
    body = answer.json()
    said = claims(browser, body["access_token"])
    assert said["sub"] == said["patient"] == "pat_ana"
    assert (said["clinic"], said["role"], said["name"]) == ("clinic_demo", "patient", "Ana Núñez")
    assert said["exp"] - said["iat"] == body["expires_in"]
    assert claims(browser, body["id_token"], CLIENT_ID)["nonce"] == "n-1"
    assert answer.headers["cache-control"] == "no-store"


def test_a_clinics_software_gets_a_system_token_by_its_credentials(browser: TestClient) -> None:
    form = {"grant_type": "client_credentials", "audience": AUDIENCE}
    answer = browser.post("/token", data=form, auth=("clinic_demo-system", SYSTEM_SECRET))
    said = claims(browser, answer.json()["access_token"])
    assert (said["clinic"], said["role"], "patient" in said) == ("clinic_demo", "system", False)
    assert said["exp"] - said["iat"] == answer.json()["expires_in"]


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic !", "Basic /w==", basic("clinic_demo-system", "x"), basic("else", SYSTEM_SECRET)],
)
def test_other_credentials_get_no_token(browser: TestClient, authorization: str) -> None:
    headers = {"Authorization": authorization}
    answer = browser.post("/token", data={"grant_type": "client_credentials"}, headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_staff_get_no_patient_in_their_token(browser: TestClient) -> None:
    said = claims(browser, exchange(browser, sign_in(browser, "usr_sam")["code"]).json()["access_token"])
    assert said["role"] == "full_access"
    assert "patient" not in said


def test_the_state_comes_back_as_it_was_sent(browser: TestClient) -> None:
    assert sign_in(browser)["state"] == ASKED["state"]


def test_the_sign_in_page_lists_every_demo_person_and_escapes_the_request(browser: TestClient) -> None:
    page = browser.get("/authorize", params=ASKED)
    assert page.status_code == 200
    assert all(f'value="{person.id}"' in page.text and person.name in page.text for person in PEOPLE)
    assert "a b&amp;c=&lt;d&gt;" in page.text
    assert "<d>" not in page.text


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": VERIFIER + "x"},
        {"code_verifier": ""},
        {"code_verifier": CHALLENGE},
        {"code_verifier": "é" * 50},
        {"redirect_uri": "http://127.0.0.1:8000/elsewhere"},
        {"client_id": "another"},
        {"code": "made-up"},
    ],
)
def test_a_stolen_code_is_worth_nothing(browser: TestClient, changed: dict[str, str]) -> None:
    code = sign_in(browser)["code"]
    refused = exchange(browser, code, **changed)
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})
    if "code" not in changed:
        assert exchange(browser, code).status_code == 400, "a code that was tried with a wrong verifier is spent"


def test_a_code_works_once(browser: TestClient) -> None:
    code = sign_in(browser)["code"]
    assert exchange(browser, code).status_code == 200
    assert exchange(browser, code).json() == {"error": "invalid_grant"}


def test_a_code_that_lay_about_for_a_minute_is_refused() -> None:
    now = 0.0
    codes = Codes(now=lambda: now)
    code = codes.give(Grant("pat_ana", CLIENT_ID, PAGE, CHALLENGE))
    now = LIFETIME_S + 1
    assert codes.redeem(code, client_id=CLIENT_ID, redirect_uri=PAGE, verifier=VERIFIER) is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_sign_in_without_s256_is_not_begun(browser: TestClient, changed: dict[str, str], error: str) -> None:
    answer = browser.get("/authorize", params=ASKED | changed)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == [error]
    refused = browser.post("/authorize", data={**ASKED, **changed, "person": "pat_ana"})
    assert refused.status_code == 400, "nor can the page be left out"


@pytest.mark.parametrize("missing", ["code_challenge", "code_challenge_method"])
def test_a_sign_in_without_pkce_is_not_begun(browser: TestClient, missing: str) -> None:
    asked = {name: value for name, value in ASKED.items() if name != missing}
    answer = browser.get("/authorize", params=asked)
    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == ["invalid_request"]


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://example.com/"},
        {"redirect_uri": "http://127.0.0.1.example.com/"},
        {"redirect_uri": "http://127.0.0.1@example.com/"},
        {"redirect_uri": "http://[::1"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "http://127.0.0.1:8000/account#fragment"},
        {"client_id": "another"},
    ],
)
def test_sign_in_redirects_only_to_addresses_on_this_machine(browser: TestClient, changed: dict[str, str]) -> None:
    for answer in (
        browser.get("/authorize", params=ASKED | changed),
        browser.post("/authorize", data={**ASKED, **changed, "person": "pat_ana"}),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers


def test_signing_out_leads_back_to_the_page_and_nowhere_else(browser: TestClient) -> None:
    back = browser.get("/logout", params={"post_logout_redirect_uri": PAGE})
    assert (back.status_code, back.headers["location"]) == (303, PAGE)
    elsewhere = browser.get("/logout", params={"post_logout_redirect_uri": "https://example.com/"})
    assert elsewhere.status_code == 200
    assert "location" not in elsewhere.headers


def test_only_pages_of_this_machine_may_read_a_token(browser: TestClient) -> None:
    ours = browser.options("/token", headers={"Origin": "http://127.0.0.1:8000"})
    assert ours.headers["access-control-allow-origin"] == "http://127.0.0.1:8000"
    others = browser.options("/token", headers={"Origin": "https://example.com"})
    assert "access-control-allow-origin" not in others.headers


def test_a_token_stays_good_when_the_key_is_rotated_and_new_ones_name_the_new_key(browser: TestClient) -> None:
    before = exchange(browser, sign_in(browser)["code"]).json()["access_token"]
    browser.post("/keys/rotate", json={})
    after = exchange(browser, sign_in(browser)["code"]).json()["access_token"]
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
    assert claims(browser, before)["sub"] == claims(browser, after)["sub"]


def test_the_key_is_readable_by_its_owner_alone_and_is_never_published(
    keys: KeyFile, browser: TestClient, tmp_path: Path
) -> None:
    keys.signing()
    mode = (tmp_path / "identity" / "keys.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert all(set(key) == {"kty", "key_ops", "n", "e", "kid", "use", "alg"} for key in _published(browser))


@pytest.mark.parametrize("content", ["", "[]", "null", "{}", '[{"kid": "1"}]', "[7]", '[{"kid": "1", "pem"'])
def test_keys_that_were_damaged_are_made_again(keys: KeyFile, tmp_path: Path, content: str) -> None:
    (tmp_path / "identity").mkdir()
    (tmp_path / "identity" / "keys.json").write_text(content)
    assert keys.signing().private.key_size == 2048 and keys.signing() == keys.published()[0]


def _published(browser: TestClient) -> list[dict[str, Any]]:
    published: list[dict[str, Any]] = browser.get("/jwks.json").json()["keys"]
    return published


def test_the_discovery_document_names_addresses_that_are_there(browser: TestClient) -> None:
    document = browser.get("/.well-known/openid-configuration").json()
    assert document["issuer"] == ISSUER
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
        assert browser.options(document[name].removeprefix(ISSUER)).status_code != 404


@pytest.mark.parametrize(("kind", "host"), [("text/plain", "127.0.0.1"), ("application/json", "evil.example")])
def test_a_page_of_another_site_cannot_rotate_the_keys(
    browser: TestClient, keys: KeyFile, kind: str, host: str
) -> None:
    before = keys.published()
    answer = browser.post("/keys/rotate", content=b"{}", headers={"Content-Type": kind, "Host": host})
    assert answer.status_code in (400, 415)
    assert keys.published() == before


@pytest.mark.parametrize("path", ["/jwks.json", "/authorize", "/.well-known/openid-configuration"])
def test_a_rebound_host_name_is_refused(browser: TestClient, path: str) -> None:
    assert browser.get(path, headers={"Host": "evil.example:8003"}).status_code == 400
