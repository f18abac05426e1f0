"""The functions without a URL: `python -m infra.devstack.lambdas {stream | events | schedule} ARGUMENTS`."""

import logging
import os
import sys
from pathlib import Path

import boto3

from app import (
    BATCH,
    DELIVERIES_BATCH,
    on_credit_change,
    on_delivery,
    on_due_work,
    on_event_source,
    on_night,
    on_schedule,
)
from infra.devstack.lambdas.events import run_events
from infra.devstack.lambdas.queues import QueueReader
from infra.devstack.lambdas.schedule import run_schedule
from infra.devstack.lambdas.stream import run_stream


def main(name: str, *arguments: str) -> None:
    """Run one function's source of events until SIGTERM."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    if name == "stream":
        stream_arn, checkpoint = arguments
        run_stream(on_credit_change, stream_arn, Path(checkpoint))
    elif name == "events":
        state, credit_stream, clinics_stream, queue_url = arguments
        reader = QueueReader(boto3.client("sqs"), queue_url, on_delivery, "on_delivery", DELIVERIES_BATCH)
        run_events(on_event_source, Path(state), (credit_stream, clinics_stream), reader)
    else:
        (every_s,) = arguments
        sqs, addresses = boto3.client("sqs"), (os.environ["WORK_QUEUE"], os.environ["TOP_UP_QUEUE"])
        queues = [QueueReader(sqs, each, on_due_work, "on_due_work", BATCH) for each in addresses]
        run_schedule(on_schedule, on_night, float(every_s), queues)


if __name__ == "__main__":
    main(*sys.argv[1:])
