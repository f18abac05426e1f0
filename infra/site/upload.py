"""The pages in the site's bucket: new files first, then the documents that name them; old files go later."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Document:
    """A page with its deployment's configuration."""

    body: str
    content_type: str


def documents_of(site: Site, settings: Settings) -> dict[str, Document]:
    """Return the pages of `site` as a deployment with `settings` serves them."""
    return {name: Document(configured(page.body, settings), page.content_type) for name, page in site.pages.items()}


def upload(s3: S3Client, bucket: str, site: Site, settings: Settings, now: datetime) -> None:
    """Make the bucket serve `site`. May be repeated after any failure."""
    there = set(_names(s3, bucket, "web/"))
    for name, asset in site.assets.items():
        if name not in there:
            _put(s3, bucket, name, asset.body, asset.content_type, IMMUTABLE)
    serve(s3, bucket, documents_of(site, settings), site.assets, now)
    for name in (there | set(site.assets)) - _needed(s3, bucket, now):
        s3.delete_object(Bucket=bucket, Key=name)


def missing(s3: S3Client, bucket: str, assets: Collection[str]) -> set[str]:
    """Return those files that are no longer in the bucket."""
    return set(assets) - set(_names(s3, bucket, "web/"))


def serve(s3: S3Client, bucket: str, documents: Mapping[str, Document], assets: Collection[str], now: datetime) -> None:
    """Make the bucket serve these documents, whose files are in it."""
    for name, page in documents.items():
        _put(s3, bucket, name, page.body, page.content_type, REVALIDATE)
    _put(s3, bucket, RELEASES + now.strftime(FORM), json.dumps(sorted(assets)), "application/json", REVALIDATE)


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
