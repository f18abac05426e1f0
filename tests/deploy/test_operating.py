"""The operating guide, carried out: no event is lost, nothing counts twice, nothing is half written."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.ops.operate.clinic_file import NotAClinic, read_clinic
from tests.deploy.conftest import CLINIC
from tests.deploy.rehearsal import CANARY_NAME, Rehearsal


def test_no_event_is_lost_while_the_webhook_secrets_are_rotated(rehearsal: Rehearsal) -> None:
    """Payments before, between and after; functions that are warm learn the new secrets from the events themselves."""
    ida = rehearsal.patient("pat_ida")
    before = rehearsal.deployed.secret.webhook_secrets
    rehearsal.pay(ida, 1_000)
    rehearsal.run("infra.ops.operate", "rotate-webhooks", "begin")
    both = rehearsal.deployed.secret.webhook_secrets
    assert set(before) < set(both) and len(both) == len(before) + 2
    rehearsal.pay(ida, 1_100)
    said = rehearsal.run("infra.ops.operate", "rotate-webhooks", "finish")
    after = rehearsal.deployed.secret.webhook_secrets
    assert " 0 refused" in said and not set(after) & set(before) and len(after) == 2
    rehearsal.pay(ida, 1_200)
    assert ida.available == 3_300


def test_events_of_an_hour_in_which_the_door_was_shut_are_sent_again_and_count_once(rehearsal: Rehearsal) -> None:
    jon = rehearsal.patient("pat_jon")
    rehearsal.pay(jon, 500)
    rehearsal.double.lose_events()
    lost = jon.start(700)
    assert rehearsal.double.confirm(lost, payment_method="pm_card_visa")["status"] == "succeeded"
    rehearsal.double.behave()
    since = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    for _ in range(2):
        assert " 0 refused" in rehearsal.run("infra.ops.operate", "replay", "--since", since)
    assert jon.available == 1_200


def test_nothing_that_was_logged_or_sent_to_stripe_names_a_patient_a_card_or_a_token(rehearsal: Rehearsal) -> None:
    """Every line that the functions and the gateway logged until here, and every call that Stripe got."""
    rehearsal.pay(rehearsal.patient("pat_lou"), 800)
    logged, sent = rehearsal.logged(), rehearsal.sent_to_stripe()
    assert "START RequestId" in logged and "payment_intents.create" in sent
    for text in (logged, sent):
        assert not [secret for secret in _secrets(rehearsal) if secret in text]
        assert not re.search(r"eyJ[\w-]{10,}\.[\w-]{10,}\.", text), "a token"
        assert not re.search(r"\b(?:\d[ -]?){13,19}\b(?<!\d{20})", _without_ids(text)), "a card number"
    assert "client_secret" not in logged and "_secret_" not in logged


def _secrets(rehearsal: Rehearsal) -> list[str]:
    name = CANARY_NAME.split()
    return [*name, json.dumps(name[1])[1:-1], *rehearsal.deployed.secret.webhook_secrets, str(CLINIC["address"])]


def _without_ids(text: str) -> str:
    """Times and ids of requests are also numbers."""
    return re.sub(r"[\w.:-]*(?:[a-z_:]|\.)[\w.:-]*|\b1[7-9]\d{8,11}\b", "", text)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"country": "DE", "currency": "eur"}, "country must be CA or US"),
        ({"country": "US", "currency": "cad"}, "currency must be usd in US"),
        ({"currency": "CAD"}, "in lower case"),
        ({"time_zone": "Toronto"}, "time_zone must be an IANA name"),
        ({"language": "fr"}, "language must be en or fr-CA"),
        ({"name": " "}, "name must hold at least one visible character"),
        ({"address": ["", "Toronto"]}, "address must hold at least one visible character"),
        ({"id": "clinic-demo"}, "id must be 1 to 64"),
        ({"locations": []}, "locations must not be empty"),
        ({"accounts": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "each id must be there once"),
        ({"accounts": [{"id": "acct#1", "name": "A"}]}, "accounts: each id"),
        ({"hue": "red"}, "unknown field"),
        ({"colours": ["red"]}, "#rrggbb"),
        ({"logo": "http://logo"}, "https"),
        ({"name": 5}, "Expected `str`"),
    ],
)
def test_a_clinic_that_could_not_work_is_refused_before_anything_is_written(
    change: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC | change))
    with pytest.raises(NotAClinic, match=re.escape(expected)):
        read_clinic(path)
