"""The one place that reads the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.credit.email_address import is_mailable
from chalicelib.credit.identity_provider import IdentityProvider
from chalicelib.credit.origins import HOST, ORIGIN, PORT, URL, as_browsers_write

FRAMER = re.compile(rf"'self'|https?://(\*\.)?{HOST}(:({PORT}|\*))?")
SECRET_KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9_]+")
PUBLISHABLE_KEY = re.compile(r"pk_(live|test)_[!-~]+")


ANY_SECURE = "https:"
"""Any origin, as a source in a policy: the clinics' own records then name theirs."""


class Misconfigured(ValueError):
    """The environment lacks a variable, or has an invalid one."""


class WarmUp(StrEnum):
    """The moment to ask for what a first request needs: never, INIT, or the restore of a snapshot."""

    OFF = ""
    INIT = "init"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class StripeKeys:
    """The secrets shared with Stripe. Several webhook secrets are valid at once while one is being rotated.

    `endpoint_ids` are Stripe's ids of the webhook endpoints whose secrets are among them.
    """

    secret_key: str
    webhook_secrets: tuple[str, ...]
    endpoint_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """This deployment's settings. Fields have the names of the environment variables, in lower case.

    Stripe's keys are in the environment, or in the secret of Secrets Manager that STRIPE_SECRET_ARN names. `proof_key`
    is the ARN of the KMS key that signs proofs or, on one machine, the path of a key file. The messages of
    `top_up_queue` name top-ups, those of `work_queue` all other work items; both are addresses of SQS. `origin_secret`
    is what our distribution sends with each request, so that its other headers can be believed. Notices are sent from
    `notice_sender`, and link to the pages at `pages_url`; without a sender none is sent.
    The secrets of webhook endpoints are derived from `webhook_key`; `webhooks_to_loopback` lets one machine call
    itself. Events also go to `event_bus`, if there is one. `warm_up` is set for the API's function on Lambda alone.
    """

    deployment: str
    region: str
    credit_table: str
    clinics_table: str
    receipts_bucket: str
    proofs_bucket: str
    proof_key: str
    work_queue: str
    top_up_queue: str
    stripe_secret_arn: str | None
    stripe_keys: StripeKeys | None
    stripe_publishable_key: str
    stripe_api_url: str | None
    stripe_js_url: str
    token_issuer: str
    token_audience: str
    token_operator_audience: str | None
    token_jwks_url: str
    token_claim_audience: str
    token_use: str | None
    token_roles: tuple[tuple[str, str], ...]
    token_claim_clinic: str
    token_claim_role: str
    token_claim_patient: str
    token_claim_name: str
    oidc_client_id: str
    oidc_authorize_url: str
    oidc_token_url: str
    oidc_logout_url: str
    frame_ancestors: str
    logo_origins: tuple[str, ...]
    delivery_queue: str
    webhook_key: str
    webhooks_to_loopback: bool = False
    event_bus: str | None = None
    origin_secret: str | None = None
    notice_sender: str | None = None
    pages_url: str = ""
    warm_up: WarmUp = WarmUp.OFF

    @property
    def identity_provider(self) -> IdentityProvider:
        """The deployment's provider, which speaks for every clinic that names none of its own."""
        return IdentityProvider(
            issuer=self.token_issuer,
            audience=self.token_audience,
            jwks_url=self.token_jwks_url,
            claim_audience=self.token_claim_audience,
            claim_clinic=self.token_claim_clinic,
            claim_role=self.token_claim_role,
            claim_patient=self.token_claim_patient,
            claim_name=self.token_claim_name,
            token_use=self.token_use,
            roles=self.token_roles,
        )

    @property
    def operator_provider(self) -> IdentityProvider | None:
        """The deployment's provider as it speaks for operators: to an audience of their own. None without one."""
        if self.token_operator_audience is None:
            return None
        return replace(self.identity_provider, audience=self.token_operator_audience)

    @property
    def is_framed_by_any(self) -> bool:
        """Whether any https page may frame the pages: the portals are then named by the clinics' own records."""
        return self.frame_ancestors == ANY_SECURE

    @property
    def embed_origins(self) -> tuple[str, ...]:
        """The origins in `frame_ancestors` that are named in full: the pages take a token from these alone.

        Where any page may frame them, `*`: a token is taken from each, and is good in its own clinic's portals alone.
        """
        if self.is_framed_by_any:
            return ("*",)
        return tuple(source for source in self.frame_ancestors.split() if ORIGIN.fullmatch(source))

    @property
    def notice_configuration_set(self) -> str:
        """The name that infra/templates/mail.yaml gives SES's configuration set."""
        return f"{self.deployment}-notices"

    @property
    def livemode(self) -> bool:
        """Whether the keys are of live mode, not test mode."""
        return "_live_" in self.stripe_publishable_key


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from `environment`, in which every variable without a default must be set.

    Raises Misconfigured, naming the variable that is missing but no value. An empty webhook secret refuses to start.
    """

    def optional(name: str, default: str = "") -> str:
        value = environment.get(name, "").strip()
        if not value.isprintable():
            raise Misconfigured(f"{name} holds a character that cannot be seen, or a line break: type it anew.")
        return value or default

    def required(name: str) -> str:
        value = optional(name)
        if not value:
            raise Misconfigured(f"Set {name} in the environment: the service cannot start without it.")
        return value

    sender = _sender(optional("NOTICE_SENDER"))
    publishable_key = _publishable_key(required("STRIPE_PUBLISHABLE_KEY"))

    def url(name: str, default: str = "") -> str:
        return _url(name, optional(name, default))

    return Settings(
        deployment=required("DEPLOYMENT"),
        region=optional("AWS_REGION") or required("AWS_DEFAULT_REGION"),
        credit_table=required("CREDIT_TABLE"),
        clinics_table=required("CLINICS_TABLE"),
        receipts_bucket=required("RECEIPTS_BUCKET"),
        proofs_bucket=required("PROOFS_BUCKET"),
        proof_key=required("PROOF_KEY"),
        work_queue=required("WORK_QUEUE"),
        top_up_queue=required("TOP_UP_QUEUE"),
        stripe_secret_arn=optional("STRIPE_SECRET_ARN") or None,
        stripe_keys=None
        if optional("STRIPE_SECRET_ARN")
        else StripeKeys(
            _secret_key(required("STRIPE_SECRET_KEY"), publishable_key), _secrets(required("STRIPE_WEBHOOK_SECRET"))
        ),
        stripe_publishable_key=publishable_key,
        stripe_api_url=url("STRIPE_API_URL") or None,
        stripe_js_url=url("STRIPE_JS_URL", "https://js.stripe.com/v3/"),
        token_issuer=required("TOKEN_ISSUER"),
        token_audience=required("TOKEN_AUDIENCE"),
        token_operator_audience=_operators(optional("TOKEN_OPERATOR_AUDIENCE"), required("TOKEN_AUDIENCE")),
        token_jwks_url=_url("TOKEN_JWKS_URL", required("TOKEN_JWKS_URL")),
        token_claim_audience=optional("TOKEN_CLAIM_AUDIENCE", "aud"),
        token_use=optional("TOKEN_USE") or None,
        token_roles=_pairs("TOKEN_ROLES", optional("TOKEN_ROLES")),
        token_claim_clinic=optional("TOKEN_CLAIM_CLINIC", "clinic"),
        token_claim_role=optional("TOKEN_CLAIM_ROLE", "role"),
        token_claim_patient=optional("TOKEN_CLAIM_PATIENT", "patient"),
        token_claim_name=optional("TOKEN_CLAIM_NAME", "name"),
        oidc_client_id=optional("OIDC_CLIENT_ID"),
        oidc_authorize_url=url("OIDC_AUTHORIZE_URL"),
        oidc_token_url=url("OIDC_TOKEN_URL"),
        oidc_logout_url=url("OIDC_LOGOUT_URL"),
        frame_ancestors=_framers(optional("FRAME_ANCESTORS", "'none'")),
        logo_origins=_origins(optional("LOGO_ORIGINS")),
        delivery_queue=required("DELIVERY_QUEUE"),
        webhook_key=required("WEBHOOK_KEY"),
        webhooks_to_loopback=optional("WEBHOOKS_TO_LOOPBACK") == "1",
        event_bus=optional("EVENT_BUS") or None,
        origin_secret=optional("ORIGIN_SECRET") or None,
        notice_sender=sender,
        pages_url=_url("PAGES_URL", required("PAGES_URL")).rstrip("/") if sender else "",
        warm_up=_warm_up(optional("WARM_UP")),
    )


def _url(name: str, text: str) -> str:
    if text and not URL.fullmatch(text):
        raise Misconfigured(f"{name} is one address, https://id.example/path, without spaces, quotes or semicolons.")
    return text


def _warm_up(text: str) -> WarmUp:
    try:
        return WarmUp(text)
    except ValueError:
        raise Misconfigured("WARM_UP is init or restore, or not set.") from None


def _operators(audience: str, everyone_s: str) -> str | None:
    if audience == everyone_s:
        raise Misconfigured("TOKEN_OPERATOR_AUDIENCE must not be TOKEN_AUDIENCE: clinics' applications have that one.")
    return audience or None


def _sender(text: str) -> str | None:
    if text and not is_mailable(text):
        raise Misconfigured("NOTICE_SENDER is one e-mail address, such as notices@credit.example, without a name.")
    return text or None


def _framers(text: str) -> str:
    """The origins that may frame the pages, as browsers compare them."""
    origins = [as_browsers_write(origin) for origin in text.split()]
    if origins not in (["'none'"], [ANY_SECURE]) and not all(FRAMER.fullmatch(origin) for origin in origins):
        raise Misconfigured(
            "FRAME_ANCESTORS is 'none', https:, or a list of origins, https://portal.example, separated by spaces."
        )
    return " ".join(origins)


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(as_browsers_write(origin) for origin in text.split())
    for origin in origins if origins != (ANY_SECURE,) else ():
        if not ORIGIN.fullmatch(origin):
            raise Misconfigured(
                "LOGO_ORIGINS is https:, or a list of origins, https://logos.example, with spaces between."
            )
    return origins


def is_publishable_key(key: str, mode: str) -> bool:
    """Whether this looks like a publishable key of Stripe's `mode`, `live` or `test`."""
    found = PUBLISHABLE_KEY.fullmatch(key)
    return found is not None and found[1] == mode


def _publishable_key(key: str) -> str:
    """The key, which every browser gets: a secret one must not be it."""
    if not PUBLISHABLE_KEY.fullmatch(key):
        raise Misconfigured("STRIPE_PUBLISHABLE_KEY is one key that begins with pk_live_ or pk_test_: browsers get it.")
    return key


def _secret_key(key: str, publishable_key: str) -> str:
    found = SECRET_KEY.fullmatch(key)
    if found is None or not is_publishable_key(publishable_key, found[1]):
        raise Misconfigured(
            "STRIPE_SECRET_KEY is one key that begins with sk_ or rk_ and the mode, _live_ or _test_, of"
            " STRIPE_PUBLISHABLE_KEY."
        )
    return key


def _secrets(text: str) -> tuple[str, ...]:
    secrets = tuple(secret.strip() for secret in text.split(",") if secret.strip())
    if not secrets:
        raise Misconfigured("STRIPE_WEBHOOK_SECRET holds no secret. Anyone could forge events without one.")
    return secrets


def _pairs(name: str, text: str) -> tuple[tuple[str, str], ...]:
    """`Clinic Admin=full_access, Reception=staff` as pairs."""
    pairs = tuple(part.rpartition("=")[::2] for part in text.split(",") if part.strip())
    if not all(key.strip() and value.strip() for key, value in pairs):
        raise Misconfigured(f"{name} is a list such as Clinic Admin=full_access, Reception=staff.")
    if len({key.strip() for key, _ in pairs}) < len(pairs):
        raise Misconfigured(f"{name} names a role of the provider twice: each has one role here.")
    return tuple((key.strip(), value.strip()) for key, value in pairs)
