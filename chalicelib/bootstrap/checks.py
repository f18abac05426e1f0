"""The composition of the doctor's checks, as the deployment runs them on itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial

from chalicelib.aws.checks import AwsChecks, AwsNames
from chalicelib.aws.clients import client_of
from chalicelib.aws.stripe_keys import StripeKeyProvider
from chalicelib.config import Settings
from chalicelib.dynamodb.tables import CREDIT_INDEXES
from chalicelib.services.clinics.form_origins import every_form_origin, framing_portals
from chalicelib.services.ports import ClinicReader
from chalicelib.services.ports.checks import Check
from chalicelib.stripe_gateway.checks import StripeChecks
from chalicelib.stripe_gateway.client import ClientProvider
from chalicelib.stripe_gateway.payment_domains import PaymentDomainCheck


def deployment_checks(
    settings: Settings, clients: ClientProvider, keys: StripeKeyProvider, clinics: ClinicReader
) -> Mapping[str, Check]:
    """The checks of AWS and Stripe, by what each looks at. Makes no client."""
    names = AwsNames(
        deployment=settings.deployment,
        credit_table=settings.credit_table,
        clinics_table=settings.clinics_table,
        receipts_bucket=settings.receipts_bucket,
        indexes=CREDIT_INDEXES,
    )
    aws = AwsChecks(names, cache(partial(client_of, settings.region)))
    at_stripe = StripeChecks(
        clients=clients,
        deployment=settings.deployment,
        mode="live" if settings.livemode else "test",
        publishable_key=settings.stripe_publishable_key,
        stored_keys=keys.current,
        webhook_url=aws.webhook_url,
    )
    framing = framing_portals(settings.frame_ancestors)

    def origins() -> Iterator[str]:
        return every_form_origin(aws.site_url(), framing, clinics)

    return {
        "Stripe's keys": at_stripe.keys,
        "Stripe's API version": at_stripe.api_version,
        "Stripe's endpoints": at_stripe.endpoints,
        "the domains of wallets": PaymentDomainCheck(clients=clients, origins=origins),
        "the tables": aws.tables,
        "the streams": aws.streams,
        "the bucket": aws.bucket,
        "the alarms": aws.alarms_of_the_stack,
        "the clock": aws.clock,
    }
