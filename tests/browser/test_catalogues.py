"""Every word that people read exists in both languages."""

from __future__ import annotations

import re

import pytest

from chalicelib.credit.clinic import Ineligible, TopUpUnavailableReason
from chalicelib.credit.ledger import EntryKind
from chalicelib.credit.proof import DifferenceKind
from chalicelib.credit.records import DisputeStatus, RefundStatus
from chalicelib.credit.webhooks import AttemptStatus
from infra.site.build import SOURCES
from infra.stripe_double.testing import DECLINES
from tests.browser.catalogue import LANGUAGES, areas, words, words_of

BY_CODE = (
    "amount.",
    *("decline.", "off.", "why-off.", "problem.", "status.", "history."),
    *("activity.", "dispute.", "refund.", "difference.", "hold.", "report.", "movement."),
    *("source.", "column.", "overview.", "first."),
)
FROM_NAMES = (
    *("ineligible.", "actor.", "row.", "payment.", "billing.", "notices."),
    *("patient.add-", "record.", "tender.", "refused.", "statement.", "webhooks."),
)
MODULES = [path for path in sorted(SOURCES.rglob("*.js")) if path.parent.name != "words"]
USED = {key for path in MODULES for key in re.findall(r'"([a-z][a-z_.-]+)"', path.read_text())}
ONLY_IN_TEST_MODE = {"test_mode_live_card"}
SIDES = ("account", "clinic")


@pytest.mark.parametrize("area", areas())
def test_no_sentence_is_missing_in_french(area: str) -> None:
    assert list(words_of(area, "en")) == list(words_of(area, "fr-CA"))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_names_another_value(language: str, side: str) -> None:
    holes = {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in words("en", side).items()}
    for key, text in words(language, side).items():
        assert text.strip() == text != "", key
        assert set(re.findall(r"\{(\w+)\}", text)) == holes[key], key


@pytest.mark.parametrize("side", SIDES)
def test_no_line_in_french_begins_or_ends_with_a_mark_of_its_own(side: str) -> None:
    for key, text in words("fr-CA", side).items():
        assert not re.search(r" [:;?!%»$]|« ", text), key


@pytest.mark.parametrize("side", SIDES)
def test_no_page_shows_a_key_instead_of_words(side: str) -> None:
    other = "clinic" if side == "account" else "account"
    texts = [path.read_text() for path in MODULES if path.parent.name != other]
    asked = {key for text in texts for key in re.findall(r'\bt\("([^"]+)"', text)}
    assert asked
    assert asked - set(words("en", side)) == set()


@pytest.mark.parametrize("side", SIDES)
def test_no_words_are_kept_that_nothing_shows(side: str) -> None:
    assert {key for key in words("en", side) if key not in USED and not key.startswith(BY_CODE + FROM_NAMES)} == set()


@pytest.mark.parametrize("reason", list(TopUpUnavailableReason))
def test_every_reason_for_no_top_ups_is_told_in_plain_words(reason: TopUpUnavailableReason) -> None:
    assert f"off.{reason.value}" in words("en")
    assert f"why-off.{reason.value}" in words("en", "clinic")


def test_staff_read_in_plain_words_whatever_the_service_can_say() -> None:
    known = words("en", "clinic")
    for reason in Ineligible:
        assert f"ineligible.{reason.value}" in known
    for kind in EntryKind:
        assert f"history.{kind.value}" in known
        assert kind is EntryKind.TOP_UP or f"activity.{kind.value}" in known
    for dispute in DisputeStatus:
        assert f"dispute.status-{dispute.value}" in known
    for refund in RefundStatus:
        assert f"refund.{refund.value}" in known
    for difference in DifferenceKind:
        assert f"difference.{difference.value}" in known
    for status in AttemptStatus:
        assert f"webhooks.{status.value}" in known


@pytest.mark.parametrize("reason", sorted(DECLINES.keys() - ONLY_IN_TEST_MODE))
def test_a_patient_learns_in_plain_words_why_the_card_was_declined(reason: str) -> None:
    codes = (DECLINES[reason].decline_code, DECLINES[reason].code)
    assert any(f"decline.{code}" in words("en") for code in codes)


REFUSALS = (
    *("charge_for_pending_refund_disputed", "declined", "expired_or_canceled_card", "insufficient_funds"),
    *("lost_or_stolen_card", "merchant_request", "unknown"),
    *("charge_already_refunded", "charge_disputed", "charge_expired_for_refund", "charge_not_refundable"),
    *("refund_disputed_payment", "balance_insufficient", "amount_too_large"),
    *("never_reached_stripe", "refused_by_stripe"),
)
"""Stripe's failure reasons of refunds, its error codes for them, and the service's own."""


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_learn_why_a_refund_failed_in_plain_words(language: str, code: str) -> None:
    told = words(language, "clinic")[f"refund.because-{code}"]
    assert told and "{reason}" not in told
