"""Metadata: given keys are set, keys given empty are removed: https://docs.stripe.com/api/metadata."""

from infra.stripe_double.core.types import Json, Params


def merged(before: Json, params: Params) -> Json:
    """Return what the metadata becomes with `params`; an empty `metadata` parameter removes all of it."""
    if "metadata" not in params:
        return before
    given = params["metadata"]
    if given is None:
        return {}
    return {key: value for key, value in (before | given).items() if value != ""}
