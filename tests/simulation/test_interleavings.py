"""Flows that meet on one payment, in every order of their calls."""

from __future__ import annotations

import pytest

from tests.figures import Figure
from tests.simulation.dynamo.footprint import footprint
from tests.simulation.interleavings import explore
from tests.simulation.races import RACES, WEBHOOK_1, WEBHOOK_2, settling
from tests.simulation.scheduler import Call

ONE_CREDIT = {"top_up 5000; succeeded 0 0"}


@pytest.mark.parametrize("name", RACES)
def test_no_interleaving_of_two_requests_loses_or_doubles_a_cent(name: str, figure: Figure) -> None:
    found = explore(RACES[name], reduced=True)
    figure(f"{name}: {found.orders} orders, {len(found.endings)} endings, 0 violations")
    assert found.orders > 1 and found.endings


def test_leaving_out_orders_that_differ_in_nothing_leaves_out_no_ending() -> None:
    every, reduced = (explore(settling(WEBHOOK_1, WEBHOOK_2), reduced=reduced) for reduced in (False, True))
    assert every.endings == reduced.endings == ONE_CREDIT
    assert every.orders > reduced.orders


def test_writes_to_two_items_may_be_swapped_and_a_query_that_reads_one_may_not() -> None:
    payment, credit = _put("payment#1"), _put("credit")
    whole = _query("= :0", "ana")
    payments = _query("BETWEEN :1 AND :2", "ana", "payment#0", "payment#~")
    assert payment.commutes_with(credit) and credit.commutes_with(payments)
    for one, other in ((payment, payment), (payment, whole), (credit, whole), (payment, payments)):
        assert not one.commutes_with(other) and not other.commutes_with(one)


def test_one_request_sent_twice_under_a_key_may_be_swapped_and_two_may_not() -> None:
    one, same, other = (Call("stripe", "POST", writes=frozenset({"customers"}), repeated=key) for key in "aab")
    unkeyed = Call("stripe", "POST", writes=frozenset({"customers"}))
    assert one.commutes_with(same)
    assert not one.commutes_with(other) and not one.commutes_with(unkeyed) and not unkeyed.commutes_with(unkeyed)


def _put(sk: str) -> Call:
    return footprint("PutItem", {"TableName": "credit", "Item": {"pk": {"S": "ana"}, "sk": {"S": sk}}})


def _query(condition: str, *values: str) -> Call:
    given = {f":{number}": {"S": value} for number, value in enumerate(values)}
    asked = {"KeyConditionExpression": f"#0 {condition}", "ExpressionAttributeValues": given}
    return footprint("Query", {"TableName": "credit", **asked})
