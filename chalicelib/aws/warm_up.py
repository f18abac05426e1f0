"""A process on Lambda asks for what its first request needs when it starts or is restored. See ADR 0063."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from functools import partial
from threading import Thread

from snapshot_restore_py import register_after_restore

from chalicelib.aws.telemetry import causes, logger
from chalicelib.config import WarmUp

DEADLINE_S = 2.0
"""For all questions together. Lambda allows ten seconds for INIT, and for a restore with its hooks."""

Questions = Mapping[str, Callable[[], object]]


def keep(when: WarmUp) -> None:
    """Leave what was made so far out of garbage collections, if the process warms up: it stays as long as that does."""
    if when is not WarmUp.OFF:
        gc.freeze()


def arrange(when: WarmUp, questions: Questions, rehearse: Callable[[], object]) -> None:
    """Ask and rehearse now, or rehearse now and ask after each restore of a snapshot; or neither, ever."""
    match when:
        case WarmUp.INIT:
            warm_up(questions, rehearse)
        case WarmUp.RESTORE:  # What was rehearsed is in the snapshot.
            warm_up({}, rehearse)
            register_after_restore(partial(warm_up, questions))
    keep(when)


def warm_up(questions: Questions, rehearse: Callable[[], object] | None = None, deadline_s: float = DEADLINE_S) -> None:
    """Ask everything at once, then rehearse, which waits for no one.

    The rehearsal is last, and in this thread: it leaves the processor's caches as the first request needs them. What
    fails or takes too long is one line of the log, and the first request's to ask.
    """
    unanswered: dict[str, list[str]] = {name: ["no response in time"] for name in questions}
    threads = [Thread(target=_ask, args=(name, ask, unanswered), daemon=True) for name, ask in questions.items()]
    ends_at = time.monotonic() + deadline_s
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, ends_at - time.monotonic()))
    if rehearse:
        _ask("rehearsal", rehearse, unanswered)
    if left := dict(unanswered):
        logger.warning("warm_up_incomplete", extra={"causes": left})


def _ask(name: str, ask: Callable[[], object], unanswered: dict[str, list[str]]) -> None:
    try:
        ask()
    except Exception as fault:  # noqa: BLE001 - a start must not fail by what a request can do without, or ask again
        unanswered[name] = [type(fault).__name__, *causes(fault)]
    else:
        unanswered.pop(name, None)
