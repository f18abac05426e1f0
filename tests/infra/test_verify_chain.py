"""A clinic or its auditor finds every way in which a chain of proofs could have been changed after the fact."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from infra.ops.operate.verify.__main__ import main
from infra.ops.operate.verify.chain import ALGORITHM, canonical, read_proof

ROOT = Path(__file__).parents[2]
KEY = ec.generate_private_key(ec.SECP256R1())


def signed(data: dict[str, Any], key: ec.EllipticCurvePrivateKey = KEY) -> bytes:
    value = base64.b64encode(key.sign(canonical(data), ec.ECDSA(hashes.SHA256()))).decode()
    return canonical({**data, "signature": {"algorithm": ALGORITHM, "key_id": "key_1", "value": value}})


def night(number: int, previous: str | None, **changes: object) -> dict[str, Any]:
    return {
        "clinic_id": "clinic_demo",
        "date": f"2026-11-{number:02d}",
        "deployment": "test",
        "differences": [],
        "liability": 5_000 * number,
        "previous": previous,
        "since": f"2026-11-{number - 1:02d}T09:00:00Z",
        "until": f"2026-11-{number:02d}T09:00:00Z",
        **changes,
    }


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three nights, oldest first, as they are stored."""
    previous, made = None, []
    for number in (21, 22, 23):
        content = signed(night(number, previous))
        path = tmp_path / f"2026-11-{number}.json"
        path.write_bytes(content)
        previous = read_proof(path.name, content).sha256
        made.append(path)
    return made


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return write_key(tmp_path / "public.pem", KEY)


def write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> Path:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    path.write_bytes(key.public_key().public_bytes(encoding, form))
    return path


def verify(files: list[Path], key: Path) -> int:
    return main([*map(str, files), "--key", str(key)])


def test_an_untouched_chain_verifies(files: list[Path], key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(files, key) == 0
    assert "3 proofs, 2026-11-21 to 2026-11-23" in capsys.readouterr().out


def test_part_of_a_chain_names_the_proof_it_hangs_on(
    files: list[Path], key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(files[1:], key) == 0
    assert json.loads(files[1].read_bytes())["previous"] in capsys.readouterr().out


def test_an_altered_figure_is_found(files: list[Path], key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files[1].write_bytes(files[1].read_bytes().replace(b'"liability":110000', b'"liability":110001'))
    assert verify(files, key) == 1
    found = capsys.readouterr().out
    assert "2026-11-22.json: the signature does not fit" in found
    assert "2026-11-23.json: does not follow 2026-11-22.json" in found


def test_a_missing_link_is_found(files: list[Path], key: Path) -> None:
    assert verify([files[0], files[2]], key) == 1


def test_reordered_proofs_are_found(files: list[Path], key: Path) -> None:
    assert verify([files[1], files[0], files[2]], key) == 1


def test_a_proof_signed_by_another_key_is_found(files: list[Path], key: Path) -> None:
    last = json.loads(files[2].read_bytes())
    del last["signature"]
    files[2].write_bytes(signed(last, ec.generate_private_key(ec.SECP256R1())))
    assert verify(files, key) == 1


def test_a_last_proof_replaced_by_its_own_signer_breaks_the_next_link(files: list[Path], key: Path) -> None:
    second = json.loads(files[1].read_bytes())
    del second["signature"]
    files[1].write_bytes(signed({**second, "liability": 1}))
    assert verify(files[:2], key) == 0
    assert verify(files, key) == 1


def test_a_file_written_again_with_the_same_figures_is_found(files: list[Path], key: Path) -> None:
    files[2].write_text(json.dumps(json.loads(files[2].read_bytes()), indent=2))
    assert verify(files, key) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{}", b'{"a":NaN}', b"[" * 100_000, b'{"signature":{"algorithm":"none"}}', b"\xff"],
)
def test_what_is_no_proof_is_named_and_no_error(
    files: list[Path], key: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    files[0].write_bytes(content)
    assert verify(files, key) == 1
    assert "2026-11-21.json: not" in capsys.readouterr().out


def test_figures_that_the_open_items_do_not_explain_are_found(files: list[Path], key: Path) -> None:
    previous = read_proof("", files[2].read_bytes()).sha256
    files.append(files[2].with_name("2026-11-24.json"))
    item = {"side": "card", "currency": "cad", "ours": None, "stripe": {"amount": -100}}
    figures = {"currency": "cad", "open_items": [item], "booked": 5_000}
    files[3].write_bytes(signed(night(24, previous, **figures, at_stripe=4_900)))
    assert verify(files, key) == 0
    files[3].write_bytes(signed(night(24, previous, **figures, at_stripe=5_000)))
    assert verify(files, key) == 1


def test_two_clinics_in_one_chain_are_found(files: list[Path], key: Path) -> None:
    previous = read_proof("", files[2].read_bytes()).sha256
    files.append(files[2].with_name("2026-11-24.json"))
    files[3].write_bytes(signed(night(24, previous, clinic_id="clinic_other")))
    assert verify(files, key) == 1


def test_a_gap_in_time_is_found(files: list[Path], key: Path) -> None:
    previous = read_proof("", files[2].read_bytes()).sha256
    files.append(files[2].with_name("2026-11-25.json"))
    files[3].write_bytes(signed(night(25, previous)))
    assert verify(files, key) == 1


def test_a_key_that_cannot_be_read_is_told_apart_from_a_fault(files: list[Path], tmp_path: Path) -> None:
    assert verify(files, tmp_path / "none.pem") == 2


def test_it_runs_on_the_standard_library_alone(files: list[Path], key: Path) -> None:
    """`-I -S` leaves out site-packages, the environment and the user's folder."""
    run = "import runpy; runpy.run_module('infra.ops.operate.verify', run_name='__main__')"
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {run}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, *map(str, files), "--key", str(key)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
