"""Verification accepts what P-256 signed and nothing else: RFC 6979's vectors, and forgeries of every kind."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from infra.ops.operate.verify.p256 import BadKey, G, N, P, PublicKey, is_signed
from infra.ops.operate.verify.pem import read_public_key

KEY = PublicKey(
    0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,
    0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299,
)
R = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
S = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
OF_TEST = (
    0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
    0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
)
"""RFC 6979, A.2.5: P-256 with SHA-256, messages `sample` and `test`."""
GOOD = encode_dss_signature(R, S)


def signing_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def pem(key: ec.EllipticCurvePrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def test_published_signatures_verify() -> None:
    assert is_signed(b"sample", GOOD, KEY)
    assert is_signed(b"test", encode_dss_signature(*OF_TEST), KEY)


def test_signatures_of_another_implementation_verify() -> None:
    for number in range(25):
        key, message = signing_key(), f"proof {number}".encode()
        signature = key.sign(message, ec.ECDSA(hashes.SHA256()))
        assert is_signed(message, signature, read_public_key(pem(key)))
        assert not is_signed(message, signature, KEY)


def test_a_flipped_bit_in_any_byte_of_the_signature_is_refused() -> None:
    for position in range(len(GOOD)):
        flipped = bytearray(GOOD)
        flipped[position] ^= 1 << position % 8
        assert not is_signed(b"sample", bytes(flipped), KEY), position


def test_another_message_is_refused() -> None:
    assert not is_signed(b"sampld", GOOD, KEY)
    assert not is_signed(b"", GOOD, KEY)


@pytest.mark.parametrize(
    ("r", "s"),
    [(0, S), (R, 0), (0, 0), (N, S), (R, N), (R + N, S), (R, S + N), (P, S), (1, 1), (N - 1, 1), (R, N - S + 1)],
)
def test_numbers_outside_one_to_n_and_made_up_ones_are_refused(r: int, s: int) -> None:
    assert not is_signed(b"sample", encode_dss_signature(r, s), KEY)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30",
        b"\x30\x00",
        GOOD[:-1],
        GOOD + b"\x00",
        b"\x31" + GOOD[1:],
        b"\x30\x81" + GOOD[1:],
        b"\x30\x80" + GOOD[2:] + b"\x00\x00",
        # A needless leading zero, and a negative number.
        b"\x30" + bytes([GOOD[1] + 1]) + b"\x02\x22\x00" + GOOD[4:],
        bytes.fromhex("3006020180020101"),
        bytes.fromhex("300602010102017f")[:-1],
        bytes.fromhex("30050200020101"),
    ],
)
def test_malformed_der_is_refused_without_an_error(der: bytes) -> None:
    assert not is_signed(b"sample", der, KEY)


def test_s_and_n_minus_s_are_the_same_signature_and_the_hash_chain_tells_them_apart() -> None:
    assert is_signed(b"sample", encode_dss_signature(R, N - S), KEY)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (KEY.x, KEY.y + 1), (KEY.x + P, KEY.y), (KEY.x, -KEY.y), (P, 0)])
def test_a_point_off_the_curve_is_no_key(x: int, y: int) -> None:
    with pytest.raises(BadKey):
        PublicKey(x, y)


def test_the_generator_as_key_and_its_multiples_meet_the_doubling_case() -> None:
    """u1 * G + u2 * G with u1 = u2 adds a point to itself; the secret is 1, so r and s are easily made."""
    key = PublicKey(*G)
    digest = int.from_bytes(hashlib.sha256(b"doubled").digest(), "big")
    r = G[0] % N
    s = (digest + r) % N
    assert is_signed(b"doubled", encode_dss_signature(r, s), key)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("PUBLIC KEY", "EC PUBLIC KEY"),
        lambda text: text.replace("MFk", "MFl", 1),
        lambda text: text.replace("\n", "", 1),
        lambda text: text + text,
        lambda text: "",
        lambda text: text.replace("A", "*", 1),
    ],
)
def test_damaged_key_files_are_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(BadKey):
        read_public_key(damage(pem(signing_key())))


def test_keys_of_other_curves_and_algorithms_are_refused() -> None:
    with pytest.raises(BadKey):
        read_public_key(pem(ec.generate_private_key(ec.SECP384R1())))
    with pytest.raises(BadKey):
        read_public_key(pem(ec.generate_private_key(ec.SECP256K1())))


def test_a_key_file_whose_point_is_off_the_curve_is_refused() -> None:
    lines = pem(signing_key()).strip().splitlines()
    der = bytearray(base64.b64decode("".join(lines[1:-1])))
    der[-1] ^= 1
    with pytest.raises(BadKey):
        read_public_key("\n".join([lines[0], base64.b64encode(bytes(der)).decode(), lines[-1]]))
