"""A whole small world on fakes: clinics, a ledger, Stripe, and what patients and Stripe do in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count

from chalicelib.aws.stripe_keys import FixedKeys, StripeKeyProvider
from chalicelib.bootstrap import Adapters, Services, compose
from chalicelib.config import StripeKeys
from chalicelib.credit.identity import PatientKey
from chalicelib.credit.payment import Payment, Source, Tender
from chalicelib.credit.recording import RecordRequest
from chalicelib.services.events.publish_events import EventStores
from chalicelib.services.ports import (
    Clinics,
    Clock,
    Cursors,
    DocumentFiles,
    Documents,
    EventEndpoints,
    Ledger,
    Mailer,
    Metrics,
    Movements,
    RateLimitStore,
    Receipts,
    Render,
    Stripe,
    WorkMessages,
)
from chalicelib.services.ports.checks import Check
from chalicelib.services.ports.events import DeliveryQueue, EventBus, Webhooks
from chalicelib.services.ports.proofs import ClinicLedger, ProofStore, Signer, Statements
from chalicelib.services.ports.reports import ReportDays, ReportFiles
from chalicelib.services.top_ups.start_top_up import TopUpRequest
from chalicelib.webhooks.secrets import DerivedSecrets
from tests.fakes.attempts import FakeAttempts
from tests.fakes.clinics import FakeClinics
from tests.fakes.documents import FakeDocumentFiles, draw
from tests.fakes.events import FakeBus, FakeDeliveries, FakeEvents, FakeWebhooks
from tests.fakes.examples import ANA, SAM, lakeside, maple
from tests.fakes.faults import FaultPlan
from tests.fakes.ledger import FakeLedger
from tests.fakes.messages import FakeMessages
from tests.fakes.notices import FakeMailer
from tests.fakes.payments import FakePayments
from tests.fakes.proofs import FakeClinicLedger, FakeProofs, FakeSigner, FakeStatements
from tests.fakes.reports import FakeReportDays, FakeReportFiles
from tests.fakes.settings import SECRET, SETTINGS
from tests.fakes.small import (
    FakeClock,
    FakeCounters,
    FakeCursors,
    FakeEventEndpoints,
    FakePublicDocuments,
    FakeReceipts,
)

KEYS = FixedKeys(StripeKeys("sk_test_x", (SECRET,)))


def request(patient: PatientKey = ANA, key: str = "key-1", **changes: object) -> TopUpRequest:
    """Ana asks to top up 50 dollars at Main Street."""
    usual: dict[str, object] = {
        "patient": patient,
        "patient_name": "Ana Núñez",
        "amount": 5_000,
        "location_id": "loc_main" if patient.clinic_id == "clinic_demo" else "loc_other",
        "idempotency_key": key,
        "language": None,
    }
    return TopUpRequest(**{**usual, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True)
class World:
    """The fakes, and services on them. `guarded` shows the same world through a plan of faults.

    Frozen, since the services are composed once, of these very fakes.
    """

    ledger: FakeLedger = field(default_factory=FakeLedger)
    clinics: FakeClinics = field(default_factory=FakeClinics)
    stripe: FakePayments = field(default_factory=FakePayments)
    receipts: FakeReceipts = field(default_factory=FakeReceipts)
    documents: FakeDocumentFiles = field(default_factory=FakeDocumentFiles)
    attempts: FakeAttempts = field(default_factory=FakeAttempts)
    cursors: FakeCursors = field(default_factory=FakeCursors)
    event_endpoints: FakeEventEndpoints = field(default_factory=FakeEventEndpoints)
    messages: FakeMessages = field(default_factory=FakeMessages)
    statements: FakeStatements = field(default_factory=FakeStatements)
    proofs: FakeProofs = field(default_factory=FakeProofs)
    signer: FakeSigner = field(default_factory=FakeSigner)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    report_days: FakeReportDays = field(default_factory=FakeReportDays)
    report_files: FakeReportFiles = field(default_factory=FakeReportFiles)
    counters: FakeCounters = field(default_factory=FakeCounters)
    clock: FakeClock = field(default_factory=FakeClock)
    webhooks: FakeWebhooks = field(default_factory=FakeWebhooks)
    public_documents: FakePublicDocuments = field(default_factory=FakePublicDocuments)
    bus: FakeBus = field(default_factory=FakeBus)
    checks: dict[str, Check] = field(default_factory=dict)
    _keys: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        for clinic in (maple(), lakeside()):
            self.clinics.provision(clinic)

    @cached_property
    def events(self) -> FakeEvents:
        return FakeEvents(self.clock)

    @cached_property
    def deliveries(self) -> FakeDeliveries:
        return FakeDeliveries(self.clock)

    @property
    def open(self) -> Access:
        return self.guarded(FaultPlan())

    @cached_property
    def services(self) -> Services:
        return self.open.services

    def guarded(self, plan: FaultPlan) -> Access:
        """The ports, each call of which goes through `plan`; the clock and the counters never fail."""
        return Access(
            ledger=plan.guard(self.ledger),
            clinics=plan.guard(self.clinics),
            payments=plan.guard(self.stripe),
            at_stripe=self.stripe,
            receipts=plan.guard(self.receipts),
            documents=plan.guard(self.documents),
            attempts=plan.guard(self.attempts),
            clinic_ledger=FakeClinicLedger(self.ledger),
            report_days=self.report_days,
            report_files=self.report_files,
            movements=self.stripe,
            event_endpoints=self.event_endpoints,
            cursors=self.cursors,
            messages=self.messages,
            statements=self.statements,
            proofs=plan.guard(self.proofs),
            signer=self.signer,
            mailer=plan.guard(self.mailer),
            events=plan.guard(self.events),
            deliveries=plan.guard(self.deliveries),
            webhooks=self.webhooks,
            public_documents=self.public_documents,
            bus=plan.guard(self.bus),
            clock=self.clock,
            counters=self.counters,
            checks=self.checks,
        )

    def started(self, patient: PatientKey = ANA, **changes: object) -> Payment:
        """A top-up whose PaymentIntent the patient can pay; each call starts another one."""
        return self.services.start_top_up(request(patient, f"key_{next(self._keys)}_of_world", **changes))

    def started_row(self, asked: TopUpRequest) -> Payment:
        """The row of a request, as its own start would write it."""
        elsewhere = World(clock=self.clock)
        return replace(elsewhere.services.start_top_up(asked), version=1, payment_intent_id=None, client_secret=None)

    def paid(self, patient: PatientKey = ANA, **changes: object) -> Payment:
        """A top-up that was paid and settled."""
        payment = self.started(patient, **changes)
        return self.services.settle_payment(self.stripe.pay(str(payment.payment_intent_id)), report_id="evt_paid")

    def recorded(self, patient: PatientKey = ANA, source: Source = Source.RECORDED, **changes: object) -> Payment:
        """A payment that staff recorded: 50 dollars in cash unless told otherwise."""
        needs = {"tender": Tender.CASH} if source is Source.RECORDED else {}
        usual = {"amount": 5_000, "location_id": request(patient).location_id, "actor": SAM}
        asked: dict[str, object] = {**needs, **usual, "idempotency_key": f"key_{next(self._keys)}_of_world", **changes}
        made = RecordRequest(patient=patient, source=source, **asked)  # type: ignore[arg-type]
        return self.services.record_payment(made).payment

    def now(self, payment: Payment) -> Payment:
        """The payment as the ledger has it."""
        found = self.ledger.payment(payment.patient, payment.id)
        assert found is not None, f"{payment.id} is gone"
        return found


@dataclass(frozen=True, kw_only=True)
class Access:
    """The world's ports, and the services on them. `at_stripe` is Stripe itself, which no fault plan guards."""

    ledger: Ledger
    clinics: Clinics
    payments: Stripe
    at_stripe: FakePayments
    receipts: Receipts
    documents: DocumentFiles
    attempts: RateLimitStore
    clock: Clock
    counters: Metrics
    clinic_ledger: ClinicLedger
    report_days: ReportDays
    report_files: ReportFiles
    movements: Movements
    event_endpoints: EventEndpoints
    cursors: Cursors
    messages: WorkMessages
    statements: Statements
    proofs: ProofStore
    signer: Signer
    mailer: Mailer
    events: EventStores
    deliveries: DeliveryQueue
    webhooks: Webhooks
    public_documents: Documents
    bus: EventBus
    checks: Mapping[str, Check] = field(default_factory=dict)
    render: Render = draw
    stripe_keys: StripeKeyProvider = KEYS

    @cached_property
    def services(self) -> Services:
        return compose(self.adapters, SETTINGS)

    @property
    def adapters(self) -> Adapters:
        return Adapters(
            ledger=self.ledger,
            clinics=self.clinics,
            stripe=self.payments,
            stripe_keys=self.stripe_keys,
            receipts=self.receipts,
            documents=self.documents,
            clinic_ledger=self.clinic_ledger,
            report_days=self.report_days,
            report_files=self.report_files,
            movements=self.movements,
            event_endpoints=self.event_endpoints,
            cursors=self.cursors,
            messages=self.messages,
            statements=self.statements,
            proofs=self.proofs,
            signer=self.signer,
            rate_limits=self.attempts,
            render=self.render,
            events=self.events,
            deliveries=self.deliveries,
            webhooks=self.webhooks,
            webhook_secrets=DerivedSecrets(SETTINGS.webhook_key),
            public_documents=self.public_documents,
            event_bus=self.bus,
            metrics=self.counters,
            clock=self.clock,
            checks=self.checks,
            mailer=self.mailer,
        )

    def start(self, asked: TopUpRequest) -> Payment:
        return self.services.start_top_up(asked)


def assert_adds_up(world: World, patient: PatientKey = ANA) -> None:
    """Balance = sum of entries = sum of unapplied amounts, in total and by location. Always."""
    credit, entries = world.ledger.stored_credit(patient), world.ledger.all_entries(patient)
    mine = [payment for payment in world.ledger.all_payments() if payment.patient == patient]
    assert credit.balance == sum(entry.amount for entry in entries) == sum(payment.unapplied for payment in mine)
    assert credit.payments_unapplied == sum(payment.unapplied > 0 for payment in mine)
    assert [entry.seq for entry in entries] == list(range(1, credit.seq + 1))
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    for place, amount in credit.by_location.items():
        assert amount == sum(payment.unapplied for payment in mine if payment.location.id == place)
