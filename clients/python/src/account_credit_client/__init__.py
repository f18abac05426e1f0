"""A typed client of the account credit API."""

from account_credit_client.api import Client
from account_credit_client.pages import every
from account_credit_client.tokens import ClientCredentials
from account_credit_client.transport import NoResponse, Problem, new_key
from account_credit_client.webhooks import Event, InvalidWebhook, verify

__all__ = [
    "Client",
    "ClientCredentials",
    "Event",
    "InvalidWebhook",
    "NoResponse",
    "Problem",
    "every",
    "new_key",
    "verify",
]
