"""Operators' commands for clinics that come and go: many from one file, closing, the record of acts, the export."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.bootstrap import Services
from chalicelib.credit.clinic_rows import ClinicRow, RowFault, read_clinics
from chalicelib.credit.errors import Unavailable
from chalicelib.credit.identity import Actor
from chalicelib.credit.operator_acts import ActKind, OperatorAct, operator
from chalicelib.dynamodb.clinic_archive import archived_items
from chalicelib.services.pagination import all_items
from infra.ops.operate.clinic_export import write_export
from infra.ops.operate.environment import StageEnvironment, enter

Say = Callable[[str], None]
Command = Callable[[StageEnvironment, argparse.Namespace], None]


class NotOnboarded(Exception):
    """Lines of a file that are wrong, or were refused; the message names each one."""


def onboard(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Add the clinics of a CSV file, or change those that differ. All lines are checked before the first is written."""
    services = enter(deployed.environment())
    rows = checked_rows(given.file, services)
    print(f"{given.file.name}: {len(rows)} clinics, all lines are good", flush=True)
    if not given.dry_run:
        add_clinics(rows, services, operator(deployed.operator), lambda line: print(line, flush=True))


def checked_rows(path: Path, services: Services) -> list[ClinicRow]:
    """The file's clinics. Raises NotOnboarded, naming each line and column that is wrong, and Invalid."""
    try:
        found = read_clinics(path.read_bytes())
    except OSError as error:
        raise NotOnboarded(f"{path.name} can't be read: {error.strerror}.") from None
    _refuse(path, found.faults or list(services.onboard_clinics.taken_accounts(found.rows)))
    return found.rows


def add_clinics(rows: list[ClinicRow], services: Services, by: Actor, say: Say) -> None:
    """Write each clinic and tell of it. Raises NotOnboarded after the last, naming those that were refused."""
    done, refused = Counter[str](), list[RowFault]()
    try:
        for number, result in enumerate(services.onboard_clinics(rows, by), 1):
            state = "refused" if result.sentence else "written" if result.written else "there"
            done[state] += 1
            say(f"{number}/{len(rows)} {result.row.plan.profile.id}: {result.sentence or state}")
            if result.sentence:
                refused.append(RowFault(result.row.line, "accounts", result.sentence))
    except Unavailable as error:
        raise NotOnboarded(
            f"Stopped at {sum(done.values()) + 1} of {len(rows)}: {error.detail} Run it again to resume there."
        ) from error
    say(", ".join(f"{done[state]} {state}" for state in ("written", "there", "refused")))
    if refused:
        raise NotOnboarded("\n".join(map(str, refused)))


def _refuse(path: Path, faults: list[RowFault]) -> None:
    if faults:
        lines = "\n".join(f"{path.name}: {fault}" for fault in faults)
        raise NotOnboarded(f"{lines}\nNothing was written: {len(faults)} faults.")


def close(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Close a clinic: no more top-ups; staff read, apply and refund as before."""
    profile = enter(deployed.environment()).close_clinic.close(given.clinic, given.reason, operator(deployed.operator))
    print(f"{profile.id}: closed since {profile.closed.at:%Y-%m-%dT%H:%M:%SZ}" if profile.closed else profile.id)


def reopen(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Open a closed clinic again."""
    services = enter(deployed.environment())
    print(f"{services.close_clinic.reopen(given.clinic, given.reason, operator(deployed.operator)).id}: open")


def acts(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """List what operators did to a clinic, the newest first: who, when, and each field before and after."""
    clinics = enter(deployed.environment()).clinics
    for act in all_items(lambda page: clinics.acts(given.clinic, page)):
        print("\n".join(act_lines(act)))


def act_lines(act: OperatorAct) -> Iterator[str]:
    """The act for a terminal."""
    yield f"{act.at:%Y-%m-%dT%H:%M:%SZ} {act.kind} by {act.by.id}" + (f": {act.reason}" if act.reason else "")
    for change in act.changes:
        before, after = (json.dumps(value, ensure_ascii=False) for value in (change.before, change.after))
        yield f"  {change.field}: {before} -> {after}"


def export_clinic(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Write everything that is stored of a clinic into a folder. Close it first, for an export that stays whole."""
    for line in export(given.clinic, given.folder, enter(deployed.environment()), deployed.operator):
        print(line)


def export(clinic_id: str, folder: Path, services: Services, by: str) -> Iterator[str]:
    """Write the files and the act, and tell what is held. Raises NotFound, NotExported."""
    profile, now = services.clinics.profile(clinic_id), datetime.now(UTC)
    found = write_export(clinic_id, archived_items(clinic_id), folder, by, now)
    services.clinics.record_act(
        OperatorAct(clinic_id=clinic_id, at=now, by=operator(by), kind=ActKind.EXPORTED, reason=folder.name)
    )
    yield from (f"{count} {kind}" for kind, count in sorted(found.lines.items()))
    yield f"Held for patients: {found.held} {profile.currency}, minor units. Owed by patients: {found.owed}."
    if profile.closed is None:
        yield f"{clinic_id} is not closed: what happens from now on is not in the export."
    elif found.held:
        yield "The credit that is held stays the patients': refund it, or transfer its record with the clinic."


def register(add: Callable[[str, Command], argparse.ArgumentParser]) -> None:
    """Give these commands to the parser that `add` belongs to."""
    many = add("onboard", onboard)
    many.add_argument("file", type=Path, help="the clinics' CSV file")
    many.add_argument("--dry-run", action="store_true", help="check the file, and write nothing")
    for name, command in (("close", close), ("reopen", reopen)):
        state = add(name, command)
        state.add_argument("clinic", help="the clinic's id")
        state.add_argument("--reason", required=True, help="why; no patient's name")
    add("acts", acts).add_argument("clinic", help="the clinic's id")
    leaving = add("export-clinic", export_clinic)
    leaving.add_argument("clinic", help="the clinic's id")
    leaving.add_argument("folder", type=Path, help="a new folder")
