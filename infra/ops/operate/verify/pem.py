"""A public key as PEM (RFC 7468) of a SubjectPublicKeyInfo (RFC 5480), uncompressed, as KMS and OpenSSL write it."""

from __future__ import annotations

import base64
import codecs

from infra.ops.operate.verify.p256 import SIZE, BadKey, PublicKey

BEGIN, END = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"
PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
"""SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 } BIT STRING { uncompressed point } }; the coordinates follow."""


def read_key_file(content: bytes) -> PublicKey:
    """The one key of a file, in whatever encoding an editor or PowerShell saved it. Raises BadKey."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return read_public_key(content.decode(encoding))
    except UnicodeDecodeError:
        raise BadKey("The key file is no text: save the public key again, as it was printed.") from None


def read_public_key(text: str) -> PublicKey:
    """The one key in `text`. Raises BadKey for anything but an uncompressed P-256 key."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 3 or lines[0] != BEGIN or lines[-1] != END:
        raise BadKey("The key file is not one PUBLIC KEY in PEM.")
    try:
        der = base64.b64decode("".join(lines[1:-1]), validate=True)
    except ValueError:
        raise BadKey("The key file's base 64 is damaged.") from None
    if not der.startswith(PREFIX) or len(der) != len(PREFIX) + 2 * SIZE:
        raise BadKey("The key is not an uncompressed key of P-256 (prime256v1).")
    x, y = der[len(PREFIX) : -SIZE], der[-SIZE:]
    return PublicKey(int.from_bytes(x, "big"), int.from_bytes(y, "big"))
