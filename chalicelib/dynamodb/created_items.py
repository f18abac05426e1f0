"""A patient's payments by the time they were started: an item beside each payment, in the order of its sort key."""

from __future__ import annotations

from chalicelib.credit.payment import Payment
from chalicelib.dynamodb.credit_items import partition, payment_key
from chalicelib.dynamodb.tables import CreditItem

CREATED = "created#"


class CreatedItem(CreditItem, discriminator="created"):
    """The place of a payment. It is written before the payment or with it, so that none is missing from the list;
    one whose payment is not there belongs to a start that died, or that another one with its key preceded.
    """

    @property
    def key(self) -> tuple[str, str]:
        return self.pk, self.sk

    @classmethod
    def of(cls, payment: Payment) -> CreatedItem:
        return cls(partition(payment.patient), f"{CREATED}{payment_key(payment.created_at, payment.id)}")
