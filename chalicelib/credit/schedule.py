"""Retry and follow-up windows: the one table of when Stripe is asked, asked again and asked no more."""

from __future__ import annotations

from datetime import timedelta

FIRST_CHECK_AFTER = timedelta(minutes=5)
"""From the start of a top-up or the request of a refund to the sweep's first check."""
SECOND_CHECK_AFTER = timedelta(hours=2)
"""From the start of a top-up that is still open; the third check, at 24 h, cancels it."""
ASK_WITHIN = timedelta(hours=23)
"""Stripe may forget an idempotency key after 24 h: from then on an object is only looked for, never made again."""
GIVE_UP_AFTER = timedelta(hours=24)
"""An hour after the last request nothing can be on its way: what isn't at Stripe by then never will be."""
SHORTEST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=3)
"""After a work item failed; and between two checks of a top-up that the bank thinks about for more than 24 h."""
REFUND_CHECK_AFTER = timedelta(hours=6)
"""A refund may be pending for days; the sweep asks now and then, in case the event that ends it is lost."""
TRANSFER_RETRY_AFTER = timedelta(hours=6)
"""After Stripe refused to move a transfer, because the clinic's or the platform's balance is short."""
MOVE_LANDS_WITHIN = timedelta(minutes=10)
"""A move that was asked for has landed by then, or never will: no function runs as long."""
DISPUTE_CHECK_AFTER = timedelta(hours=12)
"""Between two readings of a dispute that is not over: its status may change without an event that arrives."""
SOON = timedelta(minutes=15)
"""The longest that a message can wait for its delivery (SQS). What is due later gets its message from the schedule."""
OVERDUE_AFTER = timedelta(minutes=15)
"""From the due time of a work item until the sweep takes it up itself, since its message must have been lost."""
FILES_GONE_AFTER = timedelta(minutes=15)
"""From an erasure until the sweep deletes receipt files again, which a rendering under way may have written."""
