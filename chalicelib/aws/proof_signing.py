"""Signatures of proofs: by a key of AWS KMS that no one can export, or by a key file on one machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.aws.errors import translate_aws_errors
from chalicelib.config import Misconfigured
from chalicelib.credit.proof_document import ALGORITHM


class SigningKeys(Protocol):
    """As much of AWS KMS's client as this needs."""

    def sign(self, *, KeyId: str, Message: bytes, MessageType: str, SigningAlgorithm: str) -> Mapping[str, Any]: ...


class KmsSigner:
    """See services.ports.proofs.Signer. The key is ECC_NIST_P256, for SIGN_VERIFY."""

    def __init__(self, key_arn: str, kms: Callable[[], SigningKeys]) -> None:
        """`kms` makes the client when there is something to sign: the API's function signs nothing."""
        self.key_id = key_arn
        self._kms = kms

    def sign(self, message: bytes) -> bytes:
        with translate_aws_errors():
            made = self._kms().sign(
                KeyId=self.key_id,
                Message=hashlib.sha256(message).digest(),
                MessageType="DIGEST",
                SigningAlgorithm=ALGORITHM,
            )
        return bytes(made["Signature"])


class KeyFileSigner:
    """A P-256 key in a PEM file. For one machine: anyone who reads the file can sign."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def key_id(self) -> str:
        """A fingerprint of the public key."""
        encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return f"file:{hashlib.sha256(self._key.public_key().public_bytes(encoding, form)).hexdigest()[:16]}"

    @property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        """Raises Misconfigured for a file that is missing or holds another kind of key."""
        try:
            key = serialization.load_pem_private_key(self._path.read_bytes(), password=None)
        except (OSError, ValueError):
            raise Misconfigured("PROOF_KEY_FILE is no private key in PEM.") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise Misconfigured("PROOF_KEY_FILE must hold a P-256 key.")
        return key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(hashes.SHA256()))
