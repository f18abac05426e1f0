"""The small changes that can be made to a CloudFormation template: what a slip of the hand would change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.mutants.text_edit import TextEdit

SWAPS = {
    "true": "false",
    "false": "true",
    "Allow": "Deny",
    "Deny": "Allow",
    "notBreaching": "missing",
    "breaching": "notBreaching",
    "missing": "ignore",
    "GreaterThanThreshold": "GreaterThanOrEqualToThreshold",
    "GreaterThanOrEqualToThreshold": "GreaterThanThreshold",
    "LessThanThreshold": "LessThanOrEqualToThreshold",
    "Sum": "Average",
    "Maximum": "Minimum",
    "Retain": "Delete",
    "Enabled": "Suspended",
    "PAY_PER_REQUEST": "PROVISIONED",
    "KEYS_ONLY": "ALL",
    "NEW_AND_OLD_IMAGES": "NEW_IMAGE",
}
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
ACTION = re.compile(r"[a-z0-9-]+:[A-Z][A-Za-z]+\*?")
UNTOLD = {"AWSTemplateFormatVersion", "Version", "Description", "Metadata", "Parameters"}
"""Dates of formats, and words. A parameter's default is the operator's to change."""


def template_edits(root: Path, file: str) -> list[TextEdit]:
    """Every change of the file. An action becomes any of its service, a resource any."""
    text = (root / file).read_text()
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    assert tree is not None
    found = {
        (node.start_mark.index, node.end_mark.index, other)
        for node, under in _scalars(tree, "")
        for other in _others(node, under)
    }
    return [
        TextEdit.of(root, file, len(text[:start].encode()), len(text[:end].encode()), other)
        for start, end, other in sorted(found)
    ]


def _scalars(node: yaml.Node, under: str) -> Iterator[tuple[yaml.Node, str]]:
    """The values, each with the name of the nearest key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in UNTOLD:
                yield from _scalars(value, key.value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value, under)
        if under == "Resource":
            yield node, under
    else:
        yield node, under


def _others(node: yaml.Node, under: str) -> Iterator[str]:
    if under == "Resource":
        if node.value != "*":
            yield '"*"'
    elif not isinstance(node, yaml.ScalarNode):
        return
    elif node.value in SWAPS:
        yield SWAPS[node.value]
    elif NUMBER.fullmatch(node.value) and node.style is None:
        twice = float(node.value) * 2
        yield from (str(twice).removesuffix(".0"), "0") if twice else ("1",)
    elif ACTION.fullmatch(node.value) and under == "Action":
        yield f'"{node.value.partition(":")[0]}:*"'
