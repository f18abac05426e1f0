"""The log tells a throttle from a missing permission, and names no person."""

from __future__ import annotations

import re

import pytest
from botocore.exceptions import ClientError

from chalicelib.api.core.request_log import log_failed, log_refused
from chalicelib.credit.errors import Unavailable
from tests.api.api import API


def test_the_log_tells_a_missing_permission_from_a_throttle(caplog: pytest.LogCaptureFixture) -> None:
    denied = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "user Ana may not"}}, "GetItem")
    wrapped = RuntimeError("Ana")
    wrapped.__cause__ = denied
    error = Unavailable()
    error.__cause__ = wrapped
    log_refused(API[0], error)
    line = caplog.records[-1].__dict__
    assert line["cause"] == ["RuntimeError", "ClientError AccessDeniedException"]
    assert "Ana" not in str(line)


def test_a_failure_is_logged_with_its_route_and_frames_and_no_message(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match="Ana") as fault:
        int("Ana")
    log_failed(API[0], fault.value)
    line = caplog.records[-1].__dict__
    assert (line["message"], line["route"], line["fault"]) == ("failed", API[0].path, "ValueError")
    (frame,) = line["frames"]
    here = "test_a_failure_is_logged_with_its_route_and_frames_and_no_message"
    assert re.fullmatch(rf"test_log_lines\.py:[0-9]+ {here}", frame)
    assert "Ana" not in str(line)
