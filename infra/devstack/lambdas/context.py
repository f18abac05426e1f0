"""The second argument of a Lambda function."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field

from infra.devstack.settings import REGION


@dataclass(frozen=True, slots=True)
class Context:
    """The part of Lambda's context that a function may use."""

    function_name: str
    time_limit_s: float = 60.0
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    _started: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:000000000000:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        return "local"

    def get_remaining_time_in_millis(self) -> int:
        left_s = self.time_limit_s - (time.monotonic() - self._started)
        return max(0, int(left_s * 1000))
