"""`python -m infra.ops.operate STAGE COMMAND`: operators' commands for a deployment. See docs/operating/README.md."""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib.aws.clients import operators_session
from chalicelib.config import Misconfigured
from chalicelib.credit.errors import CreditError
from chalicelib.credit.identity import PatientKey
from infra.ops.deploy.stage import NoSuchStage, read_stage
from infra.ops.operate import keys, quarantine_lines, read_only_lines, replay_progress, stuck_transfer_lines, tenants
from infra.ops.operate import payment_domains as domains
from infra.ops.operate import provision as provisioning
from infra.ops.operate.arguments import calendar_day, moment, most
from infra.ops.operate.clinic_export import NotExported
from infra.ops.operate.clinic_file import NotAClinic, read_clinic
from infra.ops.operate.environment import NotThere, StageEnvironment, enter
from infra.ops.operate.move import Move, NotMoved
from infra.ops.operate.replay import Replay
from infra.ops.operate.restore import NotRestored, Restore
from infra.ops.operate.restore_copy import RestoreCopy
from infra.ops.operate.webhooks import Webhooks
from infra.ops.refusal import VENDORS, refusal

LONGEST_RETRY = timedelta(days=3)
"""For so long Stripe repeats an event that was refused (docs.stripe.com/webhooks#retries)."""

TABLES = {"credit": "CreditTable", "clinics": "ClinicsTable"}
"""The parameters that name the tables, and those of their streams with `StreamArn` behind."""

FAULTS = (
    NoSuchStage,
    NotAClinic,
    NotThere,
    keys.KeyRefused,
    NotRestored,
    NotMoved,
    NotExported,
    tenants.NotOnboarded,
    CreditError,
    Misconfigured,
)
"""Faults whose message is a sentence for the operator."""

Command = Callable[[StageEnvironment, argparse.Namespace], None]


def stripe_keys(deployed: StageEnvironment, _given: argparse.Namespace) -> None:
    """Keep Stripe's secret key, read from the terminal or from standard input; webhook secrets stay as they are."""
    key = (getpass.getpass("Stripe secret key: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
    keys.require_usable(key, deployed.stage.mode, deployed.stripe_with)
    held = keys.read(deployed.secrets, deployed.stage.stripe_secret)
    deployed.keep(replace(held, secret_key=key) if held else keys.new(key))
    print(f"{deployed.stage.stripe_secret}: kept")


def webhooks(deployed: StageEnvironment, _given: argparse.Namespace) -> None:
    """Make the endpoints at Stripe that are missing, and fix those that are wrong."""
    _webhooks(deployed).fix(deployed.secret, deployed.keep)


def rotate_webhooks(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Replace the webhook secrets without losing an event: `begin`, and an hour or more later `finish`."""
    if given.step == "begin":
        _webhooks(deployed).begin_rotation(deployed.secret, deployed.keep)
        print("Both secrets are valid now. Run `finish` when the dashboard shows deliveries to the new endpoints.")
        return
    _replay(deployed, "rotation", datetime.now(UTC) - LONGEST_RETRY, datetime.now(UTC))
    _webhooks(deployed).finish_rotation(deployed.secret, deployed.keep)


def replay(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Send Stripe's events of a time span again. A run that stopped resumes if the same times are given."""
    span = f"{given.since:%Y%m%dT%H%M%S%z}-" + (f"{given.until:%Y%m%dT%H%M%S%z}" if given.until else "now")
    _replay(deployed, span, given.since, given.until or datetime.now(UTC))


def payment_domains(deployed: StageEnvironment, _given: argparse.Namespace) -> None:
    """Register the domains on which Apple Pay and Google Pay are offered, and print what Stripe reports of each."""
    domains.payment_domains(deployed, enter(deployed.environment()).clinics).register()


def provision(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Add a clinic, or change the profile of one."""
    clinic = read_clinic(given.clinic)
    made = provisioning.provision(clinic, enter(deployed.environment()), deployed.operator)
    print(f"{made.profile.id}: {len(made.locations)} locations")
    for account in made.accounts:
        reason = made.ineligible(account)
        print(f"  {account.id}: " + (f"cannot be primary: {reason}" if reason else "can be primary"))


def accounts(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Read a clinic's payments accounts from Stripe and store them."""
    for account in provisioning.refresh_accounts(given.clinic, enter(deployed.environment())):
        print(f"{account.id}: charges {account.charges_enabled}, payouts {account.payouts_enabled}")


def forget(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Remove a patient's name, receipts and cards; the ledger stays as it is. Cannot be undone."""
    done = enter(deployed.environment()).erase_patient(PatientKey(given.clinic, given.patient))
    print(f"{done.payments} payments without a name, {done.receipts} receipts and {done.cards} cards removed")


def quarantine(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """List the reports in quarantine, or close one with a reason once its money is put right."""
    services = enter(deployed.environment())
    if given.act == "close":
        closed = services.close_quarantined(given.id, by=deployed.operator, reason=given.reason)
        print("\n".join(quarantine_lines.closed(closed)))
        return
    print("\n".join(quarantine_lines.listed(services.quarantine.open_quarantined(given.limit))))


def stuck_transfers(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """List the transfers that Stripe refused, each with the reason and the next attempt."""
    found = enter(deployed.environment()).stuck_positions.stuck_positions(given.limit)
    print("\n".join(stuck_transfer_lines.listed(found)))


def read_only(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Stop or allow everything that writes, for the stage or for single clinics, without a deploy."""
    store = enter(deployed.environment()).clinics
    print("\n".join(read_only_lines.switched(store, given, deployed.operator)))


def report_days(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Keep a clinic's earlier days for its reports, the latest first. A run that stopped resumes where it stopped."""
    keep = enter(deployed.environment()).keep_report_days
    for day in keep.back_to(given.clinic, given.first, again=given.again):
        print(day.isoformat(), flush=True)


def publish_events(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Publish a clinic's events since a time that are missing; those that were published stay as they are."""
    print(f"{enter(deployed.environment()).recover_events(given.clinic, given.since)} events published")


def proof_key(deployed: StageEnvironment, _given: argparse.Namespace) -> None:
    """Print the public key that verifies the nightly proofs."""
    kms: Any = deployed.session.client("kms")
    der = kms.get_public_key(KeyId=deployed.storage["ProofKeyArn"])["PublicKey"]
    body = textwrap.fill(base64.b64encode(der).decode(), 64)
    print(f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----")


def restore(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Bring a table back as it was, beside the one in use; print what to write into the stage's file."""
    target = _beside(deployed, given.table)
    in_use = deployed.storage[TABLES[given.table]]
    _print_parameters(given.table, target, Restore(deployed.tables).bring_back(in_use, given.to, target))


def restore_copy(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Bring a table back from a copy of its backup, where copies are kept; print the stage's new parameters."""
    target = _beside(deployed, given.table)
    backups: Any = deployed.session.client("backup")
    restore = RestoreCopy(backups, deployed.tables)
    like = deployed.storage[TABLES[given.table]]
    vault = given.vault or f"{deployed.stage.deployment}-copies"
    _print_parameters(given.table, target, restore.bring_back(vault, given.copy, given.role, like, target))


def export_tables(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Write both tables to a bucket, as of one moment, for a stage in another account or region."""
    move, in_use = Move(deployed.tables), {name: deployed.storage[parameter] for name, parameter in TABLES.items()}
    moment = move.latest_moment(*in_use.values())
    print(f"As of {moment:%Y-%m-%dT%H:%M:%SZ}: nothing that was written later is moved.")
    for name, table in in_use.items():
        found = move.export(table, given.bucket, moment, given.owner)
        print(f"For the other stage:\n  python -m infra.ops.operate STAGE import {name} {found}")


def import_table(deployed: StageEnvironment, given: argparse.Namespace) -> None:
    """Make a table from an export, beside the one in use; print what to write into the stage's file."""
    target = _beside(deployed, given.table)
    in_use = deployed.storage[TABLES[given.table]]
    _print_parameters(given.table, target, Move(deployed.tables).bring_in(in_use, given.source, target))


def _beside(deployed: StageEnvironment, table: str) -> str:
    return f"{deployed.stage.deployment}-{table}-{datetime.now(UTC):%Y%m%d%H%M}"


def _print_parameters(table: str, target: str, stream: str | None) -> None:
    parameter = TABLES[table]
    print(f'Write into the parameters of the stage, then deploy:\n  "{parameter}": "{target}"')
    if stream:
        print(f'  "{parameter}StreamArn": "{stream}"')


def _webhooks(deployed: StageEnvironment) -> Webhooks:
    return Webhooks(deployed.stripe, deployed.stage.deployment, deployed.webhook_url)


def _replay(deployed: StageEnvironment, run: str, since: datetime, until: datetime) -> None:
    # A stage that is moved has a second one of its name, at another address.
    address = hashlib.sha256(deployed.webhook_url.encode()).hexdigest()[:8]
    progress = replay_progress.begin(f"{deployed.stage.deployment}-{address}-{run}", since, until)
    if progress.is_resumed:
        print(f"Resuming a run that stopped, of events until {progress.until:%Y-%m-%dT%H:%M:%SZ}", flush=True)
    taken, refused = Replay(
        deployed.stripe,
        deployed.webhook_url,
        deployed.secret.webhook_secrets[0],
        progress,
        report=lambda line: print(line, flush=True),
    ).run()
    print(f"{taken} events taken, {refused} refused")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ops.operate", description=__doc__)
    parser.add_argument("stage", help="infra/stages/STAGE.json")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        one.set_defaults(command=command)
        return one

    add("stripe-keys", stripe_keys)
    add("webhooks", webhooks)
    add("rotate-webhooks", rotate_webhooks).add_argument("step", choices=["begin", "finish"])
    span = add("replay", replay)
    span.add_argument("--since", type=moment, required=True, help="2026-11-23T09:30:00Z")
    span.add_argument("--until", type=moment, help="now, unless it is given")
    add("payment-domains", payment_domains)
    add("provision", provision).add_argument("clinic", type=Path, help="the clinic's JSON file")
    tenants.register(add)
    add("accounts", accounts).add_argument("clinic", help="the clinic's id")
    person = add("forget", forget)
    person.add_argument("clinic", help="the clinic's id")
    person.add_argument("patient", help="the patient's id")
    acts = add("quarantine", quarantine).add_subparsers(dest="act", required=True, metavar="list|close")
    acts.add_parser("list").add_argument("--limit", type=most, default=100, help="how many at most, the oldest first")
    end = acts.add_parser("close")
    end.add_argument("id", help="the report's id, as listed")
    end.add_argument("--reason", required=True, help="what was found and done; no patient's name")
    add("stuck-transfers", stuck_transfers).add_argument("--limit", type=most, default=100, help="how many at most")
    switch = add("read-only", read_only).add_subparsers(dest="act", required=True, metavar="on|off|show")
    on = switch.add_parser("on")
    on.add_argument("--reason", required=True, help="what is being done; no patient's name")
    on.add_argument("--clinic", action="append", default=[], help="only this clinic; may be given several times")
    switch.add_parser("off")
    switch.add_parser("show")
    missing = add("publish-events", publish_events)
    missing.add_argument("clinic", help="the clinic's id")
    missing.add_argument("--since", type=moment, required=True, help="2026-11-23T09:30:00Z")
    add("proof-key", proof_key)
    days = add("report-days", report_days)
    days.add_argument("clinic", help="the clinic's id")
    days.add_argument("--from", dest="first", type=calendar_day, required=True, help="the earliest day to keep")
    days.add_argument("--again", action="store_true", help="replace the days that were kept, from yesterday back")
    _add_table_commands(add)
    return parser


def _add_table_commands(add: Callable[[str, Command], argparse.ArgumentParser]) -> None:
    back = add("restore", restore)
    back.add_argument("table", choices=list(TABLES))
    back.add_argument("--to", type=moment, help="the latest moment, unless it is given")
    copied = add("restore-copy", restore_copy)
    copied.add_argument("table", choices=list(TABLES))
    copied.add_argument("copy", help="the ARN of the recovery point")
    copied.add_argument("--role", required=True, help="the ARN of the role that AWS Backup restores with")
    copied.add_argument("--vault", help="the vault's name, unless it is DEPLOYMENT-copies")
    out = add("export", export_tables)
    out.add_argument("bucket")
    out.add_argument("--owner", help="the account of the bucket, if it is another one")
    inward = add("import", import_table)
    inward.add_argument("table", choices=list(TABLES))
    inward.add_argument("source", help="s3://BUCKET/.../data/, as `export` printed it")


def main(arguments: list[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    try:
        stage = read_stage(given.stage)
        given.command(StageEnvironment(operators_session(stage.region), stage), given)
    except FAULTS as fault:
        raise SystemExit(str(fault)) from None
    except VENDORS as fault:
        raise SystemExit(refusal(fault, "run the command again")) from None


if __name__ == "__main__":
    main()
