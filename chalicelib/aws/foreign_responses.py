"""Responses that are not AWS's, as failed calls: a proxy's page, an error without a body, half a document.

botocore takes a page of status 200 for an empty result, which reads as "no such item" or as "written", and for other
such responses raises what is neither a ClientError nor a BotoCoreError. Here each is a 503, which its retries know.
"""

from __future__ import annotations

import json
from typing import Any

from botocore.hooks import BaseEventHooks
from botocore.model import OperationModel

CODE = "ForeignResponse"
SENTENCE = "That response is not from AWS, or not whole: {}"
SHOWN = 80
"""Characters of the response in the error."""
UNAVAILABLE = 503
FIRST_ERROR, REFUSED = 300, 400
"""S3's own redirects come with a document; another's are no place to go."""
XML_ERRORS = {"query": "<ErrorResponse><Error>{}</Error></ErrorResponse>", "rest-xml": "<Error>{}</Error>"}
JSON = ("json", "rest-json")


def refuse_foreign_responses(events: BaseEventHooks) -> None:
    """Do so in the client, or in all later clients of the session, that has these events."""
    events.register_first("before-parse", _refuse, unique_id="foreign-responses")
    events.register_first("needs-retry.*.*", _retry_as_parsed, unique_id="foreign-responses-retry")


def _refuse(operation_model: OperationModel, response_dict: dict[str, Any], **_: object) -> None:
    protocol = operation_model.service_model.resolved_protocol
    status = int(response_dict["status_code"])
    if protocol not in (*JSON, *XML_ERRORS) or (status < FIRST_ERROR and _is_a_file(operation_model)):
        return
    body: bytes = response_dict["body"].strip()
    if not _is_foreign(body, protocol, operation_model, is_error=status >= FIRST_ERROR):
        return
    response_dict["body"] = _error(protocol, body[:SHOWN].decode("ascii", errors="ignore"))
    response_dict["status_code"] = status if status >= REFUSED else UNAVAILABLE


def _is_a_file(operation: OperationModel) -> bool:
    """Whether the body of a result is of any form: a file, or a policy as text."""
    shape = operation.output_shape
    payload = shape.serialization.get("payload") if shape else None
    is_plain = shape is not None and payload is not None and shape.members[payload].type_name in ("blob", "string")
    return is_plain or operation.has_streaming_output or operation.has_event_stream_output


def _is_foreign(body: bytes, protocol: str, operation: OperationModel, *, is_error: bool) -> bool:
    if not body:
        expects = protocol == "json" and operation.output_shape is not None and bool(operation.output_shape.members)
        return protocol == "query" or (expects and not is_error)
    if protocol in JSON:
        return not (body.startswith(b"{") and body.endswith(b"}"))
    return not (body.startswith(b"<") and body.endswith(b">")) or b"<html" in body[:1_000].lower()


def _error(protocol: str, shown: str) -> bytes:
    sentence = SENTENCE.format("".join(filter(str.isprintable, shown)) or "nothing readable")
    if protocol in JSON:
        return json.dumps({"__type": CODE, "message": sentence}).encode()
    plain = sentence.replace("&", "&amp;").replace("<", "&lt;")
    return XML_ERRORS[protocol].format(f"<Code>{CODE}</Code><Message>{plain}</Message>").encode()


def _retry_as_parsed(response: tuple[Any, dict[str, Any]] | None, **_: object) -> None:
    """Retries look at the status that came. botocore does the same for S3, whose errors may come with a 200."""
    if response is not None:
        came, parsed = response
        came.status_code = parsed.get("ResponseMetadata", {}).get("HTTPStatusCode", came.status_code)
