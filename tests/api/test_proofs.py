"""A full-access user reads each night's proof, with its differences and a link to the signed file."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.credit.balance_transaction import BalanceTransaction, MoneyKind
from chalicelib.credit.stripe_report import PaymentRef
from tests.api.api import Api

PROOFS = "/v1/clinic/proofs"


def nights(api: Api, count: int) -> None:
    for _ in range(count):
        api.world.services.prove_night()
        api.world.clock.pass_time(timedelta(days=1))


def test_a_proof_shows_figures_differences_and_a_link(api: Api) -> None:
    paid = api.world.paid()
    api.world.statements.transactions.append(
        BalanceTransaction(
            id="txn_1",
            kind=MoneyKind.CHARGE,
            subject=paid.id,
            amount=4_900,
            fee=0,
            net=4_900,
            currency="cad",
            created=api.world.clock.now(),
            payment=PaymentRef(paid.patient, paid.id),
        )
    )
    api.world.clock.pass_time(timedelta(hours=9))
    day = api.world.clock.now().date().isoformat()
    nights(api, 1)
    reply = api.as_("full_access").get(f"{PROOFS}/{day}")
    shown = reply.json
    assert (reply.status, shown["date"], shown["previous"]) == (200, day, None)
    assert shown["liability"] == shown["booked"] == {"amount": 5_000, "currency": "cad"}
    assert shown["at_stripe"] == {"amount": 4_900, "currency": "cad"}
    card = next(each for each in shown["differences"] if each["side"] == "card")
    assert (card["kind"], card["amount"]["amount"], card["payment_id"]) == ("amount", -100, paid.id)
    assert shown["signature"] and shown["url"].endswith("X-Amz-Expires=60")


def test_proofs_are_listed_newest_first_in_pages(api: Api) -> None:
    nights(api, 3)
    full = api.as_("full_access")
    first = full.get(f"{PROOFS}?limit=2").json
    rest = full.get(f"{PROOFS}?limit=2&cursor={first['next_cursor']}").json
    dates = [each["date"] for each in (*first["items"], *rest["items"])]
    assert dates == sorted(dates, reverse=True) and len(dates) == 3
    assert rest["next_cursor"] is None
    assert first["items"][1]["previous"] is not None


def test_a_night_without_a_proof_and_a_date_that_is_none_are_not_found(api: Api) -> None:
    nights(api, 1)
    full = api.as_("full_access")
    for day in ("2020-02-29", "2026-02-30", "yesterday", "2026-11-23T00:00:00Z", "..%2F"):
        assert full.get(f"{PROOFS}/{day}").status == 404, day
