"""Lists are whole: no page skips or repeats anything, and what can't be expanded is an error."""

import pytest
import stripe
from stripe._v1_services import V1Services

from infra.stripe_double.tests.support.scenarios import new_intent, paid


def test_paging_through_a_list_finds_everything_once_newest_first(api: V1Services) -> None:
    customer = api.customers.create().id
    made = [new_intent(api, customer=customer).id for _ in range(7)]
    page = api.payment_intents.list({"customer": customer, "limit": 3})
    assert page.has_more and [intent.id for intent in page.auto_paging_iter()] == made[::-1]
    back = api.payment_intents.list({"customer": customer, "limit": 3, "ending_before": made[2]})
    assert [intent.id for intent in back.data] == made[5:2:-1] and back.has_more


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"starting_after": "pi_nobody"}, {"color": "red"}])
def test_a_page_that_stripe_would_refuse_is_refused(api: V1Services, params: dict[str, str]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        api.payment_intents.list(params)  # type: ignore[arg-type]


def test_events_are_listed_by_type_and_time(api: V1Services) -> None:
    charge = paid(api).latest_charge
    found = api.events.list({"type": "charge.succeeded", "limit": 1}).data[0]
    assert found.data.object["id"] == charge
    types = {event.type for event in api.events.list({"types": ["charge.*"]}).data}
    assert "charge.succeeded" in types and not [kind for kind in types if not kind.startswith("charge.")]
    assert api.events.list({"created": {"gt": found.created + 60}}).data == []


def test_ids_are_expanded_in_lists_and_through_each_other(api: V1Services) -> None:
    intent = paid(api)
    listed = api.payment_intents.list({"limit": 1, "expand": ["data.latest_charge.balance_transaction"]}).data[0]
    charge = listed.to_dict()["latest_charge"]
    assert charge["id"] == intent.latest_charge and charge["balance_transaction"]["source"] == charge["id"]


@pytest.mark.parametrize("path", ["amount", "nothing", "latest_charge.amount", "a.b.c.d.e"])
def test_an_unknown_expansion_is_refused(api: V1Services, path: str) -> None:
    intent = paid(api)
    with pytest.raises(stripe.InvalidRequestError, match=r"expand"):
        api.payment_intents.retrieve(intent.id, {"expand": [path]})
