"""Settings of the deployment that tests build the services for."""

from __future__ import annotations

from chalicelib import config

SECRET = "whsec_test"
ISSUER, AUDIENCE = "https://identity.example", "account-credit"
ENVIRONMENT = {
    "DEPLOYMENT": "test",
    "AWS_REGION": "ca-central-1",
    "CREDIT_TABLE": "test-credit",
    "CLINICS_TABLE": "test-clinics",
    "RECEIPTS_BUCKET": "test-receipts",
    "PROOFS_BUCKET": "test-proofs",
    "WORK_QUEUE": "https://sqs.example/test-work",
    "TOP_UP_QUEUE": "https://sqs.example/test-top-ups",
    "PROOF_KEY": "arn:aws:kms:us-east-1:000000000000:key/proofs",
    "DELIVERY_QUEUE": "https://sqs.example/000000000000/test-deliveries.fifo",
    "WEBHOOK_KEY": "a key of webhooks for tests",
    "STRIPE_SECRET_KEY": "sk_test_x",
    "STRIPE_WEBHOOK_SECRET": SECRET,
    "STRIPE_PUBLISHABLE_KEY": "pk_test_x",
    "NOTICE_SENDER": "notices@credit.example",
    "PAGES_URL": "https://credit.example",
    "TOKEN_ISSUER": ISSUER,
    "TOKEN_AUDIENCE": AUDIENCE,
    "TOKEN_JWKS_URL": "https://identity.example/keys",
}
SETTINGS = config.read(ENVIRONMENT)
