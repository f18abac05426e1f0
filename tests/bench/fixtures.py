"""The bench's requests, and the fixed responses of AWS, Stripe and the identity provider."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from chalicelib.api.gateway_events import gateway_event
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.ledger import PatientCredit
from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.clinic_items import AccountItem, LocationItem, ProfileItem
from chalicelib.dynamodb.credit_items import CREDIT_SK, CreditBalanceItem, partition
from chalicelib.dynamodb.payment_items import PaymentItem
from chalicelib.dynamodb.settings_items import SettingsItem
from tests.api.tokens import claims, key_set, rsa_key, signed
from tests.fakes.examples import ANA, maple, payment
from tests.stripe_gateway.stripe_json import charge, encoded, event, signature

SECRET, DEPLOYMENT = "whsec_bench", "bench"
STRIPE_KEY = "sk_test_bench"
CREDIT_TABLE, CLINICS_TABLE, BUCKET = "bench-credit", "bench-clinics", "bench-receipts"
HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Request:
    """One invocation: the function of app.py, the event, and the status that it must return (None for a job)."""

    handler: str
    event: dict[str, Any]
    status: int | None = None


def environment(url: str) -> dict[str, str]:
    """A deployment whose every dependency is the canned server at `url`."""
    return {
        "DEPLOYMENT": DEPLOYMENT,
        "AWS_REGION": "ca-central-1",
        "AWS_DEFAULT_REGION": "ca-central-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_ENDPOINT_URL": url,
        "CREDIT_TABLE": CREDIT_TABLE,
        "CLINICS_TABLE": CLINICS_TABLE,
        "RECEIPTS_BUCKET": BUCKET,
        "PROOFS_BUCKET": "proofs",
        "WORK_QUEUE": "work",
        "TOP_UP_QUEUE": "top-ups",
        "PROOF_KEY": "arn:aws:kms:ca-central-1:000000000000:key/proofs",
        "DELIVERY_QUEUE": "https://sqs.example/deliveries.fifo",
        "WEBHOOK_KEY": "a key of webhooks",
        "STRIPE_API_URL": url,
        "STRIPE_SECRET_KEY": STRIPE_KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_PUBLISHABLE_KEY": "pk_test_bench",
        "TOKEN_ISSUER": "https://identity.example",
        "TOKEN_AUDIENCE": "account-credit",
        "TOKEN_JWKS_URL": f"{url}/keys",
    }


def as_on_lambda(environment: dict[str, str]) -> dict[str, str]:
    """The API's function: Stripe's keys are in Secrets Manager, and it warms up at INIT."""
    arn = "arn:aws:secretsmanager:ca-central-1:000000000000:secret:stripe"
    return {**environment, "STRIPE_SECRET_ARN": arn, "WARM_UP": "init"}


def started() -> Payment:
    """An unpaid top-up that Stripe knows."""
    return payment("pay_bench", payment_intent_id="pi_bench", client_secret="pi_bench_secret_x")


def bearer() -> str:
    """A patient's token, good for an hour."""
    patient = claims()
    return signed({**patient, "exp": patient["iat"] + HOUR}, rsa_key())


def responses() -> dict[str, Any]:
    """The canned server's data: items as DynamoDB holds them, the keys, and what Stripe made."""
    paid = started()
    return {
        "clinic": [item.serialize() for item in _items(maple())],
        "credit": _credit(PatientCredit(patient=ANA, balance=4_200, seq=3, customer_id="cus_bench")),
        "payment": PaymentItem.from_domain(paid).serialize(),
        "keys": key_set(rsa_key()),
        "intent": _intent(paid),
        "secret": {"SecretString": json.dumps({"secret_key": STRIPE_KEY, "webhook_secrets": [SECRET]})},
    }


def requests() -> dict[str, Request]:
    """Return the invocations that are measured, by name."""
    delivered = encoded(_charge_event(started()))
    return {
        "GET /v1/me/credit": Request("app", gateway("GET", "/v1/me/credit", authorization=f"Bearer {bearer()}"), 200),
        "POST /v1/me/top-ups": Request(
            "app",
            gateway(
                "POST",
                "/v1/me/top-ups",
                json.dumps({"amount": 5_000, "location_id": "loc_main"}),
                authorization=f"Bearer {bearer()}",
                idempotency_key="bench",
            ),
            201,
        ),
        "POST /v1/stripe/events": Request(
            "app",
            gateway("POST", "/v1/stripe/events", delivered.decode(), stripe_signature=signature(delivered, SECRET)),
            200,
        ),
        "stream": Request("on_credit_change", stream()),
        "schedule": Request("on_schedule", schedule()),
    }


def gateway(method: str, path: str, body: str | None = None, **headers: str) -> dict[str, Any]:
    """A request as API Gateway's proxy integration hands it on."""
    return gateway_event(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})


def stream() -> dict[str, Any]:
    """A batch that asks for nothing: a top-up was started."""
    image = PaymentItem.from_domain(started()).serialize()
    change = {"Keys": {name: image[name] for name in ("pk", "sk")}, "NewImage": image, "SequenceNumber": "1"}
    return {"Records": [{"eventID": "1", "eventName": "INSERT", "dynamodb": change}]}


def schedule() -> dict[str, Any]:
    return {
        "id": "bench",
        "account": "000000000000",
        "time": "2026-11-23T12:00:00Z",
        "region": "ca-central-1",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "resources": [],
        "detail": {},
        "version": "0",
    }


def _items(clinic: Clinic) -> list[Any]:
    name = clinic.profile.id
    return [
        *(AccountItem.from_domain(name, account) for account in clinic.accounts),
        *(LocationItem.from_domain(name, location) for location in clinic.locations),
        ProfileItem.from_domain(clinic.profile),
        SettingsItem.from_domain(name, clinic.settings),
    ]


def _credit(credit: PatientCredit) -> dict[str, Any]:
    item = CreditBalanceItem(partition(credit.patient), CREDIT_SK, balance=credit.balance, seq=credit.seq)
    item.customer_id = credit.customer_id
    stored: dict[str, Any] = item.serialize()
    return stored


def _metadata(of: Payment) -> dict[str, str]:
    patient = of.patient
    ids = {"clinic_id": patient.clinic_id, "patient_id": patient.patient_id, "payment_id": of.id}
    return {"deployment": DEPLOYMENT, **ids}


def _charge_event(of: Payment) -> dict[str, Any]:
    paid = charge(
        id="ch_bench",
        payment_intent=of.payment_intent_id,
        metadata=_metadata(of),
        transfer_data={"amount": None, "destination": of.account_id},
    )
    return event("charge.succeeded", paid)


def _intent(of: Payment) -> dict[str, Any]:
    return {
        "id": of.payment_intent_id,
        "object": "payment_intent",
        "amount": of.amount,
        "amount_received": 0,
        "client_secret": of.client_secret,
        "currency": of.currency,
        "customer": "cus_bench",
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": _metadata(of),
        "on_behalf_of": of.account_id,
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "transfer_data": {"destination": of.account_id},
    }
