"""Places where a banned word is right, each with its reason."""

from __future__ import annotations

from typing import NamedTuple


class Allowed(NamedTuple):
    """A line of a file (or of a folder) that `contains` a text may break the rule."""

    rule: str
    path: str
    contains: str
    reason: str


ALLOWED = (
    Allowed("park", "chalicelib/dynamodb/", "parked", "the stored kind and key of version 1's items"),
    Allowed("park", "docs/", "parked#", "the stored key, as an operator finds it"),
    Allowed("park", "docs/glossary/", "", "the words to avoid"),
    Allowed("news", "docs/glossary/", "", "the words to avoid"),
    Allowed("books", "docs/glossary/", "", "the words to avoid"),
    Allowed("knob", "docs/glossary/", "", "the words to avoid"),
    Allowed("says", "docs/glossary/", "", "the words to avoid"),
    Allowed("park", "docs/operating/", "Reports parked", "the alarm's name, which operators' tools know"),
    Allowed("park", "infra/templates/", "parked#", "the stored key of version 1's items"),
    Allowed("park", "infra/templates/", "reports-parked", "the alarm's name, which operators' tools know"),
    Allowed("park", "tests/deploy/", "reports-parked", "the alarm's name, which operators' tools know"),
    Allowed("American", "tests/simulation/dynamo/errors.py", "Transaction cancelled,", "the message of DynamoDB"),
    Allowed("walk", "tests/bench/", "pkgutil.walk_packages", "Python's own name"),
    Allowed("park", "infra/devstack/demo.py", "Oli Park", "a person's name"),
    Allowed("people", "chalicelib/web/", "by_whom", "who did it, in the passive"),
    Allowed("people", "infra/stripe_double/tests/", "_nobody", "an id that does not exist"),
    Allowed("says", "chalicelib/web/words/", "the cardholder says", "a person says"),
    Allowed("watch", "infra/stripe_double/tests/", "acct_watched", "an id"),
    Allowed("watch", "infra/ops/doctor/", "watch", "the client of CloudWatch"),
    Allowed("American", "tests/dynamodb/", "Centre-ville", "French"),
    Allowed("people", "tests/", "_nobody", "an id that does not exist"),
    Allowed("park", "tests/", '"parked', "the stored kind of version 1's items"),
    Allowed("American", "", "colours", "a field of the clinic's profile, of the contract v1 and of stored items"),
)
