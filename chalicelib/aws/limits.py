"""The time that a call to AWS may take: three tries of seven seconds fit the gateway's 29 s; botocore's 60 s do not."""

from __future__ import annotations

CONNECT_TIMEOUT_S = 2
READ_TIMEOUT_S = 5
RETRIES = 2
