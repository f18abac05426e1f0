"""Verify nightly proofs, with the standard library and the public key alone.

python -m infra.ops.operate.verify FILE [FILE ...] --key public.pem

Give a clinic's proofs oldest first, without a gap. Exits with 1 if any file was altered, replaced, left out, put out of
order or signed by another key. A chain that does not begin with the clinic's first proof is said to hang on its first
file's `previous`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from infra.ops.operate.verify.chain import Proof, find_faults, read_proof
from infra.ops.operate.verify.p256 import BadKey
from infra.ops.operate.verify.pem import read_key_file


def main(arguments: list[str] | None = None) -> int:
    """Print what was found and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.ops.operate.verify", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", nargs="+", type=Path, help="proofs, oldest first")
    parser.add_argument("--key", type=Path, required=True, help="the signer's public key, PEM")
    given = parser.parse_args(arguments)
    try:
        key = read_key_file(given.key.read_bytes())
        proofs = [read_proof(path.name, path.read_bytes()) for path in given.file]
    except BadKey as fault:
        print(fault, file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"{fault.filename} can't be read: {fault.strerror}.", file=sys.stderr)
        return 2
    faults = list(find_faults(proofs, key))
    for sentence in faults:
        print(sentence)
    if not faults:
        print(_summary(proofs))
    return 1 if faults else 0


def _summary(proofs: list[Proof]) -> str:
    first, last = proofs[0].data, proofs[-1].data
    start = first.get("previous")
    origin = f"hangs on {start}" if start else "begins with the clinic's first proof"
    return (
        f"{len(proofs)} proofs, {first.get('date')} to {last.get('date')}: each signed and linked; the chain {origin}."
    )


if __name__ == "__main__":
    sys.exit(main())
