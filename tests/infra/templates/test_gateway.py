"""API Gateway's own refusals, limits and log, before any code of the service runs, as decided apart from it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.templates.templates import properties, ref

GATEWAY = properties("service.RestAPI")
HEADERS = {
    "Content-Type": "'application/problem+json'",
    "Cache-Control": "'no-store'",
    "Access-Control-Allow-Origin": "method.request.header.Origin",
    "Access-Control-Expose-Headers": "'Retry-After'",
    "Vary": "'Origin'",
}
RESPONSES: dict[str, tuple[int | None, str, str | None]] = {
    "MISSING_AUTHENTICATION_TOKEN": (404, "not_found", None),
    "RESOURCE_NOT_FOUND": (404, "not_found", None),
    "THROTTLED": (429, "too_many_requests", "'1'"),
    "REQUEST_TOO_LARGE": (413, "body_too_large", None),
    "UNSUPPORTED_MEDIA_TYPE": (415, "unsupported_media_type", None),
    "INTEGRATION_TIMEOUT": (503, "temporarily_unavailable", "'2'"),
    "INTEGRATION_FAILURE": (503, "temporarily_unavailable", "'2'"),
    "DEFAULT_4XX": (None, "invalid_request", None),
    "DEFAULT_5XX": (None, "internal_error", None),
}
"""Status, code, and seconds after which to try again."""
UNLOGGED = {"MetricsEnabled": True, "DataTraceEnabled": False, "LoggingLevel": "OFF"}
METHODS = [
    {
        "HttpMethod": "*",
        "ResourcePath": "/*",
        "ThrottlingRateLimit": ref("RequestsPerSecond"),
        "ThrottlingBurstLimit": ref("RequestsAtOnce"),
        **UNLOGGED,
    },
    {
        "HttpMethod": "POST",
        "ResourcePath": "/~1v1~1stripe~1events",
        "ThrottlingRateLimit": ref("EventsPerSecond"),
        "ThrottlingBurstLimit": ref("EventsAtOnce"),
        **UNLOGGED,
    },
]
LOGGED = {
    "requestId": "requestId",
    "extendedRequestId": "extendedRequestId",
    "traceId": "xrayTraceId",
    "at": "requestTimeEpoch",
    "method": "httpMethod",
    "route": "resourcePath",
    "status": "status",
    "bytes": "responseLength",
    "ms": "responseLatency",
    "functionMs": "integrationLatency",
    "error": "error.responseType",
    "functionError": "integration.error",
}
"""Fields of a line of the access log, and variables of API Gateway: none is about a person."""


def test_it_refuses_in_these_cases_and_no_others() -> None:
    assert set(GATEWAY["GatewayResponses"]) == set(RESPONSES)


@pytest.mark.parametrize("name", RESPONSES)
def test_a_refusal_has_its_status_and_code_and_every_page_can_read_it(name: str) -> None:
    status, code, retry = RESPONSES[name]
    response = GATEWAY["GatewayResponses"][name]
    assert response.get("StatusCode") == status
    assert response["ResponseParameters"] == {"Headers": HEADERS | ({"Retry-After": retry} if retry else {})}
    assert set(response["ResponseTemplates"]) == {"application/json"}
    body = problem(response)
    assert (body["type"], body.get("status"), body["code"]) == ("about:blank", status, code)


def problem(response: dict[str, Any]) -> dict[str, Any]:
    text = response["ResponseTemplates"]["application/json"]
    found: dict[str, Any] = json.loads(text.replace("$context.error.messageString", '"x"'))
    return found


def test_requests_and_stripes_events_are_throttled_apart_and_no_body_is_logged() -> None:
    assert GATEWAY["MethodSettings"] == METHODS


def test_the_access_log_has_these_fields_and_no_others() -> None:
    text = " ".join(GATEWAY["AccessLogSetting"]["Format"].split())
    assert json.loads(text) == {field: f"$context.{variable}" for field, variable in LOGGED.items()}


def test_requests_are_traced_and_take_tls_1_2_and_better() -> None:
    assert GATEWAY["TracingEnabled"] is True
    assert (GATEWAY["SecurityPolicy"], GATEWAY["EndpointAccessMode"]) == ("SecurityPolicy_TLS13_1_2_2021_06", "BASIC")
