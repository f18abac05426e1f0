"""A deployment that is set up wrong refuses to start, and its sentence names the variable and never a value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib import config
from chalicelib.config import Misconfigured, WarmUp
from chalicelib.credit.identity_provider import IdentityProvider
from tests.fakes.settings import ENVIRONMENT

LIVE = {"STRIPE_SECRET_KEY": "rk_live_1", "STRIPE_PUBLISHABLE_KEY": "pk_live_1"}


def refused(name: str, value: str, **others: str) -> str:
    with pytest.raises(Misconfigured, match=name) as caught:
        config.read({**ENVIRONMENT, **others, name: value})
    return str(caught.value)


@pytest.mark.parametrize("key", ["sk_test_x", "rk_test_x", "sk_live_x", "pk_x", "pk_test_x y", "pk_prod_x"])
def test_no_key_but_a_publishable_one_reaches_browsers(key: str) -> None:
    assert key not in refused("STRIPE_PUBLISHABLE_KEY", key)


@pytest.mark.parametrize(
    "key", ["sk_live_x", "rk_live_x", "pk_test_x", "sk_test_x\nsk_test_y", "sk_test_é", "sk_test_", "whsec_x", "x"]
)
def test_a_secret_key_of_another_kind_or_mode_is_refused_and_not_repeated(key: str) -> None:
    assert key not in refused("STRIPE_SECRET_KEY", key)


def test_both_keys_may_be_live() -> None:
    settings = config.read({**ENVIRONMENT, **LIVE})
    assert settings.livemode and settings.stripe_keys == config.StripeKeys("rk_live_1", ("whsec_test",))


@pytest.mark.parametrize("name", ["FRAME_ANCESTORS", "LOGO_ORIGINS"])
@pytest.mark.parametrize(
    "origin",
    [
        "https://portal.example:65536",
        "https://portal.example:0",
        "https://portal.example:",
        "https://..",
        "https://-",
        "https://portal..example",
        "https://-portal.example",
        "https://portal-.example",
        "https://portal_.example",
        "https://portal.example/",
    ],
)
def test_an_origin_that_browsers_would_drop_is_refused_by_name(name: str, origin: str) -> None:
    refused(name, f"https://good.example {origin}")


@pytest.mark.parametrize(
    "origin",
    [
        "https://portal.example",
        "https://portal.example.",
        "https://a-b.c3.example:1",
        "https://portal.example:65535",
        "https://192.0.2.1:8443",
        "http://localhost:8000",
    ],
)
def test_an_origin_that_is_one_may_frame_the_pages_and_hold_logos(origin: str) -> None:
    settings = config.read({**ENVIRONMENT, "FRAME_ANCESTORS": origin.upper(), "LOGO_ORIGINS": origin})
    assert settings.embed_origins == settings.logo_origins == (origin,)


@pytest.mark.parametrize(
    "name",
    [
        *("DEPLOYMENT", "CREDIT_TABLE", "CLINICS_TABLE", "RECEIPTS_BUCKET", "PROOFS_BUCKET", "PROOF_KEY"),
        *("WORK_QUEUE", "TOP_UP_QUEUE", "DELIVERY_QUEUE", "WEBHOOK_KEY", "TOKEN_ISSUER", "TOKEN_AUDIENCE"),
        *("TOKEN_JWKS_URL", "STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "PAGES_URL"),
    ],
)
@pytest.mark.parametrize("value", ["", " "])
def test_what_has_no_default_must_be_set(name: str, value: str) -> None:
    refused(name, value)


@pytest.mark.parametrize("name", ["DEPLOYMENT", "STRIPE_SECRET_KEY", "TOKEN_ISSUER", "PAGES_URL"])
def test_what_is_not_in_the_environment_at_all_is_asked_for_by_name(name: str) -> None:
    without = {each: value for each, value in ENVIRONMENT.items() if each != name}
    with pytest.raises(Misconfigured, match=f"^Set {name} in the environment"):
        config.read(without)


def test_each_setting_is_its_own_variable() -> None:
    """A setting that read another's variable would pass wherever both have one value."""
    optional = {
        "STRIPE_API_URL": "https://api.example",
        "STRIPE_JS_URL": "https://js.example/v3/",
        "TOKEN_CLAIM_AUDIENCE": "client_id",
        "TOKEN_USE": "access",
        "TOKEN_CLAIM_CLINIC": "c",
        "TOKEN_CLAIM_ROLE": "r",
        "TOKEN_CLAIM_PATIENT": "p",
        "TOKEN_CLAIM_NAME": "n",
        "OIDC_CLIENT_ID": "portal",
        "OIDC_AUTHORIZE_URL": "https://id.example/authorize",
        "OIDC_TOKEN_URL": "https://id.example/token",
        "OIDC_LOGOUT_URL": "https://id.example/logout",
        "EVENT_BUS": "bus",
        "ORIGIN_SECRET": "origin",
    }
    required = {
        name: value
        for name, value in ENVIRONMENT.items()
        if name not in ("AWS_REGION", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
    }
    settings = config.read({**ENVIRONMENT, **optional})
    for name, value in {**required, **optional}.items():
        assert getattr(settings, name.lower()) == value, name
    assert (settings.region, settings.stripe_secret_arn) == ("ca-central-1", None)


def test_what_is_not_set_has_the_documented_default() -> None:
    settings = config.read(ENVIRONMENT)
    claims = ("clinic", "role", "patient", "name", "audience")
    assert [getattr(settings, f"token_claim_{claim}") for claim in claims] == [
        "clinic",
        "role",
        "patient",
        "name",
        "aud",
    ]
    assert settings.stripe_js_url == "https://js.stripe.com/v3/" and settings.frame_ancestors == "'none'"
    unset = ("stripe_api_url", "token_use", "event_bus", "origin_secret", "stripe_secret_arn")
    assert {getattr(settings, name) for name in unset} == {None}
    texts = ("oidc_client_id", "oidc_authorize_url", "oidc_token_url", "oidc_logout_url")
    assert {getattr(settings, name) for name in texts} == {""}
    assert (settings.token_roles, settings.logo_origins, settings.webhooks_to_loopback) == ((), (), False)


@pytest.mark.parametrize(("value", "is_on"), [("1", True), ("0", False), ("true", False), ("", False)])
def test_only_a_one_lets_webhooks_call_this_machine(value: str, is_on: bool) -> None:
    assert config.read({**ENVIRONMENT, "WEBHOOKS_TO_LOOPBACK": value}).webhooks_to_loopback is is_on


@pytest.mark.parametrize(("value", "when"), [("", WarmUp.OFF), ("init", WarmUp.INIT), (" restore ", WarmUp.RESTORE)])
def test_a_function_warms_up_when_it_is_told_to(value: str, when: WarmUp) -> None:
    assert config.read({**ENVIRONMENT, "WARM_UP": value}).warm_up is when
    assert refused("WARM_UP", "never") == "WARM_UP is init or restore, or not set."


def test_the_region_is_the_function_s_before_the_shell_s() -> None:
    both = {**ENVIRONMENT, "AWS_DEFAULT_REGION": "us-east-1"}
    assert config.read(both).region == "ca-central-1"
    assert config.read({**both, "AWS_REGION": ""}).region == "us-east-1"


def test_the_region_may_be_the_shell_s_alone() -> None:
    sentence = refused("AWS_DEFAULT_REGION", "", AWS_REGION="")
    assert sentence == "Set AWS_DEFAULT_REGION in the environment: the service cannot start without it."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WORK_QUEUE", " ", "Set WORK_QUEUE in the environment: the service cannot start without it."),
        (
            "STRIPE_PUBLISHABLE_KEY",
            "sk_test_x",
            "STRIPE_PUBLISHABLE_KEY is one key that begins with pk_live_ or pk_test_: browsers get it.",
        ),
        (
            "STRIPE_SECRET_KEY",
            "sk_live_x",
            "STRIPE_SECRET_KEY is one key that begins with sk_ or rk_ and the mode, _live_ or _test_, of"
            " STRIPE_PUBLISHABLE_KEY.",
        ),
        (
            "STRIPE_WEBHOOK_SECRET",
            ",",
            "STRIPE_WEBHOOK_SECRET holds no secret. Anyone could forge events without one.",
        ),
        (
            "NOTICE_SENDER",
            "notices",
            "NOTICE_SENDER is one e-mail address, such as notices@credit.example, without a name.",
        ),
        (
            "FRAME_ANCESTORS",
            "https://portal.example/",
            "FRAME_ANCESTORS is 'none', https:, or a list of origins, https://portal.example, separated by spaces.",
        ),
        (
            "LOGO_ORIGINS",
            "https: https://logos.example",
            "LOGO_ORIGINS is https:, or a list of origins, https://logos.example, with spaces between.",
        ),
        ("TOKEN_ROLES", "x", "TOKEN_ROLES is a list such as Clinic Admin=full_access, Reception=staff."),
        ("TOKEN_ROLES", "a=staff,a=staff", "TOKEN_ROLES names a role of the provider twice: each has one role here."),
        (
            "TOKEN_OPERATOR_AUDIENCE",
            "account-credit",
            "TOKEN_OPERATOR_AUDIENCE must not be TOKEN_AUDIENCE: clinics' applications have that one.",
        ),
    ],
)
def test_what_is_set_wrong_is_named_with_what_would_be_right(name: str, value: str, sentence: str) -> None:
    assert refused(name, value) == sentence


@pytest.mark.parametrize(
    "name",
    [
        *("STRIPE_API_URL", "STRIPE_JS_URL", "TOKEN_JWKS_URL", "OIDC_AUTHORIZE_URL", "OIDC_TOKEN_URL"),
        *("OIDC_LOGOUT_URL", "PAGES_URL"),
    ],
)
@pytest.mark.parametrize("address", ["id.example", "https://id.example/a b", "https://id.example/;x", "javascript:x"])
def test_an_address_is_one_https_address(name: str, address: str) -> None:
    sentence = "is one address, https://id.example/path, without spaces, quotes or semicolons."
    assert refused(name, address) == f"{name} {sentence}"


def test_a_secret_of_secrets_manager_takes_the_place_of_keys_in_the_environment() -> None:
    arn = "arn:aws:secretsmanager:ca-central-1:000000000000:secret:stripe"
    settings = config.read({**ENVIRONMENT, "STRIPE_SECRET_ARN": arn, "STRIPE_SECRET_KEY": "x"})
    assert (settings.stripe_secret_arn, settings.stripe_keys) == (arn, None)


def test_the_provider_is_described_by_the_token_settings() -> None:
    claims = {"TOKEN_CLAIM_CLINIC": "c", "TOKEN_CLAIM_ROLE": "r", "TOKEN_CLAIM_PATIENT": "p", "TOKEN_CLAIM_NAME": "n"}
    settings = config.read(
        {
            **ENVIRONMENT,
            **claims,
            "TOKEN_CLAIM_AUDIENCE": "client_id",
            "TOKEN_USE": "access",
            "TOKEN_ROLES": "Reception=staff",
            "TOKEN_OPERATOR_AUDIENCE": "operators",
        }
    )
    expected = IdentityProvider(
        issuer="https://identity.example",
        audience="account-credit",
        jwks_url="https://identity.example/keys",
        claim_audience="client_id",
        claim_clinic="c",
        claim_role="r",
        claim_patient="p",
        claim_name="n",
        token_use="access",
        roles=(("Reception", "staff"),),
    )
    assert settings.identity_provider == expected
    assert settings.operator_provider == replace(expected, audience="operators")
    assert config.read(ENVIRONMENT).operator_provider is None


@pytest.mark.parametrize(
    ("ancestors", "kept", "embed_origins"),
    [
        ("'none'", "'none'", ()),
        ("https:", "https:", ("*",)),
        (
            "'SELF'  https://*.Portal.example https://a.example:8443 http://b.example:*",
            "'self' https://*.portal.example https://a.example:8443 http://b.example:*",
            ("https://a.example:8443",),
        ),
    ],
)
def test_a_token_is_taken_from_the_origins_that_are_named_in_full(
    ancestors: str, kept: str, embed_origins: tuple[str, ...]
) -> None:
    settings = config.read({**ENVIRONMENT, "FRAME_ANCESTORS": ancestors})
    assert (settings.frame_ancestors, settings.embed_origins) == (kept, embed_origins)
    assert settings.is_framed_by_any is (kept == "https:")


@pytest.mark.parametrize("origins", ["https:", "https://a.example https://b.example", ""])
def test_logos_are_loaded_from_the_origins_that_are_set(origins: str) -> None:
    assert config.read({**ENVIRONMENT, "LOGO_ORIGINS": origins.upper()}).logo_origins == tuple(origins.split())


def test_pages_are_linked_without_a_slash_and_only_by_notices() -> None:
    assert config.read({**ENVIRONMENT, "PAGES_URL": "https://credit.example/"}).pages_url == "https://credit.example"
    without = config.read({**ENVIRONMENT, "NOTICE_SENDER": ""})
    assert (without.notice_sender, without.pages_url) == (None, "")
    assert config.read(ENVIRONMENT).notice_configuration_set == "test-notices"


@pytest.mark.parametrize("sender", ["Ana <notices@credit.example>", "notices", "a@b.example\nBcc: c@d.example"])
def test_a_sender_is_one_address_without_a_name(sender: str) -> None:
    refused("NOTICE_SENDER", sender)


def test_webhook_secrets_are_several_while_one_is_replaced() -> None:
    settings = config.read({**ENVIRONMENT, "STRIPE_WEBHOOK_SECRET": " whsec_1, ,whsec_2,"})
    assert settings.stripe_keys and settings.stripe_keys.webhook_secrets == ("whsec_1", "whsec_2")
    refused("STRIPE_WEBHOOK_SECRET", " , ")


@pytest.mark.parametrize("roles", ["x", "=staff", "Reception=", "Reception=staff,x"])
def test_roles_are_pairs(roles: str) -> None:
    refused("TOKEN_ROLES", roles)


def test_a_provider_s_role_has_one_role_here() -> None:
    refused("TOKEN_ROLES", "Reception=staff, Reception =full_access")
    roles = config.read({**ENVIRONMENT, "TOKEN_ROLES": " Clinic Admin = full_access ,a=b=staff,"}).token_roles
    assert roles == (("Clinic Admin", "full_access"), ("a=b", "staff"))
