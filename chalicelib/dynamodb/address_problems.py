"""Problems of e-mail addresses as items hold them: a list of address, reason and time."""

from __future__ import annotations

from chalicelib.credit.email_address import AddressProblem, Undeliverable
from chalicelib.dynamodb.timestamps import from_iso, to_iso


def problem_data(problem: AddressProblem) -> list[str]:
    return [problem.address, problem.reason, to_iso(problem.since)]


def problem_of(address: str, reason: str, since: str) -> AddressProblem:
    return AddressProblem(address, Undeliverable(reason), from_iso(since))
