"""An operator can tell a throttle from a missing permission by the log alone, and the log still names nobody."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from chalicelib.api.core.request_log import log_refused
from chalicelib.api.core.routing import TABLE
from chalicelib.credit.errors import Unavailable


def test_a_missing_permission_is_not_taken_for_a_throttle(caplog: pytest.LogCaptureFixture) -> None:
    denied = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "user Ana may not"}}, "GetItem")
    wrapped = RuntimeError("Ana")
    wrapped.__cause__ = denied
    error = Unavailable()
    error.__cause__ = wrapped
    log_refused(TABLE[0], error)
    line = caplog.records[-1].__dict__
    assert line["cause"] == ["RuntimeError", "ClientError AccessDeniedException"]
    assert "Ana" not in str(line)
