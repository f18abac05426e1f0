"""The front door: routes and handlers are registered here and live elsewhere.

What requests need is imported here, what jobs need in the jobs: each cold start pays for itself alone.
"""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate

from chalicelib.api.endpoints.clinic import clinic
from chalicelib.api.endpoints.meta import meta
from chalicelib.api.endpoints.portal import portal
from chalicelib.api.endpoints.spending import spending
from chalicelib.api.endpoints.stripe_webhook import stripe_events
from chalicelib.api.site.pages import pages

CREDIT_STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/credit/stream/placeholder"
"""Chalice wants an ARN here; the merge template puts the deployment's own stream in its place."""
BATCH = 10

app = Chalice(app_name="clinic-credit")

for routes in (portal, clinic, spending, stripe_events, meta):
    app.register_blueprint(routes.blueprint)
app.register_blueprint(pages)


@app.on_dynamodb_record(stream_arn=CREDIT_STREAM, batch_size=BATCH)
def on_credit_change(event: DynamoDBEvent) -> None:
    from chalicelib.jobs import receipts

    receipts.on_credit_change(event.to_dict()["Records"])


@app.schedule(Rate(5, unit=Rate.MINUTES))
def on_schedule(event: CloudWatchEvent) -> dict[str, Any]:
    from chalicelib.jobs import schedule

    return dict(schedule.on_schedule())
