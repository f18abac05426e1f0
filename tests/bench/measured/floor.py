"""The least that a route can cost: `floor.py REQUEST [boto3|botocore] [stripe_client|stripe_signature|-] FOLDER...`"""

import json
import os
import sys

request, client, stripe_part, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(request) as file:
    asked = json.load(file)

import chalice.app  # noqa: E402, F401

if client == "boto3":
    import boto3

    boto3.client("dynamodb", region_name=os.environ["AWS_REGION"])
else:
    import botocore.session

    botocore.session.get_session().create_client("dynamodb", region_name=os.environ["AWS_REGION"])

if asked["token"]:
    import jwt

    jwt.decode(asked["token"], jwt.PyJWK(asked["key"]), algorithms=["RS256"], audience=os.environ["TOKEN_AUDIENCE"])

if stripe_part == "stripe_signature":
    from stripe import WebhookSignature

    sent = asked["event"]
    WebhookSignature.verify_header(
        sent["body"].encode(), sent["headers"]["stripe-signature"], os.environ["STRIPE_WEBHOOK_SECRET"]
    )
elif stripe_part == "stripe_client":
    import stripe

    made = stripe.StripeClient(
        os.environ["STRIPE_SECRET_KEY"],
        http_client=stripe.RequestsClient(),
        base_addresses={"api": os.environ["STRIPE_API_URL"]},
    )
    made.v1.payment_intents.create({"amount": 5_000, "currency": "cad"})
