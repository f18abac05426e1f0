"""Errors in the business's words.

CreditError
 ├─ Invalid                 a field of the request is not what it must be
 ├─ NotFound                no such thing, or not the caller's
 ├─ NotAllowed              the state of things forbids it
 │   ├─ TopUpsUnavailable   the clinic takes no top-ups now
 │   ├─ AccountNotEligible  a payments account that cannot be primary
 │   ├─ BalanceMaximumExceeded  more than the clinic lets a patient have
 │   ├─ CustomerDeleted     a patient's customer that is no more at Stripe
 │   ├─ RefusedByStripe     Stripe will not do it; repeating the request changes nothing
 │   ├─ InsufficientCredit  more than is unapplied
 │   ├─ ExceedsInvoice      more than is left of an invoice
 │   └─ MailRefused         an e-mail that will never be taken
 ├─ IdempotencyKeyReused    the same key with another body
 ├─ StaleVersion            another writer changed it first
 ├─ TooMany                 a limit on how often, not on what
 └─ Unavailable             a part that we need does not answer now
     ├─ StripeFailed        Stripe's own fault, which it may repeat under the same idempotency key
     ├─ MailNotTaken        an e-mail that certainly was not taken this time
     └─ Conflict            two writers met; read again and decide again
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a request and what would be right."""

    field: str
    message: str


class CreditError(Exception):
    """Carries a stable `code` for programs and a sentence for people, with what to do."""

    code = "error"

    def __init__(self, detail: str, *, code: str | None = None, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.errors = errors


class Invalid(CreditError):
    code = "invalid_request"

    @classmethod
    def field(cls, field: str, message: str, *, code: str | None = None) -> Invalid:
        return cls(f"{field}: {message}", code=code, errors=(FieldError(field, message),))


class NotFound(CreditError):
    code = "not_found"

    def __init__(self, what: str = "resource", *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(f"{what.capitalize()} not found.", errors=errors)


class NotAllowed(CreditError):
    code = "not_allowed"


class TopUpsUnavailable(NotAllowed):
    code = "top_ups_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__("This clinic does not take account credit at the moment. No payment was started.")
        self.reason = reason


class AccountNotEligible(NotAllowed):
    code = "account_not_eligible"

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def account_taken(account_id: str) -> NotAllowed:
    """A payments account of another clinic: each belongs to one."""
    return NotAllowed(f"The account {account_id} belongs to another clinic.")


class BalanceMaximumExceeded(NotAllowed):
    """`room` is what the patient's balance may still grow by, minor units; open top-ups have taken their part."""

    code = "balance_maximum_exceeded"

    def __init__(self, room: int) -> None:
        error = FieldError("amount", f"must be at most {max(room, 0)}, or the balance exceeds what the clinic allows")
        super().__init__(f"amount: {error.message}", errors=(error,))


class CustomerDeleted(NotAllowed):
    """The patient's customer was deleted at Stripe. Nothing was made for it."""

    code = "refused_by_stripe"

    def __init__(self) -> None:
        super().__init__("The patient's customer was deleted at Stripe.")


class RefusedByStripe(NotAllowed):
    """`reason` is Stripe's error code, where it gave one (docs.stripe.com/error-codes)."""

    code = "refused_by_stripe"

    def __init__(self, reason: str | None = None) -> None:
        super().__init__("Stripe refused this. Nothing was charged.")
        self.reason = reason


class InsufficientCredit(NotAllowed):
    code = "insufficient_credit"

    def __init__(self, spendable: int) -> None:
        most = max(spendable, 0)
        super().__init__(
            f"There is not enough unapplied credit: at most {most} (minor units) can be used now.",
            errors=(FieldError("amount", f"must be at most {most}"),),
        )


class ExceedsInvoice(NotAllowed):
    code = "exceeds_invoice"

    def __init__(self, number: str, left: int) -> None:
        super().__init__(
            f"At most {left} (minor units) is left of invoice {number}.",
            errors=(FieldError("amount", f"must be at most {left}"),),
        )


class MailRefused(NotAllowed):
    """`reason` is the mail system's own code. It has no address in it."""

    def __init__(self, reason: str) -> None:
        super().__init__("The mail system refused this e-mail.")
        self.reason = reason


class IdempotencyKeyReused(CreditError):
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another request. Use a new key for a new request.")


class StaleVersion(CreditError):
    code = "stale_version"


class TooMany(CreditError):
    """`scope` is the owner of the limit: `patient`, `address` or `clinic`."""

    code = "too_many_requests"

    def __init__(self, detail: str, retry_after_s: int, scope: str = "patient") -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s
        self.scope = scope


class Unavailable(CreditError):
    code = "temporarily_unavailable"

    def __init__(
        self, detail: str = "The service is busy. Nothing was lost; try again.", retry_after_s: int = 2
    ) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class StripeFailed(Unavailable):
    """A 5xx of Stripe: it may have been carried out or not.

    `is_kept` is whether Stripe keeps it under the idempotency key, for a day: until then the same key has no other end.
    """

    def __init__(self, detail: str = "Stripe failed. Nothing was lost; try again.", *, is_kept: bool = False) -> None:
        super().__init__(detail)
        self.is_kept = is_kept


class MailNotTaken(Unavailable):
    """The mail system did not take it: it was not reached, or said that it is too busy."""


class Conflict(Unavailable):
    """Another writer changed what this decision was based on."""
