"""Measuring how many of Stripe's webhook endpoints are disabled."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.services.ports import EventEndpoints, Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureEventEndpoints:
    endpoints: EventEndpoints
    metrics: Metrics

    def __call__(self) -> int:
        """Publish and return the number of endpoints that get no events, since Stripe disables what fails for days.

        Raises Unavailable.
        """
        number = self.endpoints.disabled()
        self.metrics.count("StripeEndpointsDisabled", number)
        return number
