"""Examples of reports and proofs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from chalicelib.api.openapi.examples.values import FIFTY, IDS, LATER, MAIN, NOTHING, PAID, THIRTY, TWENTY
from chalicelib.api.schemas import common, proofs, reports
from chalicelib.credit.payment import Source
from chalicelib.credit.proof import DifferenceKind, Side

_DIFFERENCE = proofs.ProofDifference(
    DifferenceKind.STRIPE_ONLY, Side.CARD, "ref_x2", "acct_demo_main", IDS["id"], common.Money(-2_000, "cad"), PAID
)
_REPORTED: dict[str, Any] = {
    "patient": common.PatientRef("pat_ana", "Ana Núñez"),
    "payment_id": IDS["id"],
    "receipt_number": "7J5YC-W2M3X",
    "received_on": PAID.date(),
    "location": MAIN,
    "account_id": "acct_demo_main",
    "source": Source.CARD_ONLINE,
}
_MOVED = {
    **dict.fromkeys(reports.CreditMovementAmounts.__struct_fields__, NOTHING),
    "card_online": FIFTY,
    "applied": common.Money(-2_000, "cad"),
    "closing": THIRTY,
}

EXAMPLES: Sequence[msgspec.Struct] = (
    reports.UnappliedCredit(
        LATER.date(),
        [
            reports.UnappliedCreditLine(
                **_REPORTED,
                days_open=1,
                received=FIFTY,
                applied=TWENTY,
                refunded=NOTHING,
                disputed=NOTHING,
                transferred=NOTHING,
                unapplied=THIRTY,
            )
        ],
        reports.UnappliedTotals(THIRTY, 1, 1, [reports.AgeTotal(0, 30, THIRTY)]),
        None,
    ),
    reports.CreditMovement(
        PAID.date(),
        LATER.date(),
        [reports.CreditMovementGroup(id="loc_main", name="Main Street", **_MOVED)],
        reports.CreditMovementAmounts(**_MOVED),
    ),
    reports.Liability(
        "cad", [PAID.date(), LATER.date()], [reports.LiabilityGroup("loc_main", "Main Street", [2_000, 5_000])]
    ),
    reports.Overview(
        today=LATER.date(),
        movement=reports.CreditMovementAmounts(**_MOVED),
        by_location=[reports.CreditHeld("loc_main", "Main Street", FIFTY)],
        by_account=[reports.CreditHeld("acct_1", "Main Clinic", FIFTY)],
        open_disputes=1,
        disabled_endpoints=0,
        more_disputes=False,
        attention=[reports.Attention("refund_failed", _REPORTED["patient"], IDS["id"], TWENTY, LATER)],
        has_top_ups=True,
    ),
    reports.Takings(
        PAID.date(),
        LATER.date(),
        [
            reports.TakingsLine(
                **_REPORTED,
                recorded_on=PAID.date(),
                tender=None,
                amount=FIFTY,
                voided=NOTHING,
                fee=common.Money(175, "cad"),
                net=common.Money(4_825, "cad"),
                payout_id=None,
                paid_out_on=None,
            )
        ],
        reports.TakingsTotals(FIFTY, NOTHING, common.Money(175, "cad"), 1, 0),
        None,
    ),
    proofs.Proof(
        date=LATER.date(),
        until=LATER,
        liability=FIFTY,
        booked=FIFTY,
        at_stripe=THIRTY,
        transactions=12,
        differences=[_DIFFERENCE],
        previous="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        signature="MEUCIQDv1IsqrLlqj9EUDdnNReYdadLG0Q==",
        url="https://proofs.example/one-minute-address",
    ),
)
