from __future__ import annotations

import msgspec

from chalicelib.api.core.pagination import Page, PageQuery, paginate, slice_page
from chalicelib.api.core.request import PatientRequest
from chalicelib.api.core.responses import NoContent, Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.presenters.cards import card_on_file
from chalicelib.api.schemas.cards import CardOnFile
from chalicelib.api.schemas.common import Id
from chalicelib.bootstrap import Services
from chalicelib.credit.errors import NotFound
from chalicelib.credit.rate_limits import Scope

routes = Routes()


class CardPath(msgspec.Struct):
    card_id: Id


@routes.get("/v1/me/cards", error_codes=("refused_by_stripe",), rate_limit=Scope.REQUESTS)
def my_cards(request: PatientRequest, query: PageQuery, services: Services) -> Ok[Page[CardOnFile]]:
    """List the patient's cards on file."""
    customer_id = services.credit.credit(request.patient).customer_id
    if customer_id:
        services.limit_stripe_calls(request.patient)
    cards = services.cards.cards(customer_id) if customer_id else ()
    return Ok(paginate(slice_page(cards, query.page, lambda card: card.id), card_on_file))


@routes.delete("/v1/me/cards/{card_id}", error_codes=("refused_by_stripe",), rate_limit=Scope.REQUESTS)
def remove_my_card(request: PatientRequest, path: CardPath, services: Services) -> NoContent:
    """Remove a card on file."""
    customer_id = services.credit.credit(request.patient).customer_id
    if customer_id:
        services.limit_stripe_calls(request.patient)
    if not customer_id or not services.cards.remove_card(customer_id, path.card_id):
        raise NotFound("card")
    return NoContent()
