"""Old versions of the API's function are removed after a deploy, and none that a request can reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.ops.deploy.rollout import Rollout
from infra.ops.deploy.stage import read_stage
from infra.ops.deploy.versions import prune
from tests.infra.cloudformation import refused


@dataclass
class Lambda:
    """A function with versions, in pages of five, and an alias."""

    versions: list[str]
    live: dict[str, Any]
    deleted: list[str] = field(default_factory=list)
    fault: ClientError | None = None

    def client(self, name: str) -> Lambda:
        return self

    def get_paginator(self, name: str) -> Lambda:
        assert name == "list_versions_by_function"
        return self

    def paginate(self, FunctionName: str) -> list[dict[str, Any]]:
        if self.fault:
            raise self.fault
        listed = [{"Version": each} for each in ("$LATEST", *self.versions)]
        return [{"Versions": listed[start : start + 5]} for start in range(0, len(listed), 5)]

    def get_alias(self, FunctionName: str, Name: str) -> dict[str, Any]:
        assert (FunctionName, Name) == ("example-api", "live")
        return self.live

    def delete_function(self, FunctionName: str, Qualifier: str) -> None:
        self.deleted.append(Qualifier)


def numbered(number: int) -> list[str]:
    return [str(each) for each in range(1, number + 1)]


@pytest.mark.parametrize(
    ("versions", "live", "gone"),
    [
        (numbered(12), {"FunctionVersion": "12"}, ["7", "6", "5", "4", "3", "2", "1"]),
        (numbered(12), {"FunctionVersion": "3"}, ["7", "6", "5", "4", "2", "1"]),
        (numbered(7), {"FunctionVersion": "7", "RoutingConfig": {"AdditionalVersionWeights": {"1": 0.1}}}, ["2"]),
        (numbered(5), {"FunctionVersion": "5"}, []),
        (["9", "10", "100", "99", "8", "7"], {"FunctionVersion": "100"}, ["7"]),
    ],
)
def test_the_newest_and_what_the_alias_names_stay(versions: list[str], live: dict[str, Any], gone: list[str]) -> None:
    functions = Lambda(versions, live)
    assert prune(functions, "example-api") == functions.deleted == gone


def test_a_deploy_that_may_not_prune_is_a_deploy_all_the_same() -> None:
    said: list[str] = []
    aws: Any = Lambda([], {}, fault=refused("ListVersionsByFunction", "AccessDeniedException", "no"))
    Rollout(aws, read_stage("example"), said.append).prune()
    assert said == ["Old versions of the API's function stay for now: AccessDeniedException"]
