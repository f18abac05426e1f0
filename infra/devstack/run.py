"""`make run`: start the stack, print its addresses, and stop all of it on Ctrl-C or when a component dies."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

from infra.devstack.aws import DeployFailed
from infra.devstack.settings import Settings
from infra.devstack.stack import PortsTaken, Stack
from infra.devstack.supervision.process import ComponentFailed
from infra.devstack.supervision.state_lock import AlreadyRunning

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY = """
account-credit is running. Ctrl-C stops it; its state is kept for the next start.

  The portal      {API_URL}
                  sign in as Ana Núñez (one card on file) or Ben Okafor (none)
                  test cards: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined,
                  4000 0025 0000 3155 asks for 3D Secure; any later date, any CVC
  Stripe          {stripe}
  AWS             {AWS_ENDPOINT_URL}
  Sign-in         {TOKEN_ISSUER}
  E-mail          {OUTBOX_URL}  (the outbox; nothing leaves this machine)
  Logs            {STATE_DIR}/logs

  A bearer token  {python} -m infra.local token --role patient --patient pat_ana --clinic clinic_demo
  A full clinic   {python} -m infra.local sandbox
  Everything set  {python} -m infra.local env
"""


class Ended(BaseException):
    """A request to stop, by a person or the system."""


def up(settings: Settings) -> int:
    """Run until asked to stop; returns the exit status: 0 when asked to, 1 when something failed."""
    for ending in ENDINGS:
        signal.signal(ending, _end)
    stack = Stack(settings, report=_step)
    started = time.monotonic()
    try:
        stack.start()
        print(_addresses(stack), flush=True)
        _step(f"Ready in {time.monotonic() - started:.1f} s")
        stack.supervise()
    except Ended:
        status = 0
    except (AlreadyRunning, PortsTaken, ComponentFailed, DeployFailed) as failure:
        print(f"\n{failure}\n", file=sys.stderr, flush=True)
        status = 1
    finally:
        # From here on a second Ctrl-C must not leave the tables unwritten.
        for ending in ENDINGS:
            signal.signal(ending, lambda *_: _step("Still stopping; the tables are being written"))
        _step("Stopping everything")
        stack.stop()
        _step("Stopped")
    return status


def _end(_number: int, _frame: FrameType | None) -> None:
    raise Ended


def _step(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


def _addresses(stack: Stack) -> str:
    environment = stack.environment
    stripe = "your own test account" if stack.settings.stripe else f"{stack.settings.stripe_url} (the double)"
    return READY.format(**environment, stripe=stripe, python=".venv/bin/python")
