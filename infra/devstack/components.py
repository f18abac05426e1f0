"""The components of the stack: how to start each and how to tell that it is ready."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from infra.devstack import aws
from infra.devstack.settings import HOST, Settings
from infra.devstack.supervision.http_probe import responds
from infra.devstack.supervision.process import MODULE, Component


def emulator(settings: Settings) -> Component:
    """Return ministack, from an environment of its own. Its tables reach the disk only when it is stopped gently.

    It is an ASGI application, and uvicorn parses its HTTP in C: the server that it brings takes more CPU than it does.
    """
    return Component(
        name="aws",
        title="The AWS emulator",
        command=(
            *(str(aws.PYTHON), "-m", "uvicorn", "infra.devstack.emulator:app"),
            *("--host", HOST, "--port", str(settings.ports.aws)),
            *("--http", "httptools", "--loop", "uvloop", "--ws", "none", "--lifespan", "on"),
            *("--log-level", "warning", "--no-access-log"),
            # It writes these headers itself, and is behind no proxy.
            *("--no-date-header", "--no-server-header", "--no-proxy-headers"),
            *("--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "3"),
        ),
        environment=aws.emulator_environment(settings, settings.state / "aws"),
        is_ready=lambda: responds(f"{settings.aws_url}/_ministack/ready"),
        grace_s=60.0,
    )


def identity(settings: Settings) -> Component:
    return Component(
        name="identity",
        title="The identity provider",
        command=(*MODULE, "infra.devstack.identity", str(settings.ports.identity), str(settings.state)),
        is_ready=lambda: responds(f"{settings.issuer}/.well-known/openid-configuration"),
    )


def app(settings: Settings, environment: Mapping[str, str]) -> Component:
    return Component(
        name="app",
        title="The API",
        command=(
            *(*MODULE, "infra.devstack.serve", "local", "--no-autoreload"),
            *("--host", HOST, "--port", str(settings.ports.app)),
        ),
        environment=environment,
        is_ready=lambda: responds(f"{settings.api_url}/v1/health"),
    )


def outbox(settings: Settings, environment: Mapping[str, str]) -> Component:
    return Component(
        name="outbox",
        title="The outbox",
        command=(*MODULE, "infra.devstack.outbox", str(settings.ports.outbox), str(settings.state)),
        environment=environment,
        is_ready=lambda: responds(f"{settings.outbox_url}/messages.json"),
    )


def stream(settings: Settings, environment: Mapping[str, str], stream_arn: str) -> Component:
    checkpoint = settings.state / "stream" / "journal.sqlite3"
    return Component(
        name="stream",
        title="The stream to the receipts function",
        command=(*MODULE, "infra.devstack.lambdas", "stream", stream_arn, str(checkpoint)),
        environment=environment,
        is_ready=lambda: _reports_ready(settings, "stream"),
        grace_s=60.0,
    )


def events(settings: Settings, environment: Mapping[str, str], storage: aws.Storage) -> Component:
    """Return what publishes events for other software and delivers them."""
    return Component(
        name="events",
        title="The publisher of events",
        command=(
            *(*MODULE, "infra.devstack.lambdas", "events", str(settings.state / "events")),
            *(storage.credit_stream, storage.clinics_stream, storage.deliveries),
        ),
        environment=environment,
        is_ready=lambda: _reports_ready(settings, "events"),
        grace_s=60.0,
    )


def schedule(settings: Settings, environment: Mapping[str, str]) -> Component:
    return Component(
        name="schedule",
        title="The schedule and the workers",
        command=(*MODULE, "infra.devstack.lambdas", "schedule", str(settings.sweep_every_s)),
        environment=environment,
        is_ready=lambda: _reports_ready(settings, "schedule"),
    )


def logs(settings: Settings) -> Path:
    return settings.state / "logs"


def _reports_ready(settings: Settings, name: str) -> bool:
    log = logs(settings) / f"{name}.log"
    return log.exists() and "ready" in log.read_text(errors="replace").splitlines()
