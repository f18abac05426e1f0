"""The settings of one local stack: ports, state directory, and the Stripe account or double."""

from __future__ import annotations

import itertools
import os
import random
import socket
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
DEPLOYMENT = "local"
REGION = "ca-central-1"
AUDIENCE = "account-credit"
OPERATOR_AUDIENCE = "account-credit-operators"
CLIENT_ID = "account-credit-portal"
SYSTEM_SECRET = "local_system_secret"
"""Of every demo clinic's own software, whose client id is `CLINIC-system`."""
PORTAL = 4
"""How far the port of the demo clinic's own portal is above the app's."""
LAST_PORT = 65_535
FOR_TESTS = (20_000, 32_000)
PORT_VARIABLES = {
    "app": "PORT",
    "stripe": "STRIPE_PORT",
    "aws": "AWS_PORT",
    "identity": "IDENTITY_PORT",
    "outbox": "OUTBOX_PORT",
}


class SettingsError(Exception):
    """An invalid setting in the environment; the message names a valid one."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The loopback port of each component."""

    app: int = 8000
    stripe: int = 8001
    aws: int = 8002
    identity: int = 8003
    outbox: int = 8005

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Ports:
        """Read the ports of PORT_VARIABLES; raises SettingsError for an invalid or duplicate one."""
        default = cls()
        chosen = {
            field.name: _port(environment, PORT_VARIABLES[field.name], getattr(default, field.name))
            for field in fields(cls)
        }
        if chosen["app"] + PORTAL > LAST_PORT:
            raise SettingsError(f"PORT must be at most {LAST_PORT - PORTAL}: the demo clinic's portal is {PORTAL} up.")
        if len(set(chosen.values())) < len(chosen):
            raise SettingsError(f"{', '.join(PORT_VARIABLES.values())} must be different ports.")
        return cls(**chosen)

    @classmethod
    def free(cls) -> Ports:
        """Return free ports, for tests that run beside other programs.

        They are below the range that the kernel hands to outgoing connections, which would take one now and then.
        """
        candidates = random.sample(range(*FOR_TESTS), k=1000)
        untaken = (port for port in candidates if not _is_taken(port) and not _is_taken(port + PORTAL))
        return cls(*itertools.islice(untaken, len(fields(cls))))

    def taken(self) -> list[str]:
        """Return one sentence per port that is in use."""
        ports = zip(PORT_VARIABLES.values(), astuple(self), strict=True)
        found = ((name, port, _why_taken(port)) for name, port in ports)
        return [f"Port {port} {why}, or choose another port with {name}=..." for name, port, why in found if why]


@dataclass(frozen=True, slots=True)
class StripeKeys:
    """The developer's own Stripe test account, used instead of the double."""

    secret: str
    publishable: str
    webhook_secret: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> StripeKeys | None:
        """Return the keys, or None for the double. Raises SettingsError for a live or a missing key.

        STRIPE_API_URL names a double, so keys beside it, from `python -m infra.local env`, are that double's.
        """
        names = ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET")
        secret, publishable, webhook_secret = (environment.get(name, "") for name in names)
        if not secret or environment.get("STRIPE_API_URL"):
            return None
        for name, value, prefix in zip(names, (secret, publishable, webhook_secret), PREFIXES, strict=True):
            if "_live_" in value:
                raise SettingsError(f"{name} is a live key. The local stack moves no real money: use a test key.")
            if not value.startswith(prefix):
                raise SettingsError(
                    f"STRIPE_SECRET_KEY is set, so {name} must be set too, and start with {' or '.join(prefix)}."
                    " `stripe listen` prints the webhook secret. To use the double, unset STRIPE_SECRET_KEY."
                )
        return cls(secret, publishable, webhook_secret)


PREFIXES = (("sk_test_", "rk_test_"), ("pk_test_",), ("whsec_",))


@dataclass(frozen=True, slots=True)
class Settings:
    """One stack. `sweep_every_s` is the schedule's interval; on AWS it is five minutes."""

    state: Path
    ports: Ports = Ports()
    stripe: StripeKeys | None = None
    sweep_every_s: float = 60.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Return the settings of `make run`. Raises SettingsError."""
        return cls(
            state=state_of(environment),
            ports=Ports.from_environment(environment),
            stripe=StripeKeys.from_environment(environment),
        )

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.ports.app}"

    @property
    def portal_origin(self) -> str:
        """The origin that the demo clinic's own portal may have; nothing listens there until a developer does."""
        return f"http://{HOST}:{self.ports.app + PORTAL}"

    @property
    def stripe_url(self) -> str:
        return f"http://{HOST}:{self.ports.stripe}"

    @property
    def aws_url(self) -> str:
        return f"http://{HOST}:{self.ports.aws}"

    @property
    def outbox_url(self) -> str:
        return f"http://{HOST}:{self.ports.outbox}"

    @property
    def issuer(self) -> str:
        return f"http://{HOST}:{self.ports.identity}"


def state_of(environment: Mapping[str, str]) -> Path:
    """Return STATE_DIR, or `.local/state` in the checkout; it is made if it isn't there. Raises SettingsError."""
    given = environment.get("STATE_DIR", "").strip()
    try:
        state = Path(given or ROOT / ".local" / "state").expanduser().resolve()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(f"STATE_DIR must be a folder that can be written to, not {given!r}: {reason}.") from None
    if not os.access(state, os.W_OK | os.X_OK):
        raise SettingsError(f"STATE_DIR must be a folder that can be written to, not {given!r}: Permission denied.")
    return state


def _port(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable) or str(default)
    if not text.isdecimal() or len(text) > 5 or not 0 < int(text) <= LAST_PORT:
        raise SettingsError(f"{variable} must be a port, 1 to {LAST_PORT}, not {text[:20]!r}.")
    return int(text)


def _is_taken(port: int) -> bool:
    return _why_taken(port) is not None


def _why_taken(port: int) -> str | None:
    """Return what keeps a port from being listened on, with what to do; None if nothing does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return "is for the system's own programs on this machine. Take one above 1023"
        except OSError:
            return f"is taken: another program listens on {HOST}:{port}. Stop that"
    return None
