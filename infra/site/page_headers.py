"""Security headers of the pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from chalicelib.api.core.responses import COMMON, Headers
from chalicelib.config import Settings

STRIPE_API = "https://api.stripe.com"
STRIPE_JS = "https://js.stripe.com"


def security_headers(settings: Settings) -> Headers:
    """Headers for every page and asset; the policy names the only other origins that a page may use."""
    frames = " ".join(f'"{each}"' for each in _stripe_scripts(settings))
    return {
        "Content-Security-Policy": content_security_policy(settings),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": f"payment=(self {frames}), camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Strict-Transport-Security": COMMON["Strict-Transport-Security"],
        "X-Content-Type-Options": "nosniff",
    }


def content_security_policy(settings: Settings) -> str:
    """This origin's files and Stripe's script; no inline script or style; framing only by the configured origins.

    A clinic's logo is shown only from the origins that the operator lists. The pages hold their icon (`data:`),
    which costs no request.

    Stripe's origins are those of https://docs.stripe.com/security/guide#content-security-policy.
    """
    scripts = _stripe_scripts(settings)
    frames = [*scripts, "https://hooks.stripe.com"] if STRIPE_JS in scripts else scripts
    connect = [origin(settings.stripe_api_url or STRIPE_API), origin(settings.oidc_token_url)]
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *settings.logo_origins],
        "connect-src": ["'self'", *filter(None, connect)],
        "frame-src": frames,
        "frame-ancestors": [settings.frame_ancestors],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
    return "; ".join(" ".join([name, *dict.fromkeys(sources)]) for name, sources in rules.items())


def origin(url: str) -> str:
    """Scheme, host and port of `url`; empty if it has none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def _stripe_scripts(settings: Settings) -> list[str]:
    stripe = origin(settings.stripe_js_url)
    return [stripe, "https://*.js.stripe.com"] if stripe == STRIPE_JS else [stripe]
