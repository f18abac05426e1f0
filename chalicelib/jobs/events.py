"""After a commit, from the streams of both tables: events for other software are published, and acts of operators that
were changed are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.aws.telemetry import logger
from chalicelib.bootstrap import Services
from chalicelib.credit.events import of_invoice, of_record, settings_changed
from chalicelib.dynamodb.clinic_items import AccountItem
from chalicelib.dynamodb.credit_items import CreditBalanceItem
from chalicelib.dynamodb.invoice_items import InvoiceItem
from chalicelib.dynamodb.operator_acts import changed_act_in
from chalicelib.dynamodb.record_items import DisputeItem, RefundItem
from chalicelib.dynamodb.settings_items import SettingsChangeItem
from chalicelib.services.events.publish_changes import AccountChange, Change, ClinicChange, PatientChange

Image = Mapping[str, Any]


def on_event_source(records: list[Mapping[str, Any]], services: Services) -> None:
    """Publish the events of these changes. Raises NotPublished, or any fault: the stream delivers the batch again."""
    acts = [act for record in records if (act := changed_act_in(record["dynamodb"]))]
    for act in acts:
        logger.error("act_changed", extra={"act": act})
    services.report_changed_entries.acts(acts)
    services.publish_changes([change for record in records for change in _changes(record["dynamodb"], services)])


def _changes(change: Mapping[str, Any], services: Services) -> Iterator[Change]:
    after, before = change.get("NewImage"), change.get("OldImage")
    if not after:
        return
    match after.get("kind", {}).get("S"):
        case "credit":
            yield from _of_credit(before, after)
        case "refund" | "dispute" as kind:
            yield from _of_record(kind, before, after)
        case "invoice":
            yield from _of_invoice(before, after, services)
        case "account" if before:
            yield _of_account(before, after)
        case "change":
            yield from _of_settings(after)


def _of_credit(before: Image | None, after: Image) -> Iterator[Change]:
    """A posting, by the change of the balance, which comes in one order with those of the patient's records."""
    old, new = (CreditBalanceItem.from_raw_data(dict(image)).to_credit() for image in (before or after, after))
    if new.seq > (old.seq if before else 0):
        yield PatientChange(new.patient, entry=new.seq)


def _of_record(kind: str, before: Image | None, after: Image) -> Iterator[Change]:
    model = RefundItem if kind == "refund" else DisputeItem
    new = model.from_raw_data(dict(after)).to_record()
    old = model.from_raw_data(dict(before)).to_record() if before else None
    happened = tuple(of_record(old, new))
    if happened:
        yield PatientChange(new.patient, new.payment_id, happened)


def _of_invoice(before: Image | None, after: Image, services: Services) -> Iterator[Change]:
    if not before:
        return
    old, new = (InvoiceItem.from_raw_data(dict(image)).to_invoice() for image in (before, after))
    happened = of_invoice(old, new, services.clock.now())
    if happened:
        yield PatientChange(new.patient, happened=(happened,))


def _of_account(before: Image, after: Image) -> Change:
    old, new = (AccountItem.from_raw_data(dict(image)) for image in (before, after))
    return AccountChange(new.pk, old.to_account(), new.to_account())


def _of_settings(after: Image) -> Iterator[Change]:
    """The changes of settings; what became of a location is in the history alone."""
    item = SettingsChangeItem.from_raw_data(dict(after))
    if not item.sk.isdigit():
        return
    lines = list(item.to_changes())
    if lines:
        changes, first = tuple(line.change for line in lines), lines[0]
        happened = settings_changed(int(item.sk), changes, first.by, first.at)
        yield ClinicChange(item.pk.removeprefix("changes#"), (happened,))
