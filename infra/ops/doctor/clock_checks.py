"""Clocks: Stripe signs with its own, tokens expire by ours."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime

from infra.ops.doctor.findings import Finding
from infra.ops.operate.environment import StageEnvironment

MOST_S = 30.0
"""As much as tokens may be off (chalicelib.api.auth.principal); Stripe's signatures may be off by 300."""


def clock(deployed: StageEnvironment, now: Callable[[], float] = time.time) -> Iterator[Finding]:
    """Check that this machine's clock and AWS's agree."""
    answer = deployed.tables.describe_table(TableName=deployed.storage["CreditTable"])
    said = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if said is None:
        return
    apart = now() - parsedate_to_datetime(said).timestamp()
    if abs(apart) > MOST_S:
        yield Finding(f"This machine's clock and AWS's are {apart:+.0f} s apart.", "timedatectl set-ntp true")
