"""A proxy's page, an error without a body or half a response is a failed call, never "no such item" or "written"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import boto3
import pytest
import stripe
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.parsers import ResponseParserError

from chalicelib.aws.errors import code_of, translate_aws_errors
from chalicelib.aws.foreign_responses import CODE, refuse_foreign_responses
from chalicelib.credit.errors import StripeFailed, Unavailable
from chalicelib.dynamodb.errors import translate_errors
from chalicelib.stripe_gateway.client import FixedClient, new_client
from chalicelib.stripe_gateway.gateway import StripePayments
from chalicelib.stripe_gateway.transport import Transport
from tests.fakes.examples import payment
from tests.fakes.small import FakeClock

ACCESS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
PAGE = b"<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head></html>\n"
WELL_FORMED_PAGE = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>'
FOREIGN = {
    "a page": (200, PAGE),
    "a page as XML": (200, WELL_FORMED_PAGE),
    "half a document": (200, b'{"Item": {"pk": {"S": "cli'),
    "half of XML": (200, b"<DescribeStacksResponse><Stacks><mem"),
    "a list": (200, b"[]"),
    "null": (200, b"null"),
    "no text": (200, b"\xff\xfe\x00"),
    "an error page": (502, PAGE),
    "an error page as XML": (403, WELL_FORMED_PAGE),
    "an error that is a list": (500, b"[1]"),
    "an error that is no text": (500, b"\xff\xfe"),
    "an error without a body": (500, b""),
    "a refusal without a body": (400, b""),
    "a way elsewhere": (302, PAGE),
}
KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "dynamodb.get_item": ("dynamodb", {"TableName": "credit", "Key": KEY}),
    "dynamodb.put_item": ("dynamodb", {"TableName": "credit", "Item": KEY}),
    "secretsmanager.get_secret_value": ("secretsmanager", {"SecretId": "keys"}),
    "s3.put_object": ("s3", {"Bucket": "receipts", "Key": "a", "Body": b"x"}),
    "s3.list_objects_v2": ("s3", {"Bucket": "receipts"}),
    "sqs.send_message_batch": ("sqs", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/0/q", "Entries": []}),
    "kms.get_public_key": ("kms", {"KeyId": "key"}),
    "events.put_events": ("events", {"Entries": [{}]}),
    "sesv2.get_account": ("sesv2", {}),
    "lambda.list_event_source_mappings": ("lambda", {}),
    "sns.list_topics": ("sns", {}),
    "cloudformation.describe_stacks": ("cloudformation", {"StackName": "credit-storage"}),
}


@dataclass
class Wire:
    """The responses, in order; the last one again and again."""

    responses: list[tuple[int, bytes]]
    asked: int = 0

    def __call__(self, request: Any, **_: object) -> AWSResponse:
        status, body = self.responses[min(self.asked, len(self.responses) - 1)]
        self.asked += 1
        return AWSResponse(request.url, status, HTTPHeaders(), Raw(body))


@dataclass
class Raw:
    body: bytes

    def stream(self) -> Iterator[bytes]:
        yield self.body


def client(service: str, wire: Wire, tries: int = 1) -> Any:
    config = Config(retries={"total_max_attempts": tries, "mode": "standard"})
    made: Any = boto3.client(service, config=config, **ACCESS)  # type: ignore[call-overload]
    refuse_foreign_responses(made.meta.events)
    made.meta.events.register("before-send", wire)
    return made


def call(name: str, wire: Wire, tries: int = 1) -> Any:
    service, given = CALLS[name]
    with translate_aws_errors():
        return getattr(client(service, wire, tries), name.partition(".")[2])(**given)


@pytest.mark.parametrize("response", FOREIGN)
@pytest.mark.parametrize("name", CALLS)
def test_what_did_not_come_from_aws_is_no_result(name: str, response: str) -> None:
    with pytest.raises(Unavailable) as caught:
        call(name, Wire([FOREIGN[response]]))
    assert code_of(caught.value), "every fault has a code, which callers look at"


@pytest.mark.parametrize("name", ["dynamodb.get_item", "dynamodb.put_item", "secretsmanager.get_secret_value"])
def test_an_empty_success_is_no_result_where_aws_always_sends_one(name: str) -> None:
    with pytest.raises(Unavailable) as caught:
        call(name, Wire([(200, b"")]))
    assert code_of(caught.value) == CODE


def test_what_aws_sends_is_read_as_before() -> None:
    assert call("dynamodb.get_item", Wire([(200, b'{"Item": {"pk": {"S": "a"}}}\n')]))["Item"] == {"pk": {"S": "a"}}
    assert "Item" not in call("dynamodb.get_item", Wire([(200, b"{}")]))
    assert call("s3.put_object", Wire([(200, b"")]))["ResponseMetadata"]["HTTPStatusCode"] == 200
    stacks = b"<DescribeStacksResponse><DescribeStacksResult/></DescribeStacksResponse>"
    assert call("cloudformation.describe_stacks", Wire([(200, stacks)]))["ResponseMetadata"]


def test_a_file_and_a_policy_may_be_of_any_form() -> None:
    s3 = client("s3", Wire([(200, PAGE)]))
    assert s3.get_bucket_policy(Bucket="receipts")["Policy"] == PAGE.decode()


def test_errors_of_aws_keep_their_own_code() -> None:
    error = b'{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "no table"}'
    with pytest.raises(Unavailable) as caught:
        call("dynamodb.get_item", Wire([(400, error)]))
    assert code_of(caught.value) == "ResourceNotFoundException"


@pytest.mark.parametrize("response", ["a page", "half a document", "an error page", "an error without a body"])
def test_the_call_is_made_again_and_its_own_response_is_taken(response: str) -> None:
    wire = Wire([FOREIGN[response], (200, b'{"Item": {"pk": {"S": "a"}}}')])
    with mock.patch("time.sleep"):
        assert call("dynamodb.get_item", wire, tries=3)["Item"] == {"pk": {"S": "a"}}
    assert wire.asked == 2


@pytest.mark.parametrize("translate", [translate_aws_errors, translate_errors])
def test_a_response_that_botocore_cannot_read_is_unavailable(translate: Callable[[], Any]) -> None:
    with pytest.raises(Unavailable), translate():
        raise ResponseParserError("Unable to parse response (no element found: line 1, column 0)")


@dataclass
class Response:
    status_code: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Session:
    """A session of requests that gets these responses."""

    responses: list[Response]
    asked: int = 0

    def request(self, *_: object, **__: object) -> Response:
        self.asked += 1
        return self.responses[min(self.asked, len(self.responses)) - 1]


def stripe_payments(session: Any) -> StripePayments:
    return StripePayments(FixedClient(new_client("sk_test_1", Transport(session=session))), "test", FakeClock())


STRIPES: dict[str, tuple[int, bytes]] = {
    **FOREIGN,
    "no error within": (500, b'{"error": null}'),
    "an error as a list": (402, b'{"error": []}'),
    "another error": (404, b'{"message": "Missing Authentication Token"}'),
}


@pytest.mark.parametrize("response", STRIPES)
def test_what_did_not_come_from_stripe_is_no_result(response: str) -> None:
    session = Session([Response(*STRIPES[response])])
    with mock.patch("time.sleep"), pytest.raises(Unavailable, match="Nothing was charged twice"):
        stripe_payments(session).find(payment("pay_1"), "cus_1")


def test_stripe_is_asked_again_after_a_page_and_its_own_response_is_taken() -> None:
    found = Response(200, b'{"object": "list", "data": [], "has_more": false, "url": "/v1/payment_intents"}')
    session = Session([Response(200, PAGE), found])
    with mock.patch("time.sleep"):
        assert stripe_payments(session).find(payment("pay_1"), "cus_1") is None
    assert session.asked == 2


def test_stripes_own_errors_are_read_as_before() -> None:
    refused = b'{"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such customer"}}'
    session = Session([Response(400, refused)])
    assert stripe_payments(session).find(payment("pay_1"), "cus_1") is None
    kept = Response(500, b'{"error": {"type": "api_error"}}', {"Idempotent-Replayed": "true"})
    with mock.patch("time.sleep"), pytest.raises(StripeFailed) as caught:
        stripe_payments(Session([kept])).find(payment("pay_1"), "cus_1")
    assert caught.value.is_kept and isinstance(caught.value.__cause__, stripe.APIError)
