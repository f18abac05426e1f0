"""CPU of the bare calls of one request, in milliseconds: `raw.py CALLS TIMES kept|each yes|no FOLDER...`

`each` makes a client for each request, as code without a composition root does; `yes` adds one call to Stripe's SDK.
"""

import json
import os
import re
import sys
import time
from typing import Any

calls, times, client, pays, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(calls) as file:
    wanted = json.load(file)

import boto3  # noqa: E402


def made() -> Any:
    return boto3.client("dynamodb", region_name=os.environ["AWS_REGION"])


def stripe_client() -> Any:
    import stripe

    http = stripe.RequestsClient(timeout=(2, 4))
    addresses: Any = {"api": os.environ["STRIPE_API_URL"]}
    return stripe.StripeClient(os.environ["STRIPE_SECRET_KEY"], http_client=http, base_addresses=addresses)


kept, paying = made(), stripe_client() if pays == "yes" else None
params: dict[str, Any] = {
    "amount": 5_000,
    "currency": "cad",
    "customer": "cus_bench",
    "allowed_payment_method_types": ["card"],
    "setup_future_usage": "on_session",
    "description": "Account credit",
    "metadata": {"deployment": "bench", "clinic_id": "clinic_demo", "patient_id": "pat_ana", "payment_id": "pay_x"},
    "on_behalf_of": "acct_main",
    "transfer_data": {"destination": "acct_main"},
}


def request() -> None:
    asked = kept if client == "kept" else made()
    for operation, kwargs in wanted:
        getattr(asked, re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower())(**kwargs)
    if paying:
        paying.v1.payment_intents.create(params, {"idempotency_key": "bench"})


for _ in range(3):
    request()
begun = time.process_time()
for _ in range(int(times)):
    request()
print(f"\n{(time.process_time() - begun) * 1_000 / int(times)}")
