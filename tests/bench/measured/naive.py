"""The same request where everything is imported and built before the first one: `naive.py REQUEST FOLDER...`"""

import importlib
import json
import os
import pkgutil
import sys

request, *folders = sys.argv[1:]
sys.path[:0] = folders
with open(request) as file:
    asked = json.load(file)

import boto3  # noqa: E402
import stripe  # noqa: E402

import chalicelib  # noqa: E402

for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
    importlib.import_module(module.name)

region = os.environ["AWS_REGION"]
clients = [boto3.client(name, region_name=region) for name in ("dynamodb", "s3", "secretsmanager")]
paying = stripe.StripeClient(os.environ["STRIPE_SECRET_KEY"]).v1

import app  # noqa: E402

answer = getattr(app, asked["handler"])(asked["event"], None)
if asked["status"]:
    assert answer["statusCode"] == asked["status"], answer
