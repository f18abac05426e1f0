"""The Chalice app: the services are built here, at INIT, and passed to the API and the jobs."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Cron, DynamoDBEvent, Rate, SQSEvent

from chalicelib import config
from chalicelib.api.auth.signing_keys import SigningKeys
from chalicelib.api.registration import first_questions, register
from chalicelib.api.rehearsal import rehearse
from chalicelib.aws import warm_up
from chalicelib.bootstrap import compose, connect
from chalicelib.jobs import deliveries, doctor, events, night, notices, receipts, schedule, work

CREDIT_STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/credit/stream/placeholder"
"""Chalice wants an ARN here; the merge template puts the deployment's own stream in its place."""
DELIVERIES = "arn:aws:sqs:us-east-1:000000000000:placeholder-deliveries.fifo"
"""The same of the queue of deliveries."""
BATCH = 10
EVENTS_BATCH = 50
DELIVERIES_BATCH = 5
WORK_QUEUE = "arn:aws:sqs:us-east-1:000000000000:placeholder-work"
"""The same of the queue of due work; the merge template adds the one of top-ups."""
MAIL_EVENTS = {"source": ["aws.ses"], "detail": {"eventType": ["Send", "Bounce", "Complaint"]}}

app = Chalice(app_name="account-credit")
settings = config.read(os.environ)
warm_up.keep(settings.warm_up)
adapters = connect(settings)
services = compose(adapters, settings)
signing_keys = SigningKeys(settings.token_jwks_url)
register(app, services, signing_keys)
warm_up.arrange(settings.warm_up, first_questions(app, services, signing_keys), partial(rehearse, adapters, settings))


@app.on_dynamodb_record(stream_arn=CREDIT_STREAM, batch_size=BATCH)
def on_credit_change(event: DynamoDBEvent) -> None:
    receipts.on_credit_change(event.to_dict()["Records"], services)


@app.on_dynamodb_record(stream_arn=CREDIT_STREAM, batch_size=EVENTS_BATCH)
def on_event_source(event: DynamoDBEvent) -> None:
    events.on_event_source(event.to_dict()["Records"], services)


@app.on_sqs_message(queue_arn=DELIVERIES, batch_size=DELIVERIES_BATCH)
def on_delivery(event: SQSEvent) -> dict[str, Any]:
    return deliveries.on_delivery(event.to_dict()["Records"], services)


@app.on_sqs_message(queue_arn=WORK_QUEUE, batch_size=BATCH)
def on_due_work(event: SQSEvent) -> dict[str, Any]:
    return dict(work.on_due_work(event.to_dict()["Records"], services))


@app.on_cw_event(MAIL_EVENTS)
def on_mail_event(event: CloudWatchEvent) -> None:
    notices.on_mail_event(event.to_dict(), services)


@app.schedule(Rate(5, unit=Rate.MINUTES))
def on_schedule(_event: CloudWatchEvent) -> dict[str, Any]:
    return dict(schedule.on_schedule(services))


@app.schedule(Cron(0, 9, "*", "*", "?", "*"))
def on_night(_event: CloudWatchEvent) -> dict[str, Any]:
    return dict(night.on_night(services))


@app.schedule(Cron(0, 10, "*", "*", "?", "*"))
def on_doctor(_event: CloudWatchEvent) -> dict[str, Any]:
    return dict(doctor.on_doctor(services))
