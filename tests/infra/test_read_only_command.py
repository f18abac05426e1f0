"""`operate STAGE read-only`: what it stores, and what the operator reads."""

from __future__ import annotations

import argparse

from infra.ops.operate.read_only_lines import WITHIN, switched
from tests.fakes.clinics import FakeClinics


def test_the_switch_is_set_shown_and_taken_back() -> None:
    clinics, by = FakeClinics(), "arn:aws:iam::1:user/kim"

    def ran(act: str, **given: object) -> list[str]:
        return list(switched(clinics, argparse.Namespace(act=act, **given), by))

    assert ran("show") == ["Read-only is off: everything may be written."]
    first, reason, follows = ran("on", clinic=[], reason="moving")
    assert first.startswith("Read-only: the whole stage, since ") and first.endswith(f" by {by}")
    assert (reason, follows) == ("  moving", WITHIN)
    assert ran("on", clinic=["clinic_b", "clinic_a"], reason="leaving")[0].startswith("Read-only: clinic_a, clinic_b,")
    assert ran("off") == ["Read-only is off: everything may be written.", WITHIN]
    assert clinics.read_only() is None
