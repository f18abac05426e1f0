"""Work that Stripe does "some time later": kept on disk, so that a restart doesn't forget it."""

import time

from infra.stripe_double.storage.session import Session


def schedule(session: Session, target: str, outcome: str) -> None:
    """Let `target` come to `outcome` after the double's delay; a negative delay leaves it to a test control."""
    delay = session.settings.async_delay_s
    if delay >= 0:
        due = time.time() + delay
        session.store.insert("jobs", due=due, account=session.account, target=target, outcome=outcome)
        session.store.queue()


def unschedule(session: Session, target: str) -> None:
    """Forget what was to become of `target`, because it has come to something already."""
    session.store.change("DELETE FROM jobs WHERE target = ?", target)
