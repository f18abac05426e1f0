"""Going back deploys the latest release but one that responded, without its checkout and on the tables in use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from infra.ops.deploy.releases import CONFIGURATION, Release, Releases, identified
from infra.ops.deploy.rollout import Rollout
from infra.ops.deploy.stacks import NotDeployed
from infra.ops.deploy.stage import read_stage
from infra.site.upload import Document
from tests.infra.cloudformation import CloudFormation

BUCKET, SITE = "packages", "site"
STACKS = ("account-credit-account", "example-storage", "example-service", "example-site")
OUTPUTS = {
    **dict.fromkeys(("CreditTableStreamArn", "ProofsBucket"), "x"),
    "Packages": BUCKET,
    "SiteBucket": SITE,
    "CreditTable": "restored",
    "EndpointURL": "https://api.example/api/",
    "DistributionDomain": "pages.example",
}


class Session:
    """An account with these stacks, and its buckets."""

    def __init__(self, aws: CloudFormation) -> None:
        self.aws, self.s3 = aws, boto3.client("s3", region_name="us-east-1")

    def client(self, name: str) -> Any:
        return self.aws if name == "cloudformation" else self.s3


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        made = Session(CloudFormation(dict.fromkeys(STACKS, "UPDATE_COMPLETE"), outputs=dict(OUTPUTS)))
        for bucket in (BUCKET, SITE):
            made.s3.create_bucket(Bucket=bucket)
        made.s3.put_object(Bucket=SITE, Key="web/one.js", Body=b"")
        yield made


def release(number: int, template: str | None = None) -> Release:
    return Release(
        at=f"2020-11-2{number}T09-00-00Z",
        template=template or f"https://packages/{number}.json",
        parameters={"CreditTable": "first", "TokenIssuer": f"https://id{number}.example", "Traffic": "Canary"},
        documents={"account": Document(f"page {number}", "text/html")},
        assets=["web/one.js"],
    )


def kept(session: Session, *made: tuple[Release, bool]) -> Releases:
    releases = Releases(session.s3, BUCKET, "example")
    for each, responded in made:
        releases.keep(each, responded=responded)
    return releases


def rollout(session: Session, status: int = 200) -> Rollout:
    said: list[str] = []
    aws = cast("boto3.Session", session)
    return Rollout(aws, read_stage("example"), said.append, poll_s=0, ask=lambda url: status)


def page(session: Session) -> bytes:
    body: bytes = session.s3.get_object(Bucket=SITE, Key="account")["Body"].read()
    return body


def test_it_deploys_the_release_before_with_its_pages_at_once_and_on_todays_tables(session: Session) -> None:
    kept(session, (release(1), True), (release(2), True))
    rollout(session).roll_back()
    given = session.aws.given["example-service"]
    assert session.aws.called == ["UPDATE example-service"]
    assert given == {"CreditTable": "restored", "TokenIssuer": "https://id1.example", "Traffic": "AllAtOnce"}
    assert page(session) == b"page 1"


@pytest.mark.parametrize("is_bounded", [False, True])
def test_going_back_keeps_the_boundary_that_roles_have_by_now(session: Session, is_bounded: bool) -> None:
    """Without it the deployer's role could not change them."""
    if is_bounded:
        session.aws.stacks["example-roles"] = "CREATE_COMPLETE"
        session.aws.outputs["Boundary"] = "arn:aws:iam::1:policy/example-boundary"
    before = release(1)
    kept(session, (replace(before, parameters={**before.parameters, "Boundary": ""}), True), (release(2), True))
    rollout(session).roll_back()
    assert session.aws.given["example-service"]["Boundary"] == session.aws.outputs.get("Boundary", "")


def test_going_back_to_other_tables_is_another_configuration_of_the_api(session: Session) -> None:
    before = release(1)
    first = replace(before, parameters=identified(before.template, before.parameters))
    kept(session, (first, True), (release(2), True))
    rollout(session).roll_back()
    given = session.aws.given["example-service"]
    assert given == identified(before.template, given)
    assert given[CONFIGURATION] != identified(before.template, before.parameters)[CONFIGURATION]


@pytest.mark.parametrize("latest", [release(3), release(3, release(2).template)])
def test_a_release_that_never_responded_is_passed_over(session: Session, latest: Release) -> None:
    releases = kept(session, (release(1), True), (release(2), False), (latest, False))
    found = releases.before_the_latest()
    assert found and found.template == release(1).template


def test_going_back_twice_goes_back_to_where_it_was(session: Session) -> None:
    releases = kept(session, (release(1), True), (release(2), True))
    rollout(session).roll_back()
    again = releases.before_the_latest()
    assert again and again.template == release(2).template


@pytest.mark.parametrize("made", [(), ((release(1), True),), ((release(1), False), (release(2), True))])
def test_without_a_release_that_responded_before_nothing_is_changed(
    session: Session, made: tuple[tuple[Release, bool], ...]
) -> None:
    kept(session, *made)
    with pytest.raises(NotDeployed, match="nothing to go back to"):
        rollout(session).roll_back()
    assert session.aws.called == []


def test_a_release_whose_files_are_gone_is_refused_before_anything_changes(session: Session) -> None:
    kept(session, (replace(release(1), assets=["web/gone.js"]), True), (release(2), True))
    with pytest.raises(NotDeployed, match="30 days"):
        rollout(session).roll_back()
    assert session.aws.called == []


def test_going_back_to_what_does_not_respond_is_told(session: Session) -> None:
    releases = kept(session, (release(1), True), (release(2), True))
    with pytest.raises(NotDeployed, match="returned 500"):
        rollout(session, 500).roll_back()
    assert releases.before_the_latest() is not None
