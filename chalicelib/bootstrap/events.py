"""The composition of events for other software, and of Stripe's."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.bootstrap.adapters import Adapters
from chalicelib.bootstrap.clinics import ClinicServices
from chalicelib.bootstrap.disputes import DisputeServices
from chalicelib.bootstrap.notices import NoticeServices
from chalicelib.bootstrap.proofs import ProofServices
from chalicelib.bootstrap.shared import Shared
from chalicelib.config import Settings
from chalicelib.credit.webhooks import NOTICES
from chalicelib.services.due_work.handle_stripe_event import HandleStripeEvent
from chalicelib.services.events.deliver_event import CallEndpoint, DeliverEvent, bus_destination
from chalicelib.services.events.publish_changes import PublishChanges
from chalicelib.services.events.publish_events import PublishEvents
from chalicelib.services.events.recover_events import RecoverEvents
from chalicelib.services.events.send_events import SendEvents
from chalicelib.services.events.webhook_endpoints import (
    FindEndpoint,
    MakeEndpoint,
    ResendEvents,
    RotateSecret,
    SendTestEvent,
    SwitchEndpoint,
)
from chalicelib.services.ports.events import DeliveryQueue
from chalicelib.stripe_gateway.events import SignedEvents


@dataclass(frozen=True, kw_only=True)
class EventServices:
    """Events for other software, and the endpoints that they are sent to."""

    publish_changes: PublishChanges
    recover_events: RecoverEvents
    deliver_event: DeliverEvent
    deliveries: DeliveryQueue
    make_endpoint: MakeEndpoint
    find_endpoint: FindEndpoint
    rotate_endpoint_secret: RotateSecret
    switch_endpoint: SwitchEndpoint
    send_test_event: SendTestEvent
    resend_events: ResendEvents


def event_services(adapters: Adapters, notices: NoticeServices) -> EventServices:
    store, queue, secrets, clock = adapters.events, adapters.deliveries, adapters.webhook_secrets, adapters.clock
    call_endpoint = CallEndpoint(webhooks=adapters.webhooks, secrets=secrets, clock=clock)
    find_endpoint = FindEndpoint(store=store)
    publish_changes = PublishChanges(
        ledger=adapters.ledger,
        clinics=adapters.clinics,
        publish_events=PublishEvents(ledger=adapters.ledger, store=store, clock=clock),
        send_events=SendEvents(
            store=store,
            queue=queue,
            clock=clock,
            has_bus=adapters.event_bus is not None,
            has_notices=adapters.mailer is not None,
        ),
    )
    return EventServices(
        publish_changes=publish_changes,
        recover_events=RecoverEvents(
            clinic_ledger=adapters.clinic_ledger, records=adapters.ledger, publish_changes=publish_changes
        ),
        deliver_event=DeliverEvent(
            store=store,
            call_endpoint=call_endpoint,
            destinations={NOTICES: notices.send_notices, **bus_destination(adapters.event_bus)},
            given_up=notices.send_notices.endpoint_was_given_up,
            clock=clock,
            metrics=adapters.metrics,
        ),
        deliveries=queue,
        make_endpoint=MakeEndpoint(store=store, webhooks=adapters.webhooks, secrets=secrets, clock=clock),
        find_endpoint=find_endpoint,
        rotate_endpoint_secret=RotateSecret(store=store, find=find_endpoint, secrets=secrets, clock=clock),
        switch_endpoint=SwitchEndpoint(store=store, find=find_endpoint, clock=clock),
        send_test_event=SendTestEvent(find=find_endpoint, call_endpoint=call_endpoint, clock=clock),
        resend_events=ResendEvents(store=store, find=find_endpoint, queue=queue, clock=clock),
    )


def stripe_event_handler(
    adapters: Adapters,
    shared: Shared,
    disputes: DisputeServices,
    clinics: ClinicServices,
    proofs: ProofServices,
    settings: Settings,
) -> HandleStripeEvent:
    return HandleStripeEvent(
        events=SignedEvents(adapters.stripe_keys, settings.deployment),
        find_payment=shared.find_payment,
        settle_payment=shared.settle_payment,
        stop_card_testing=shared.stop_card_testing,
        record_refund=shared.record_refund,
        record_dispute=shared.record_dispute,
        record_fraud_warning=disputes.record_fraud_warning,
        record_account=clinics.record_account,
        prove_payout=proofs.prove_payout,
        metrics=adapters.metrics,
    )
