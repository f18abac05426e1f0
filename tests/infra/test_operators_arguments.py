"""Operators' arguments and files are read, or refused with a sentence with what to do; so is what AWS refuses."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.ops.doctor.__main__ import main as doctor
from infra.ops.operate.__main__ import main as operate
from infra.ops.operate.verify.__main__ import main as verify
from infra.ops.operate.verify.p256 import BadKey
from infra.ops.operate.verify.pem import read_key_file, read_public_key
from tests.infra.test_verify_p256 import pem, signing_key

REPLAY = ("example", "replay", "--since")
KEEP = ("example", "report-days", "clinic_demo", "--from")
LIST = ("example", "quarantine", "list", "--limit")


@pytest.mark.parametrize(
    ("command", "typed", "told"),
    [
        (REPLAY, "2026-11-23T09:30:00", "give the zone, as in 2026-11-23T09:30:00Z"),
        (REPLAY, "2026-11-23", "give the zone"),
        (REPLAY, "yesterday", "'yesterday' is no time: write it as 2026-11-23T09:30:00Z"),
        (REPLAY, "2026-12-31T23:59:60Z", "is no time: write it as"),
        (KEEP, "2026-02-29", "'2026-02-29' is no day: write it as 2026-11-23"),
        (KEEP, "23/11/2026", "is no day"),
        *((LIST, typed, "is no number from 1 to 99999") for typed in ("0", "-1", "many", "1e3", "9" * 5_000, "²")),
    ],
)
def test_an_argument_that_cannot_be_read_is_told_with_what_would_be_right(
    command: tuple[str, ...], typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        operate([*command[:-1], f"{command[-1]}={typed}"])
    assert told in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("run", [lambda: operate(["example", "accounts", "clinic_demo"]), doctor])
def test_a_profile_that_aws_does_not_know_is_a_sentence_with_what_to_do(
    run: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setattr(sys, "argv", ["doctor", "example"])
    with pytest.raises(
        SystemExit, match=r"AWS could not be reached: .*no-such-profile.* Check the credentials"
    ) as told:
        run()
    assert str(told.value).endswith((", then run the command again.", ", then run the doctor again."))


@pytest.mark.parametrize("saved", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_public_key_is_read_however_it_was_saved(saved: str) -> None:
    text = pem(signing_key())
    assert read_key_file(text.replace("\n", "\r\n").encode(saved)) == read_public_key(text)


@pytest.mark.parametrize("content", [b"", b"\x80", codecs.BOM_UTF16_LE + b"\x00", "-----é".encode(), b"\x00" * 99])
def test_what_is_no_public_key_is_a_sentence(content: bytes) -> None:
    with pytest.raises(BadKey, match=r"The key"):
        read_key_file(content)


def test_a_proof_or_key_that_cannot_be_opened_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "public.pem"
    assert verify([str(tmp_path), "--key", str(key)]) == 2
    assert capsys.readouterr().err == f"{key} can't be read: No such file or directory.\n"
    key.write_text(pem(signing_key()))
    assert verify([str(tmp_path), "--key", str(key)]) == 2
    assert capsys.readouterr().err == f"{tmp_path} can't be read: Is a directory.\n"
