"""An import of opening balances: all of a file or none of it, once, whatever breaks on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.credit.balance_import import ABANDON_AFTER, CHUNK, ImportRequest
from chalicelib.credit.errors import Conflict, IdempotencyKeyReused, Invalid, NotAllowed, Unavailable
from chalicelib.credit.identity import Actor, PatientKey
from chalicelib.credit.merge import MergeRequest
from chalicelib.credit.opening_balances import COLUMNS
from chalicelib.credit.payment import Source
from chalicelib.credit.person import Person
from chalicelib.services.imports import import_balances as importing
from chalicelib.services.imports.import_balances import ImportResult
from chalicelib.services.payments.void_payment import VoidRequest
from tests.fakes.examples import ANA, BEN, SAM
from tests.fakes.faults import FaultPlan, When
from tests.fakes.world import Access, World
from tests.services.actions import FailOn, InterleaveAt, assert_consistent, result_of
from tests.services.merges import DEE

CLINIC = "clinic_demo"
LINES = ("pat_ana,Ana Núñez,50.00,loc_main,2026-01-31,Old 17", "pat_new,Nia New,7.25,loc_north,31/01/2026,Old 18")


def file_of(lines: Sequence[str] = LINES) -> bytes:
    return "\n".join((",".join(COLUMNS), *lines)).encode()


def many(number: int) -> bytes:
    return file_of([f"p{each},Person {each},1.00,loc_main,2026-01-31,Old" for each in range(number)])


def asked(content: bytes | None = None, key: str = "key-1", **changes: Any) -> ImportRequest:
    usual = {"clinic_id": CLINIC, "actor": SAM, **changes}
    return ImportRequest(content=content or file_of(), idempotency_key=key, **usual)


def balances(world: World, *patients: str) -> list[int]:
    return [world.ledger.credit(PatientKey(CLINIC, each)).balance for each in patients]


def import_(access: Access, **changes: Any) -> ImportResult:
    return access.services.import_balances(asked(**changes))


def assert_nothing_under_way(world: World) -> None:
    assert world.ledger.open_import(CLINIC) is None
    assert not [key for key in world.ledger.rows._rows if isinstance(key, tuple) and key[0] == "lines"]


def test_a_closed_clinic_imports_nothing_and_a_repeated_import_returns_the_same(world: World) -> None:
    made = import_(world.open)
    world.services.close_clinic.close(CLINIC, "contract ended", SAM)
    assert import_(world.open) == made
    for act in (world.services.import_balances, world.services.preview_balances):
        with pytest.raises(NotAllowed) as refusal:
            act(asked(many(1), key="key-2"))
        assert refusal.value.code == "clinic_closed"
    assert_nothing_under_way(world)
    assert balances(world, "p0") == [0]


def test_every_line_becomes_credit_of_its_patient_with_its_day_and_reference(world: World) -> None:
    made = import_(world.open)
    assert (made.lines, made.accepted, made.already_there, made.total, made.is_posted) == (2, 2, 0, 5_725, True)
    assert balances(world, "pat_ana", "pat_new") == [5_000, 725]
    payment = next(each for each in world.ledger.all_payments() if each.patient.patient_id == "pat_new")
    assert (payment.source, payment.received_on, payment.reference, payment.collected_by, payment.location.id) == (
        Source.OPENING_BALANCE,
        date(2026, 1, 31),
        "Old 18",
        SAM,
        "loc_north",
    )
    assert_nothing_under_way(world)
    assert_consistent(world)


def test_an_import_holds_who_began_it_when_and_what_it_posted(world: World) -> None:
    import_(world.open, content=file_of(LINES[:1]))
    world.clock.pass_time(timedelta(hours=1))
    request = asked(key="key-2")
    assert world.services.import_balances(request) == ImportResult(
        lines=2, accepted=1, already_there=1, total=725, currency="cad", is_posted=True
    )
    kept = world.ledger.committed_import(CLINIC, request.id)
    assert kept is not None and (kept.clinic_id, kept.request_hash) == (CLINIC, request.hash)
    assert (kept.actor, kept.at, kept.lines) == (SAM, world.clock.now(), 2)
    assert (kept.accepted, kept.already_there, kept.total) == (1, 1, 725)


def test_a_new_patient_is_found_by_name_and_a_known_name_stays(world: World) -> None:
    world.services.save_person(Person(patient=ANA, name="Ana Known"))
    import_(world.open)
    assert [world.ledger.names([ANA]).get(ANA), world.ledger.names([_new()]).get(_new())] == ["Ana Known", "Nia New"]
    assert {payment.patient_name for payment in world.ledger.all_payments()} == {"Ana Known", "Nia New"}


def _new() -> PatientKey:
    return PatientKey(CLINIC, "pat_new")


def test_the_same_file_again_changes_nothing(world: World) -> None:
    import_(world.open)
    again = import_(world.open, key="key-2")
    assert (again.lines, again.accepted, again.already_there, again.total) == (2, 0, 2, 0)
    assert balances(world, "pat_ana", "pat_new") == [5_000, 725]
    assert world.services.preview_balances(asked()).already_there == 2


def test_a_repeated_request_returns_the_same(world: World) -> None:
    assert import_(world.open) == import_(world.open)


def test_a_key_that_imported_another_file_is_refused(world: World) -> None:
    import_(world.open)
    with pytest.raises(IdempotencyKeyReused):
        import_(world.open, content=file_of(LINES[:1]))


def test_a_longer_file_imports_only_what_is_new(world: World) -> None:
    import_(world.open, content=file_of(LINES[:1]))
    made = import_(world.open, key="key-2")
    assert (made.accepted, made.already_there, made.total) == (1, 1, 725)


def test_a_dry_run_writes_nothing(world: World) -> None:
    before = dict(world.ledger.rows._rows)
    made = world.services.preview_balances(asked())
    assert (made.accepted, made.total, made.is_posted) == (2, 5_725, False)
    assert world.ledger.rows._rows == before


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("pat_ben,Ben,50.00,loc_other,2026-01-31,Old", "location_id", "location"),
        ("pat_ben,Ben,50.00,loc_closed,2026-01-31,Old", "location_id", "location"),
        ("pat_ben,Ben,50.00,loc_main,2026-11-24,Old", "as_of", "date_out_of_range"),
        ("pat_ben,Ben,50.00,loc_main,1989-12-31,Old", "as_of", "date_out_of_range"),
        ("pat_ben,Ben,5000.01,loc_main,2026-01-31,Old", "amount", "balance_maximum"),
        ("pat_ben,Ben,US$1,loc_main,2026-01-31,Old", "amount", "amount_currency"),
        ("pat_ana,Ana,1.00,loc_main,2026-01-31,Old", "patient_id", "patient_twice"),
    ],
)
def test_one_refused_line_keeps_the_whole_file_out(world: World, line: str, field: str, code: str) -> None:
    content = file_of((*LINES, line))
    (wrong,) = world.services.preview_balances(asked(content)).refused
    assert (wrong.line, wrong.field, wrong.code) == (4, field, code)
    with pytest.raises(Invalid) as refusal:
        import_(world.open, content=content)
    assert (refusal.value.code, refusal.value.errors[0].field) == ("import_refused", f"lines[4].{field}")
    assert not world.ledger.all_payments()
    assert_nothing_under_way(world)


def test_every_refused_line_is_named_in_the_file_s_order(world: World) -> None:
    lines = [f"pat_{each},,1.00,{each},2026-01-31,Old" for each in ("loc_other", "loc_main", "loc_x", "loc_closed")]
    preview = world.services.preview_balances(asked(file_of(lines)))
    assert [(each.line, each.field) for each in preview.refused] == [(line, "location_id") for line in (2, 4, 5)]


def test_the_maximum_counts_the_credit_that_is_there(world: World) -> None:
    world.clinics.set_settings(CLINIC, balance_maximum=10_000)
    world.recorded(BEN, amount=6_000)
    for amount, fits in (("40.00", True), ("40.01", False)):
        content = file_of([f"pat_ben,Ben,{amount},loc_main,2026-01-31,Old"])
        assert world.services.preview_balances(asked(content)).accepted == fits


def test_a_line_that_was_recorded_with_another_amount_is_refused(world: World) -> None:
    import_(world.open)
    content = file_of([LINES[0].replace("50.00", "60.00")])
    (wrong,) = world.services.preview_balances(asked(content)).refused
    assert (wrong.field, wrong.code) == ("reference", "reference_taken") and "50.00" in wrong.message


def test_a_payment_whose_key_is_a_reference_is_another_payment(world: World) -> None:
    world.recorded(ANA, idempotency_key="Old-17", amount=1_000)
    import_(world.open, content=file_of(["pat_ana,,50.00,loc_main,2026-01-31,Old-17"]))
    assert balances(world, "pat_ana") == [6_000]


def test_a_line_that_staff_voided_is_not_imported_again(world: World) -> None:
    import_(world.open)
    (payment,) = (each for each in world.ledger.all_payments() if each.patient == ANA)
    world.services.void_payment(_void(payment.id))
    assert import_(world.open, key="key-2").already_there == 2
    assert balances(world, "pat_ana") == [0]


def _void(payment_id: str) -> VoidRequest:
    return VoidRequest(patient=ANA, payment_id=payment_id, reason="twice", actor=SAM, idempotency_key="v")


def steps(world: World) -> int:
    plan = FaultPlan()
    import_(world.guarded(plan))
    return len(plan.calls)


STEPS = steps(World())


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(STEPS))
def test_a_request_repeated_after_a_fault_at_any_call_imports_once(world: World, at: int, when: When) -> None:
    result_of(lambda: import_(world.guarded(FaultPlan(at, when))))
    made = import_(world.open)
    assert (made.accepted, made.is_posted) == (2, True)
    assert balances(world, "pat_ana", "pat_new") == [5_000, 725]
    assert_nothing_under_way(world)
    assert_consistent(world)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("at", range(STEPS))
def test_an_import_that_no_one_repeats_is_finished_or_undone_by_the_sweep(world: World, at: int, when: When) -> None:
    result_of(lambda: import_(world.guarded(FaultPlan(at, when))))
    world.clock.pass_time(ABANDON_AFTER)
    world.open.services.sweep()
    assert balances(world, "pat_ana", "pat_new") in ([0, 0], [5_000, 725])
    assert_nothing_under_way(world)
    assert_consistent(world)


@pytest.mark.parametrize("turn", range(STEPS))
def test_two_of_the_same_request_at_once_import_once(world: World, turn: int) -> None:
    made = import_(world.guarded(InterleaveAt(turn, lambda: import_(world.open))))
    assert (made.accepted, balances(world, "pat_ana", "pat_new")) == (2, [5_000, 725])
    assert_nothing_under_way(world)


@pytest.mark.parametrize("turn", range(STEPS))
def test_the_same_file_twice_at_once_imports_once(world: World, turn: int) -> None:
    other = lambda: result_of(lambda: import_(world.open, key="key-2"))  # noqa: E731
    result_of(lambda: import_(world.guarded(InterleaveAt(turn, other))))
    assert balances(world, "pat_ana", "pat_new") == [5_000, 725]
    assert_nothing_under_way(world)


@pytest.mark.parametrize("turn", range(STEPS))
def test_the_sweep_never_undoes_an_import_that_commits(world: World, turn: int) -> None:
    def sweep() -> None:
        world.clock.pass_time(ABANDON_AFTER)
        world.open.services.sweep()

    made = result_of(lambda: import_(world.guarded(InterleaveAt(turn, sweep))))
    if isinstance(made, ImportResult):
        world.open.services.sweep()
        assert balances(world, "pat_ana", "pat_new") == [5_000, 725]
    assert_nothing_under_way(world)


@pytest.mark.parametrize("turn", range(STEPS))
def test_credit_that_arrives_meanwhile_is_kept(world: World, turn: int) -> None:
    import_(world.guarded(InterleaveAt(turn, lambda: world.recorded(ANA, amount=1_000))))
    assert balances(world, "pat_ana") == [6_000]
    assert_consistent(world)


class TestMoreThanFits:
    """A file of more lines than one request has time to post."""

    @pytest.fixture(autouse=True)
    def slow(self, world: World) -> None:
        """Each transaction takes six seconds."""
        self.plan = FailOn("none", When.BEFORE)
        run = self.plan.run

        def slowly(name: str, call: Any) -> Any:
            if name == "commit":
                world.clock.pass_time(timedelta(seconds=6))
            return run(name, call)

        self.plan.run = slowly  # type: ignore[method-assign]

    def test_it_is_committed_and_the_schedule_posts_the_rest(self, world: World) -> None:
        content = many(2 * CHUNK + 1)
        made = import_(world.guarded(self.plan), content=content)
        assert (made.accepted, made.is_posted) == (2 * CHUNK + 1, False)
        posted = len(world.ledger.all_payments())
        assert 0 < posted < 2 * CHUNK + 1
        assert isinstance(result_of(lambda: world.guarded(self.plan).services.preview_balances(asked())), Unavailable)
        world.open.services.sweep()
        assert len(world.ledger.all_payments()) == 2 * CHUNK + 1
        assert import_(world.open, content=content) == replace(made, is_posted=True)
        assert_nothing_under_way(world)

    def test_another_import_of_the_clinic_waits_for_it(self, world: World) -> None:
        import_(world.guarded(self.plan), content=many(2 * CHUNK + 1))
        refused = result_of(lambda: import_(world.guarded(self.plan), key="key-2"))
        assert isinstance(refused, Unavailable)
        assert refused.detail == "An import of this clinic is under way. Nothing was changed; try again."
        assert import_(world.open, key="key-2").accepted == 2
        assert len(world.ledger.all_payments()) == 2 * CHUNK + 3


def test_a_location_closed_after_the_commit_does_not_stop_the_import(world: World) -> None:
    access = world.guarded(FailOn("commit", When.BEFORE, times=1))
    made = import_(access)
    assert not made.is_posted
    (location,) = (each for each in world.clinics.get(CLINIC).locations if each.id == "loc_main")
    world.clinics.save_location(CLINIC, replace(location, active=False), by=SAM, at=world.clock.now())
    world.open.services.sweep()
    assert balances(world, "pat_ana", "pat_new") == [5_000, 725]


@pytest.mark.parametrize("broken", ["commit", "close_import"])
def test_a_merge_before_or_after_the_posting_leaves_one_credit(world: World, broken: str) -> None:
    for who, amount in ((ANA, 50), (BEN, 100)):
        world.recorded(who, amount=amount)
    import_(world.guarded(FailOn(broken, When.BEFORE)))
    request = MergeRequest(patient=ANA, into=BEN, reason="the same person", actor=SAM, idempotency_key="m")
    world.services.merge_patients(request)
    for _ in range(3):
        world.clock.pass_time(timedelta(minutes=6))
        world.open.services.sweep()
    assert balances(world, "pat_ben", "pat_new") == [5_150, 725]
    assert_nothing_under_way(world)


def test_a_line_of_a_patient_merged_twice_since_is_the_last_one_s_credit(world: World) -> None:
    for who in (ANA, BEN, DEE):
        world.services.provision_patient(who)
    import_(world.guarded(FailOn("commit", When.BEFORE)))
    for patient, into in ((ANA, BEN), (BEN, DEE)):
        world.services.merge_patients(
            MergeRequest(patient=patient, into=into, reason="same", actor=SAM, idempotency_key=into.patient_id)
        )
    world.clock.pass_time(timedelta(minutes=6))
    assert world.open.services.sweep().counts["imported"] == 1
    assert balances(world, DEE.patient_id, "pat_new") == [5_000, 725]
    (moved,) = (each for each in world.ledger.all_payments() if each.patient == DEE)
    assert moved.patient_name == "Ana Núñez"
    assert_nothing_under_way(world)


def test_a_line_of_a_merged_patient_has_the_other_one_s_known_name(world: World) -> None:
    world.services.provision_patient(ANA)
    world.services.save_person(Person(patient=BEN, name="Ben Known"))
    import_(world.guarded(FailOn("commit", When.BEFORE)))
    world.services.merge_patients(MergeRequest(patient=ANA, into=BEN, reason="same", actor=SAM, idempotency_key="m"))
    world.clock.pass_time(timedelta(minutes=6))
    world.open.services.sweep()
    assert [each.patient_name for each in world.ledger.all_payments() if each.patient == BEN] == ["Ben Known"]


def test_a_line_whose_patient_became_an_erased_one_names_no_one(world: World) -> None:
    for who in (ANA, BEN):
        world.services.provision_patient(who)
    import_(world.guarded(FailOn("commit", When.BEFORE)))
    world.services.merge_patients(MergeRequest(patient=ANA, into=BEN, reason="same", actor=SAM, idempotency_key="m"))
    world.services.erase_patient(BEN)
    world.clock.pass_time(timedelta(minutes=6))
    world.open.services.sweep()
    (moved,) = (each for each in world.ledger.all_payments() if each.patient == BEN)
    assert (moved.unapplied, moved.patient_name) == (5_000, "")


def test_the_sweep_counts_the_imports_that_it_undid(world: World) -> None:
    result_of(lambda: import_(world.guarded(FailOn("stage", When.BEFORE))))
    world.clock.pass_time(ABANDON_AFTER - timedelta(seconds=1))
    assert "abandoned" not in world.open.services.sweep().counts
    world.clock.pass_time(timedelta(seconds=1))
    assert world.open.services.sweep().counts["abandoned"] == 1
    assert_nothing_under_way(world)


def test_another_clinics_import_is_no_obstacle(world: World) -> None:
    result_of(lambda: import_(world.guarded(FailOn("commit", When.BEFORE))))
    content = file_of(["pat_cho,Cho,50.00,loc_other,2026-01-31,Old"])
    made = import_(world.open, content=content, clinic_id="clinic_other", actor=Actor("system"))
    assert (made.accepted, made.currency) == (1, "usd")


def test_the_limits_of_the_request_fit_its_time() -> None:
    assert importing.POST_FOR < timedelta(seconds=20) < ABANDON_AFTER
    assert issubclass(Conflict, Unavailable) and not issubclass(NotAllowed, Unavailable)
