"""The whole stack as one object: started in order, supervised, and stopped in reverse order.

with Stack(Settings(state=folder, ports=Ports.free())) as stack:
    stack.environment["API_URL"]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from types import TracebackType

from infra.devstack import aws, components, double
from infra.devstack.identity.keys import KeyFile
from infra.devstack.identity.tokens import LIFETIME_S, Claims, sign
from infra.devstack.proof_key import proof_key
from infra.devstack.settings import AUDIENCE, CLIENT_ID, DEPLOYMENT, OPERATOR_AUDIENCE, Settings
from infra.devstack.supervision.process import Component, ComponentFailed, Process, run_module
from infra.devstack.supervision.state_lock import Claim
from infra.devstack.webhook_key import webhook_key

CHECK_EVERY_S = 0.2
SEEDING_PATIENCE_S = 180


class PortsTaken(Exception):
    """A port that a component needs is in use."""


class Stack:
    """One local deployment. `report` receives each step as a sentence. `without` are functions that don't run."""

    def __init__(
        self,
        settings: Settings,
        report: Callable[[str], None] = lambda _step: None,
        without: Container[str] = frozenset(),
    ) -> None:
        self.settings = settings
        self._without = without
        self.environment: dict[str, str] = {}
        self._report = report
        self._components: dict[str, Component] = {}
        self._processes: dict[str, Process] = {}
        self._claim: Claim | None = None

    def __enter__(self) -> Stack:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything and return when all of it is ready.

        Raises AlreadyRunning, PortsTaken, ComponentFailed or DeployFailed. The caller calls `stop` afterwards.
        """
        self._claim = Claim(self.settings.state)
        taken = self.settings.ports.taken()
        if taken:
            raise PortsTaken("\n".join(taken))
        self._start_services()
        self._report("Deploying infra/templates/storage.yaml")
        storage = aws.deploy(self.settings)
        stripe = double.connect(self.settings)
        self.environment = self._values(storage) | stripe
        self._report("Seeding the demo clinics")
        self._seed()
        self._start_functions(storage)
        self._claim.publish(self.environment)

    def supervise(self) -> None:
        """Return never; raise ComponentFailed when a component ends by itself."""
        while True:
            for process in self._processes.values():
                process.require_alive()
            time.sleep(CHECK_EVERY_S)

    def stop(self) -> None:
        """Stop every component. The stream is read to its end after the API and before the emulator stops."""
        for name in ("schedule", "app", "stream", "events"):
            self.stop_component(name)
        rest = list(self._processes.values())
        for process in rest:
            process.ask_to_stop()
        for process in rest:
            process.stop()
        self._processes.clear()
        if self._claim:
            self._claim.release()
            self._claim = None

    def stop_component(self, name: str) -> None:
        """Stop one component, if it runs.

        They are `aws`, `stripe`, `identity`, `outbox`, `app`, `stream`, `events` and `schedule`.
        """
        process = self._processes.pop(name, None)
        if process:
            process.stop()

    def start_component(self, name: str) -> None:
        """Start a component again as it was. Raises ComponentFailed when it doesn't become ready."""
        self._launch(self._components[name]).wait_until_ready()

    def restart_component(self, name: str) -> None:
        """Stop a component and start it again. Raises ComponentFailed when it doesn't become ready."""
        self.stop_component(name)
        self.start_component(name)

    def pids(self) -> dict[str, int]:
        """Return the process id of each component."""
        return {name: process.pid for name, process in self._processes.items()}

    def token(
        self,
        role: str,
        *,
        clinic: str,
        patient: str | None = None,
        name: str | None = None,
        lifetime_s: int = LIFETIME_S,
    ) -> str:
        """Return a bearer token that the API accepts, for any clinic and patient."""
        claims = Claims.made_up(role, clinic, patient, name)
        key = KeyFile(self.settings.state).signing()
        return sign(claims, key, issuer=self.settings.issuer, audience=AUDIENCE, lifetime_s=lifetime_s)

    def _start_services(self) -> None:
        services = [components.emulator(self.settings), components.identity(self.settings)]
        if self.settings.stripe is None:
            services.append(double.component(self.settings))
        self._launch_all(services)

    def _start_functions(self, storage: aws.Storage) -> None:
        functions = [
            components.outbox(self.settings, self.environment),
            components.app(self.settings, self.environment),
            components.stream(self.settings, self.environment, storage.credit_stream),
            components.events(self.settings, self.environment, storage),
            components.schedule(self.settings, self.environment),
        ]
        self._launch_all([each for each in functions if each.name not in self._without])

    def _launch_all(self, wanted: list[Component]) -> None:
        """Start several at once, without waiting in between."""
        for process in [self._launch(component) for component in wanted]:
            self._report(f"{process.component.title} starts")
            process.wait_until_ready()

    def _launch(self, component: Component) -> Process:
        self._components[component.name] = component
        process = self._processes[component.name] = Process(component, components.logs(self.settings))
        return process

    def _values(self, storage: aws.Storage) -> dict[str, str]:
        """Return what `env` prints and the functions read, without Stripe's settings."""
        settings = self.settings
        return {
            "API_URL": settings.api_url,
            "STATE_DIR": str(settings.state),
            "PORTAL_ORIGIN": settings.portal_origin,
            "OUTBOX_URL": settings.outbox_url,
            **aws.access(settings),
            "AWS_ENDPOINT_URL_SESV2": settings.outbox_url,
            "NOTICE_SENDER": "notices@account-credit.example",
            "PAGES_URL": settings.api_url,
            "DEPLOYMENT": DEPLOYMENT,
            "CREDIT_TABLE": storage.credit_table,
            "CLINICS_TABLE": storage.clinics_table,
            "RECEIPTS_BUCKET": storage.receipts_bucket,
            "PROOFS_BUCKET": storage.proofs_bucket,
            "WORK_QUEUE": storage.work_queue,
            "TOP_UP_QUEUE": storage.top_up_queue,
            "PROOF_KEY": str(proof_key(settings.state)),
            "DELIVERY_QUEUE": storage.deliveries,
            "WEBHOOK_KEY": webhook_key(settings.state),
            "WEBHOOKS_TO_LOOPBACK": "1",
            "TOKEN_ISSUER": settings.issuer,
            "TOKEN_AUDIENCE": AUDIENCE,
            "TOKEN_OPERATOR_AUDIENCE": OPERATOR_AUDIENCE,
            "TOKEN_JWKS_URL": f"{settings.issuer}/jwks.json",
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_AUTHORIZE_URL": f"{settings.issuer}/authorize",
            "OIDC_TOKEN_URL": f"{settings.issuer}/token",
            "OIDC_LOGOUT_URL": f"{settings.issuer}/logout",
        }

    def _seed(self) -> None:
        """Seed in a process of its own, since the service's code writes with the service's environment."""
        done = run_module("infra.devstack.seed", environment=self.environment, patience_s=SEEDING_PATIENCE_S)
        if done.returncode:
            raise ComponentFailed("The demo clinics could not be seeded:\n" + (done.stdout + done.stderr)[-2000:])
