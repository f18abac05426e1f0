"""A proof is stored once and never changed, in the fake and in S3; and a signature of either signer verifies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from chalicelib.aws.proof_files import S3Proofs
from chalicelib.aws.proof_signing import KeyFileSigner, KmsSigner
from chalicelib.config import Misconfigured
from chalicelib.credit.errors import Unavailable
from chalicelib.services.ports.proofs import ProofStore, Signer
from infra.ops.operate.verify.p256 import is_signed
from infra.ops.operate.verify.pem import read_public_key
from tests.contracts.ports.storage import REGION, storage
from tests.fakes.proofs import FakeProofs, FakeSigner

PROOFS = "test-proofs"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def proofs(kind: str) -> Iterator[ProofStore]:
    if kind == "fake":
        yield FakeProofs()
        return
    with storage():
        s3 = boto3.client("s3", region_name=REGION, config=Config(signature_version="s3v4"))
        s3.create_bucket(Bucket=PROOFS, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield S3Proofs(PROOFS, s3)


def test_a_proof_reads_back_as_it_was_stored(proofs: ProofStore) -> None:
    assert proofs.keep("clinic_demo", MONDAY, b"{}")
    assert proofs.read("clinic_demo", MONDAY) == b"{}"


def test_a_proof_that_is_stored_stays_as_it_is(proofs: ProofStore) -> None:
    proofs.keep("clinic_demo", MONDAY, b"first")
    assert not proofs.keep("clinic_demo", MONDAY, b"second")
    assert proofs.read("clinic_demo", MONDAY) == b"first"


def test_an_absent_proof_is_none_and_each_clinic_has_its_own(proofs: ProofStore) -> None:
    proofs.keep("clinic_demo", MONDAY, b"{}")
    assert proofs.read("clinic_demo", TUESDAY) is None
    assert proofs.read("clinic_dem", MONDAY) is None
    assert list(proofs.dates("clinic_dem")) == []


def test_dates_are_newest_first(proofs: ProofStore) -> None:
    for day in (MONDAY, TUESDAY, date(2025, 12, 31)):
        proofs.keep("clinic_demo", day, b"{}")
    assert list(proofs.dates("clinic_demo")) == [TUESDAY, MONDAY, date(2025, 12, 31)]


def test_a_link_is_of_one_proof_and_good_for_as_long_as_asked(proofs: ProofStore) -> None:
    link = urlsplit(proofs.link("clinic_demo", MONDAY, valid_s=60))
    assert link.path.endswith("clinic_demo/2026-11-23.json")
    assert parse_qs(link.query)["X-Amz-Expires"] == ["60"]


def test_a_store_that_fails_is_no_proof_that_exists() -> None:
    with storage():
        s3 = S3Proofs("test-no-such-bucket", boto3.client("s3", region_name=REGION))
        with pytest.raises(Unavailable):
            s3.keep("clinic_demo", MONDAY, b"{}")
        with pytest.raises(Unavailable):
            s3.read("clinic_demo", MONDAY)


class Kms:
    """KMS's Sign as its reference describes it: a DIGEST is signed as it is. (Moto hashes it once more.)"""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def sign(self, *, KeyId: str, Message: bytes, MessageType: str, SigningAlgorithm: str) -> dict[str, bytes]:
        if KeyId != "arn:key":
            raise ClientError({"Error": {"Code": "NotFoundException"}}, "Sign")
        assert (MessageType, SigningAlgorithm, len(Message)) == ("DIGEST", "ECDSA_SHA_256", 32)
        return {"Signature": self.key.sign(Message, ec.ECDSA(Prehashed(hashes.SHA256())))}


def test_a_kms_signature_verifies() -> None:
    kms = Kms()
    _holds(KmsSigner("arn:key", lambda: kms), pem(kms.key.public_key()))
    with pytest.raises(Unavailable):
        KmsSigner("arn:another", lambda: kms).sign(b"proof")


def test_a_key_files_signature_verifies(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    _holds(KeyFileSigner(write(tmp_path, key)), pem(key.public_key()))


def test_a_fake_signature_verifies() -> None:
    signer = FakeSigner()
    _holds(signer, signer.public_pem)


def test_a_key_file_of_another_kind_refuses_to_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"^PROOF_KEY_FILE must hold a P-256 key\.$"):
        KeyFileSigner(write(tmp_path, ec.generate_private_key(ec.SECP384R1()))).sign(b"proof")
    (tmp_path / "rsa.pem").write_bytes(private(rsa.generate_private_key(65_537, 2_048)))
    with pytest.raises(Misconfigured, match=r"^PROOF_KEY_FILE must hold a P-256 key\.$"):
        KeyFileSigner(tmp_path / "rsa.pem").sign(b"proof")
    (tmp_path / "text.pem").write_text("no key")
    for name in ("none.pem", "text.pem"):
        with pytest.raises(Misconfigured, match=r"^PROOF_KEY_FILE is no private key in PEM\.$"):
            KeyFileSigner(tmp_path / name).sign(b"proof")


def test_a_key_file_is_named_by_its_public_key(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    digest = hashlib.sha256(key.public_key().public_bytes(encoding, form)).hexdigest()
    assert KeyFileSigner(write(tmp_path, key)).key_id == f"file:{digest[:16]}"


def _holds(signer: Signer, public_key: str) -> None:
    signature = signer.sign(b"proof")
    assert is_signed(b"proof", signature, read_public_key(public_key))
    assert signer.key_id


def pem(key: object) -> str:
    assert isinstance(key, ec.EllipticCurvePublicKey)
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(encoding, form).decode()


def write(folder: Path, key: ec.EllipticCurvePrivateKey) -> Path:
    path = folder / "key.pem"
    path.write_bytes(private(key))
    return path


def private(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption())
