"""ECDSA over P-256 with SHA-256, verification alone, with Python's standard library: FIPS 186-5, 6.4.2; SEC 1, 4.1.4.

Only public values pass through here, so nothing has to run in constant time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
A = P - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
SIZE = 32

Point = tuple[int, int] | None
"""An affine point; None is the point at infinity."""


class BadKey(ValueError):
    """The public key is not a point of the curve."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point of the curve. Raises BadKey when (x, y) is none: a key off the curve would make verification worthless.

    P-256 has cofactor 1, so each of its points but infinity has order n.
    """

    x: int
    y: int

    def __post_init__(self) -> None:
        inside = 0 <= self.x < P and 0 <= self.y < P
        if not inside or (self.y * self.y - (self.x**3 + A * self.x + B)) % P:
            raise BadKey("The public key is not a point of P-256.")


def is_signed(message: bytes, signature: bytes, key: PublicKey) -> bool:
    """Whether `signature` (DER) is the key's over the SHA-256 of `message`. Never raises for a malformed signature."""
    numbers = _integers(signature)
    if numbers is None:
        return False
    r, s = numbers
    if not (0 < r < N and 0 < s < N):
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, N)
    point = _add(_times(digest * inverse % N, G), _times(r * inverse % N, (key.x, key.y)))
    return point is not None and point[0] % N == r


def _add(left: Point, right: Point) -> Point:
    if left is None or right is None:
        return right if left is None else left
    if left[0] == right[0]:
        if (left[1] + right[1]) % P == 0:
            return None
        slope = (3 * left[0] * left[0] + A) * pow(2 * left[1], -1, P) % P
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, P) % P
    x = (slope * slope - left[0] - right[0]) % P
    return x, (slope * (left[0] - x) - left[1]) % P


def _times(factor: int, point: Point) -> Point:
    total: Point = None
    for bit in bin(factor)[2:] if factor else "":
        total = _add(total, total)
        if bit == "1":
            total = _add(total, point)
    return total


def _integers(der: bytes) -> tuple[int, int] | None:
    """The two INTEGERs of a DER SEQUENCE, in their one shortest form (X.690, 8.3 and 10.1), and nothing after them."""
    if len(der) < 2 or der[0] != 0x30 or der[1] >= 0x80 or der[1] != len(der) - 2:
        return None
    r = _integer(der, 2)
    s = _integer(der, r[1]) if r else None
    if r is None or s is None or s[1] != len(der):
        return None
    return r[0], s[0]


def _integer(der: bytes, start: int) -> tuple[int, int] | None:
    """The non-negative INTEGER at `start` and where it ends."""
    if len(der) < start + 3 or der[start] != 0x02:
        return None
    length = der[start + 1]
    content = der[start + 2 : start + 2 + length]
    if not 0 < length <= SIZE + 1 or len(content) != length or content[0] & 0x80:
        return None
    if length > 1 and content[0] == 0 and not content[1] & 0x80:
        return None
    return int.from_bytes(content, "big"), start + 2 + length
