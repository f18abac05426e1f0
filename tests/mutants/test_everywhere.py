"""The share of caught changes, and what is refused."""

from __future__ import annotations

from tests.mutants.everywhere import SURVIVED, UNTESTED, below, shares

KILLED, TIMED_OUT = 1, 36
TRIED = {
    "chalicelib.credit.refund.x_reserve__mutmut_1": KILLED,
    "chalicelib.credit.refund.x_reserve__mutmut_2": SURVIVED,
    "chalicelib.credit.apply.x_apply__mutmut_7": UNTESTED,
    "chalicelib.services.retry.x_retry__mutmut_3": TIMED_OUT,
}


def test_what_no_test_runs_is_not_caught_and_what_never_ends_is() -> None:
    assert shares(TRIED) == {"credit": (1, 3), "services": (1, 1)}


def test_a_package_whose_share_falls_below_its_floor_is_refused() -> None:
    assert below(shares(TRIED), {"credit": 33, "services": 100}) == []
    assert below(shares(TRIED), {"credit": 34, "services": 100}) == ["credit"]


def test_a_package_without_a_floor_is_not_refused() -> None:
    assert below(shares(TRIED), {}) == []
