"""The configuration that a deployment gives its pages: sign-in, embedding, Stripe.js. None of it is secret."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.api.auth.principal import Role
from chalicelib.config import Settings

PLACE = '<script type="application/json" id="config">'


def page_config(settings: Settings) -> dict[str, Any]:
    """Return the pages' configuration, which each carries as data: no request and no script."""
    return {
        "client_id": settings.oidc_client_id,
        "authorize_url": settings.oidc_authorize_url,
        "token_url": settings.oidc_token_url,
        "logout_url": settings.oidc_logout_url,
        "audience": settings.token_audience,
        "stripe_js_url": settings.stripe_js_url,
        "embed_origins": list(settings.embed_origins),
        "logo_origins": list(settings.logo_origins),
        "claims": {
            "clinic": settings.token_claim_clinic,
            "role": settings.token_claim_role,
            "patient": settings.token_claim_patient,
            "name": settings.token_claim_name,
        },
        "roles": {**{role.value: role.value for role in Role}, **dict(settings.token_roles)},
    }


def configured(page: str, settings: Settings) -> str:
    """Return the document with its configuration. No text in it can end the element that holds it."""
    return page.replace(PLACE, PLACE + json.dumps(page_config(settings)).replace("<", "\\u003c"))
