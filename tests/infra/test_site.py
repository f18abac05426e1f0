"""The site on AWS: one domain, the headers that the local server sends, files that outlive a deploy for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import cfnlint.api
import pytest
from moto import mock_aws

from infra.client_types import S3Client
from infra.devstack.settings import ROOT
from infra.ops.deploy.rollout import FROM_STORAGE
from infra.ops.deploy.stage import read_stage
from infra.packaging.cloudformation import read
from infra.site.build import Asset, Site, site
from infra.site.page_headers import security_headers
from infra.site.stage_settings import header_parameters, settings_of
from infra.site.upload import upload

PATH = ROOT / "infra" / "templates" / "site.yaml"
TEMPLATE = read(PATH)
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
DISTRIBUTION = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]
STORAGE = dict.fromkeys((*FROM_STORAGE, "StripeSecretArn"), "x")
SETTINGS = settings_of({**STORAGE, "Deployment": "example", **read_stage("example").parameters}, "ca-central-1")
DAY = timedelta(days=1)
START = datetime(2027, 1, 1, tzinfo=UTC)
BUCKET = "site"


def test_cloudformation_would_take_the_template() -> None:
    assert [str(match) for match in cfnlint.api.lint_file(PATH)] == []


def test_cloudfront_sends_the_headers_that_the_local_server_sends() -> None:
    given = header_parameters(SETTINGS)
    config = RESOURCES["PageHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    age = security["StrictTransportSecurity"]["AccessControlMaxAgeSec"]
    sent = {
        "Content-Security-Policy": given[security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Ref"]],
        "Referrer-Policy": given[security["ReferrerPolicy"]["ReferrerPolicy"]["Ref"]],
        "Strict-Transport-Security": f"max-age={given[age['Ref']]}",
        "X-Content-Type-Options": "nosniff" if security["ContentTypeOptions"]["Override"] else "",
        **{each["Header"]: given[each["Value"]["Ref"]] for each in config["CustomHeadersConfig"]["Items"]},
    }
    assert sent == security_headers(SETTINGS)


def test_the_api_is_at_v1_uncached_and_everything_else_comes_from_the_bucket() -> None:
    (api,) = DISTRIBUTION["CacheBehaviors"]
    assert (api["PathPattern"], api["TargetOriginId"]) == ("/v1/*", "api")
    assert set(api["AllowedMethods"]) >= {"POST", "PUT", "PATCH", "DELETE"}
    assert DISTRIBUTION["DefaultCacheBehavior"]["TargetOriginId"] == "files"
    assert {each["ErrorCachingMinTTL"] for each in DISTRIBUTION["CustomErrorResponses"]} == {0}


def test_only_our_distribution_reads_the_bucket_and_only_over_tls() -> None:
    block = RESOURCES["Files"]["Properties"]["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    allowed = [
        one for one in RESOURCES["FilesPolicy"]["Properties"]["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"
    ]
    assert all("aws:SourceArn" in one["Condition"]["StringEquals"] for one in allowed)
    api = next(each for each in DISTRIBUTION["Origins"] if each["Id"] == "api")
    assert api["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    assert [each["HeaderName"] for each in api["OriginCustomHeaders"]] == ["x-origin-secret"]


def test_a_stages_own_domain_takes_tls_1_2_and_better() -> None:
    own = DISTRIBUTION["ViewerCertificate"]["Fn::If"][1]
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Client]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


def made_of(*files: str) -> Site:
    asset = Asset("x", "text/javascript; charset=utf-8", '"x"')
    page = Asset('<script type="application/json" id="config"></script>', "text/html; charset=utf-8", '"y"')
    return Site("1", {"account": page}, {f"web/{name}": asset for name in files})


def files(s3: S3Client) -> set[str]:
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix="web/").get("Contents", [])
    return {each["Key"].removeprefix("web/") for each in found}


def test_files_of_a_release_are_kept_for_a_month_after_it_was_replaced(s3: S3Client) -> None:
    upload(s3, BUCKET, made_of("one.js"), SETTINGS, START)
    upload(s3, BUCKET, made_of("two.js"), SETTINGS, START + 100 * DAY)
    assert files(s3) == {"one.js", "two.js"}
    upload(s3, BUCKET, made_of("two.js"), SETTINGS, START + 129 * DAY)
    assert files(s3) == {"one.js", "two.js"}
    upload(s3, BUCKET, made_of("three.js"), SETTINGS, START + 131 * DAY)
    assert files(s3) == {"two.js", "three.js"}


def test_the_documents_are_configured_and_never_cached_blindly(s3: S3Client) -> None:
    upload(s3, BUCKET, site(), SETTINGS, START)
    page = s3.get_object(Bucket=BUCKET, Key="account")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")
    assert b'"client_id": "account-credit-portal"' in page["Body"].read()
    script = s3.head_object(Bucket=BUCKET, Key=next(name for name in site().assets if name.endswith(".js")))
    assert "immutable" in script["CacheControl"] and script["ContentType"].startswith("text/javascript")
