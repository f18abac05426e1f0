"""Names of operations and parameters as each client writes them."""

from __future__ import annotations

import keyword
import re

CSV_NAME = "balances.csv"
"""The file that samples send where the body is one."""


def snake_case(name: str) -> str:
    """A parameter's name in Python."""
    plain = name.lower().replace("-", "_")
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def camel_case(name: str) -> str:
    """A parameter's or operation's name in TypeScript."""
    first, *rest = re.split(r"[-_]", name)
    return first.lower() + "".join(part[:1].upper() + part[1:] for part in rest)
