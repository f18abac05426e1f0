"""Policies of templates, evaluated as IAM does: a call is allowed by a statement, unless another one denies it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from infra.devstack.settings import ROOT
from infra.packaging.cloudformation import read

ACCOUNT, REGION, DEPLOYMENT = "123456789012", "ca-central-1", "prod"
NAMES = {
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "Deployment": DEPLOYMENT,
    "Boundary": f"arn:aws:iam::{ACCOUNT}:policy/{DEPLOYMENT}-boundary",
}
Context = Mapping[str, Sequence[str]]
"""The values of a request's condition keys."""
NOTHING: Context = {}
Statement = Mapping[str, Any]
THROUGH_CLOUDFORMATION: Context = {"aws:CalledVia": ["cloudformation.amazonaws.com"]}


@dataclass(frozen=True)
class Policy:
    """The statements of one role or of a boundary."""

    statements: Sequence[Statement]

    def allows(self, action: str, resource: str, context: Context = NOTHING) -> bool:
        effects = {each["Effect"] for each in self.statements if _matches(each, action, resource, context)}
        return "Allow" in effects and "Deny" not in effects

    def allows_anywhere(self, action: str) -> bool:
        """Whether any resource and any condition lets the action happen."""
        return any(each["Effect"] == "Allow" and _is_named(each, action) for each in self.statements)

    @property
    def actions(self) -> set[str]:
        return {action for each in self.statements if each["Effect"] == "Allow" for action in listed(each["Action"])}


def roles(names: Mapping[str, str] = NAMES) -> dict[str, Policy]:
    """The roles of infra/templates/roles.yaml and the boundary, by their logical ids, for these names."""
    resources = read(ROOT / "infra" / "templates" / "roles.yaml")["Resources"]
    return {
        name: Policy(resolved(list(_statements(each["Properties"], resources)), names))
        for name, each in resources.items()
    }


def _statements(properties: Mapping[str, Any], resources: Mapping[str, Any]) -> Iterator[Statement]:
    inline = [each["PolicyDocument"] for each in properties.get("Policies", [])]
    for document in (*inline, *filter(None, [properties.get("PolicyDocument")])):
        yield from document["Statement"]
    for reference in properties.get("ManagedPolicyArns", []):
        yield from _statements(resources[reference["Ref"]]["Properties"], resources)


def resolved(value: Any, names: Mapping[str, str] = NAMES) -> Any:
    """The value with the intrinsics that policies use filled in; of what isn't known, the name stays."""
    if isinstance(value, list):
        return [resolved(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"}:
        return names.get(value["Ref"], value["Ref"])
    if set(value) == {"Fn::GetAtt"}:
        return names.get(".".join(value["Fn::GetAtt"]), value["Fn::GetAtt"][0])
    if set(value) == {"Fn::Sub"}:
        return re.sub(r"\$\{([^}]+)\}", lambda found: names.get(found[1], found[1]), value["Fn::Sub"])
    return {name: resolved(each, names) for name, each in value.items()}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_named(statement: Statement, action: str) -> bool:
    return any(fnmatchcase(action.lower(), each.lower()) for each in listed(statement["Action"]))


def _matches(statement: Statement, action: str, resource: str, context: Context) -> bool:
    return (
        _is_named(statement, action)
        and any(fnmatchcase(resource, _literal(each)) for each in listed(statement["Resource"]))
        and all(
            _holds(operator, context.get(key), listed(expected))
            for operator, keys in statement.get("Condition", {}).items()
            for key, expected in keys.items()
        )
    )


def _literal(pattern: str) -> str:
    """IAM knows no sets of characters."""
    return pattern.replace("[", "[[]")


def _holds(operator: str, given: Sequence[str] | None, expected: Iterable[str]) -> bool:
    """Of a key that a request doesn't have, `ForAllValues` and `IfExists` hold, and the others don't.

    A negation holds of a value that none of the patterns matches.
    """
    if given is None:
        return operator.startswith("ForAllValues:") or operator.endswith("IfExists")
    patterns = [_literal(each) if "Like" in operator else re.sub(r"([*?[])", r"[\1]", each) for each in expected]
    is_negated = ":StringNot" in operator
    matching = [any(fnmatchcase(value, pattern) for pattern in patterns) is not is_negated for value in given]
    return all(matching) if operator.startswith("ForAllValues:") else any(matching)
