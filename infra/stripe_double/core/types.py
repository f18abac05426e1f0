"""The shapes that travel through the double."""

from typing import Any

Json = dict[str, Any]
"""A Stripe object, or part of one, as it goes over the wire."""

Params = dict[str, Any]
"""A request's parameters after they were checked against the operation's table."""

PLATFORM = ""
"""The scope of objects that belong to the platform itself and not to one of its connected accounts."""
