"""An operator's file is read whatever the editor saved it as, or refused with a sentence with what to do."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.credit.identity_provider import IdentityProvider
from infra.ops.deploy.stage import NoSuchStage, read_stage
from infra.ops.operate.clinic_file import NotAClinic, read_clinic
from tests.deploy.conftest import CLINIC

TEXT = json.dumps(CLINIC, ensure_ascii=False, indent=1)
STAGE = json.loads((Path("infra") / "stages" / "example.json").read_text())


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "utf-16 big-endian", "Windows line ends"],
)
def test_a_clinic_file_reads_the_same_from_every_editor(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_bytes(content)
    assert read_clinic(path).name == CLINIC["name"]


@pytest.mark.parametrize("content", [TEXT.encode("cp1252"), b"\xff\xfe\x00"], ids=["Windows-1252", "half of UTF-16"])
def test_another_encoding_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_bytes(content)
    with pytest.raises(NotAClinic, match=r"clinic.json is not UTF-8 \(line \d\).*save it as UTF-8"):
        read_clinic(path)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\x00", b'{"id": "\xed\xa0\x80"}', b'"' + b"[" * 100_000, b"9" * 5_000]
)
def test_what_is_no_clinic_is_refused_with_its_file_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_bytes(content)
    with pytest.raises(NotAClinic, match=r"clinic\.json"):
        read_clinic(path)


@pytest.mark.parametrize("field", ["name", "address", "locations", "accounts", "identity_provider"])
def test_half_a_character_is_refused_with_what_to_write(field: str, tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps({**CLINIC, field: "a\ud800b"}))
    with pytest.raises(NotAClinic, match=r"clinic\.json has half of a character"):
        read_clinic(path)


def test_a_missing_file_or_a_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotAClinic, match=r"none\.json can't be read: No such file"):
        read_clinic(tmp_path / "none.json")
    with pytest.raises(NotAClinic, match="can't be read: Is a directory"):
        read_clinic(tmp_path)


def test_a_stage_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "stage.json"
    path.write_bytes(codecs.BOM_UTF8 + json.dumps(STAGE).encode())
    assert read_stage(str(path)).deployment == STAGE["deployment"]


@pytest.mark.parametrize(
    "held",
    [
        "not json",
        [],
        None,
        STAGE | {"deployment": 5},
        STAGE | {"region": None},
        STAGE | {"parameters": []},
        STAGE | {"api_url": "https://"},
        STAGE | {"api_url": "https://credit example"},
        STAGE | {"api_url": "http://credit.example"},
        STAGE | {"site": {"DomainName": "credit.example"}},
        STAGE | {"site": {"DomainName": "credit.example", "CertificateArn": ""}},
        STAGE | {"parameters": {"StripePublishableKey": None}},
        STAGE | {"parameters": {"StripePublishableKey": "xx_test_1"}},
        STAGE | {"parameters": STAGE["parameters"] | {"TokenIssuer": None}},
        STAGE | {"parameters": STAGE["parameters"] | {"TokenIssuer": ["https://id.example"]}},
        STAGE | {"site": []},
        STAGE | {"site": None},
        STAGE | {"site": {"DomainName": ["x"]}},
        STAGE | {"backup": ["arn"]},
        STAGE | {"backup": None},
        STAGE | {"api_url": 5},
        STAGE | {"api_url": "credit.example"},
        STAGE | {"region": ""},
        STAGE | {"region": "CA-CENTRAL-1"},
        json.dumps(STAGE)[:-1] + ', "region": "us-east-1"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_stage_is_refused_with_a_sentence(held: Any, tmp_path: Path) -> None:
    path = tmp_path / "stage.json"
    path.write_text(held if isinstance(held, str) else json.dumps(held))
    with pytest.raises(NoSuchStage, match=r"stage\.json"):
        read_stage(str(path))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"application_fee_basis_points": 10_000}, "application_fee_basis_points must be 0 to 9999"),
        ({"application_fee_basis_points": -1}, "application_fee_basis_points must be 0 to 9999"),
        ({"application_fee_fixed": 1_001}, "application_fee_fixed must be 0 to 1000"),
        ({"application_fee_fixed": -1}, "application_fee_fixed must be 0 to 1000"),
        ({"dispute_fees_borne_by": "patient"}, "Invalid enum value 'patient'"),
    ],
)
def test_fees_out_of_range_are_refused_by_name(changes: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC | changes))
    with pytest.raises(NotAClinic, match=sentence):
        read_clinic(path)


@pytest.mark.parametrize(
    "changes",
    [
        {"logo": 'https://logos.example/"><script>'},
        {"logo": "https://"},
        {"logo": "https://logos.example/a b.png"},
        {"logo": "https://user:" + "password@logos.example/a.png"},
        {"logo": "https://logos.example/" + "a" * 1_000},
        {"colours": ["#123456"] * 11},
        {"colours": ["#fff"]},
        {"portal_origins": ["https://portal.example:65536"]},
        {"portal_origins": ["https://portal..example"]},
        {"portal_origins": ["https://-portal.example"]},
        {"portal_origins": ["https://portal.example/"]},
    ],
    ids=str,
)
def test_what_browsers_are_given_is_checked_by_name(changes: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC | changes))
    with pytest.raises(NotAClinic, match=next(iter(changes))):
        read_clinic(path)


def test_a_field_that_is_there_twice_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC)[:-1] + ', "currency": "usd"}')
    with pytest.raises(NotAClinic, match=r"clinic\.json has currency more than once"):
        read_clinic(path)


@pytest.mark.parametrize("text", [" ", "\u200b", "a\x00", "a\u202eb", "\u3164"], ids=ascii)
@pytest.mark.parametrize(
    ("field", "place"), [("name", False), ("address", False), ("locations", True), ("accounts", True)]
)
def test_names_in_a_file_have_the_bounds_of_the_api(field: str, place: bool, text: str, tmp_path: Path) -> None:
    value: Any = [{"id": "x_1", "name": text}] if place else [text] if field == "address" else text
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC | {field: value}))
    with pytest.raises(NotAClinic, match=rf"{field}.* must hold"):
        read_clinic(path)


def test_fees_are_read_and_are_none_unless_given(tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(TEXT)
    usual = read_clinic(path)
    assert (usual.application_fee_basis_points, usual.application_fee_fixed) == (0, 0)
    assert usual.dispute_fees_borne_by == "platform"
    fees = {"application_fee_basis_points": 250, "application_fee_fixed": 30, "dispute_fees_borne_by": "clinic"}
    path.write_text(json.dumps(CLINIC | fees))
    given = read_clinic(path)
    assert (given.application_fee_basis_points, given.application_fee_fixed, given.dispute_fees_borne_by) == (
        250,
        30,
        "clinic",
    )


PROVIDER = {
    "issuer": "https://maple.okta.example",
    "audience": "maple",
    "jwks_url": "https://maple.okta.example/oauth2/keys",
    "claims": {"clinic": "credit.clinic", "role": "groups"},
    "roles": {"Reception": "staff"},
}


def test_an_identity_provider_is_read_with_the_usual_claims_unless_named(tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC | {"identity_provider": PROVIDER}))
    provider = read_clinic(path).described.profile.identity_provider
    assert provider == IdentityProvider(
        issuer="https://maple.okta.example",
        audience="maple",
        jwks_url="https://maple.okta.example/oauth2/keys",
        claim_clinic="credit.clinic",
        claim_role="groups",
        roles=(("Reception", "staff"),),
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuer": ""}, "identity_provider.issuer must be 1 to 255 visible"),
        ({"issuer": "https://id.example/\n"}, "identity_provider.issuer must be"),
        ({"issuer": "i" * 256}, "identity_provider.issuer must be"),
        ({"audience": "two words"}, "identity_provider.audience must be"),
        ({"jwks_url": "http://id.example/keys"}, "identity_provider.jwks_url must be an https address"),
        ({"jwks_url": "https://user@id.example/keys"}, "identity_provider.jwks_url must be an https address"),
        ({"claims": {"role": ""}}, "identity_provider.claims.role must be"),
        ({"claims": {"rolle": "x"}}, "unknown field `rolle`"),
        ({"token_use": ""}, "identity_provider.token_use must be"),
        ({"roles": {"Admin": "root"}}, "each to one of patient, staff, full_access, system"),
        ({"roles": {"Admin": "operator"}}, "each to one of patient"),
        ({"roles": {f"role {number}": "staff" for number in range(21)}}, "at most 20 names"),
    ],
)
def test_an_identity_provider_that_could_not_work_is_refused_by_name(
    changes: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC | {"identity_provider": PROVIDER | changes}))
    with pytest.raises(NotAClinic, match=sentence):
        read_clinic(path)


def test_an_origin_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    path.write_text(json.dumps(CLINIC | {"portal_origins": ["https://portal.example"] * 2}))
    with pytest.raises(NotAClinic, match=r"portal_origins must be .* each once"):
        read_clinic(path)
