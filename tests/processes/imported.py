"""The state of imports, read through the service's own stores: `... imported LINES CLINIC ...`, as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from chalicelib import config
from chalicelib.bootstrap import connect
from chalicelib.credit.balance_import import CHUNK
from chalicelib.credit.identity import PatientKey
from chalicelib.dynamodb.imports import PREFIX
from chalicelib.dynamodb.tables import CreditItem
from chalicelib.services.ports import Ledger


def state_of(clinic_id: str, lines: int, ledger: Ledger) -> dict[str, Any]:
    patients = [PatientKey(clinic_id, f"p-{number}") for number in range(lines)]
    found = ledger.payments_credits_and_people([(patient, "none") for patient in patients])
    credits = [credit for _, credit, _ in found.values()]
    under_way = ledger.open_import(clinic_id)
    return {
        "balances": [credit.balance for credit in credits],
        "entries": [credit.seq for credit in credits],
        "named": sum(person is not None for _, _, person in found.values()),
        "under_way": under_way.state if under_way else None,
        "staged": sum(item.sk.startswith("lines#") for item in CreditItem.query(f"{PREFIX}{clinic_id}")),
    }


if __name__ == "__main__":
    assert int(sys.argv[1]) > CHUNK, "more lines than a chunk has"
    store = connect(config.read(os.environ)).ledger
    print(json.dumps({clinic_id: state_of(clinic_id, int(sys.argv[1]), store) for clinic_id in sys.argv[2:]}))
