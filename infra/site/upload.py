"""The pages in the site's bucket: new files first, then the documents that name them; old files go later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from chalicelib.config import Settings
from infra.client_types import S3Client
from infra.site.build import Site
from infra.site.page_config import configured
from infra.site.pages import IMMUTABLE, REVALIDATE

KEPT_FOR = timedelta(days=30)
"""How long a page that was open before a deploy still finds its files."""
RELEASES = "releases/"
FORM = "%Y-%m-%dT%H-%M-%SZ"


def upload(s3: S3Client, bucket: str, site: Site, settings: Settings, now: datetime) -> None:
    """Make the bucket serve `site`. May be repeated after any failure."""
    there = set(_names(s3, bucket, "web/"))
    for name, asset in site.assets.items():
        if name not in there:
            _put(s3, bucket, name, asset.body, asset.content_type, IMMUTABLE)
    for name, page in site.pages.items():
        _put(s3, bucket, name, configured(page.body, settings), page.content_type, REVALIDATE)
    _put(s3, bucket, RELEASES + now.strftime(FORM), json.dumps(sorted(site.assets)), "application/json", REVALIDATE)
    for name in (there | set(site.assets)) - _needed(s3, bucket, now):
        s3.delete_object(Bucket=bucket, Key=name)


def _needed(s3: S3Client, bucket: str, now: datetime) -> set[str]:
    """Return the files of the release in use, and of those that were replaced less than KEPT_FOR ago."""
    releases = sorted(_names(s3, bucket, RELEASES))
    oldest = RELEASES + (now - KEPT_FOR).strftime(FORM)
    needed = [name for name, after in zip(releases, [*releases[1:], None], strict=True) if not after or after >= oldest]
    read = (s3.get_object(Bucket=bucket, Key=name)["Body"].read() for name in needed)
    return {file for release in read for file in json.loads(release)}


def _names(s3: S3Client, bucket: str, prefix: str) -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from (found["Key"] for found in page.get("Contents", []))


def _put(s3: S3Client, bucket: str, name: str, body: str, content_type: str, caching: str) -> None:
    given: dict[str, Any] = {"ContentType": content_type, "CacheControl": caching}
    s3.put_object(Bucket=bucket, Key=name, Body=body.encode(), **given)
