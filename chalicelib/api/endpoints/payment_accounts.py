from __future__ import annotations

import msgspec

from chalicelib.api.core.pagination import Page, PageQuery, paginate, slice_page
from chalicelib.api.core.request import FullAccessRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import current_clinic
from chalicelib.api.presenters.payment_accounts import payment_account
from chalicelib.api.schemas.common import Id
from chalicelib.api.schemas.payment_accounts import AccountLink, PaymentAccount
from chalicelib.bootstrap import Services

routes = Routes()


class AccountPath(msgspec.Struct):
    account_id: Id


@routes.get("/v1/clinic/payment-accounts")
def payment_accounts(request: FullAccessRequest, query: PageQuery, services: Services) -> Ok[Page[PaymentAccount]]:
    """List the clinic's payments accounts: which one is primary, and why others cannot be."""
    clinic = current_clinic(request, services)
    page = slice_page(clinic.accounts, query.page, lambda account: account.id)
    return Ok(paginate(page, lambda account: payment_account(clinic, account)))


@routes.post(
    "/v1/clinic/payment-accounts/{account_id}/make-primary", error_codes=("account_not_eligible", "refused_by_stripe")
)
def make_account_primary(request: FullAccessRequest, path: AccountPath, services: Services) -> Ok[PaymentAccount]:
    """Make a payments account the primary one."""
    clinic, account = services.make_primary(request.clinic_id, path.account_id, request.actor)
    return Ok(payment_account(clinic, account))


@routes.post("/v1/clinic/payment-accounts/{account_id}/link", error_codes=("account_has_no_link", "refused_by_stripe"))
def link_payment_account(request: FullAccessRequest, path: AccountPath, services: Services) -> Ok[AccountLink]:
    """Link Stripe's page where a payments account is completed."""
    back_to = f"{request.http.base_url}/clinic#/accounts"
    return Ok(AccountLink(services.link_account(request.clinic_id, path.account_id, back_to)))
