"""The export of a clinic that leaves has everything that is stored of it, and nothing of another clinic."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from chalicelib.credit.person import Person
from chalicelib.dynamodb.clinic_archive import archived_items
from chalicelib.dynamodb.credit_items import partition
from chalicelib.dynamodb.person_items import PersonItem
from infra.ops.operate.clinic_export import NotExported, write_export
from tests.contracts.ports.storage import storage
from tests.deploy.items_of_today import clinics_table, credit_table
from tests.fakes.examples import CHO
from tests.fakes.small import NOON


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "maple"
    with storage():
        for item in (*credit_table(), *clinics_table()):
            item.save()
        PersonItem.from_domain(Person(patient=CHO, name="Cho of another clinic", language="en")).save()
        write_export("clinic_demo", archived_items("clinic_demo"), folder, "dee", NOON)
    return folder


def lines(folder: Path) -> list[str]:
    return [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]


def test_every_item_of_the_clinic_and_its_patients_is_there(exported: Path) -> None:
    keys = [(item.pk, item.sk) for item in credit_table()] + [(item.pk, item.sk) for item in clinics_table()]
    stored = {(pk, sk) for pk, sk in keys if "clinic_demo" in pk and not pk.startswith("parked#")}
    found = {(item["pk"], item["sk"]) for item in map(json.loads, lines(exported))}
    assert found == stored


def test_nothing_of_another_clinic_and_no_secret_is_there(exported: Path) -> None:
    whole = "\n".join(lines(exported))
    assert "Cho of another clinic" not in whole and partition(CHO) not in whole
    assert "client_secret" not in whole


def test_the_manifest_has_each_file_s_lines_and_digest_and_the_money_held(exported: Path) -> None:
    manifest = json.loads((exported / "manifest.json").read_text())
    assert {file["name"] for file in manifest["files"]} == {path.name for path in exported.glob("*.jsonl")}
    for file in manifest["files"]:
        content = (exported / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest() and file["bytes"] == len(content)
        assert file["lines"] == content.count(b"\n")
    assert (manifest["held"], manifest["exported_by"]) == (3_300, "dee")


def test_a_folder_that_is_there_is_not_written_over(exported: Path) -> None:
    with pytest.raises(NotExported, match="is there already"):
        write_export("clinic_demo", [], exported, "dee", NOON)
