"""Releases of a deployment, kept beside the packages: one can be deployed again without its checkout."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from infra.client_types import S3Client
from infra.site.upload import Document

CONFIGURATION = "Configuration"
"""The parameter that changes with the template and with every other parameter. SAM publishes a version when a property
of the template changes, and not when only a parameter's value does: without this the API would keep its old tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """`template` is the address of the service's template, whose packages have names of their content; `documents` are
    the pages with their configuration and `assets` the files that they name. It `responded` once a deploy of it ended
    with responses to its first requests."""

    at: str
    template: str
    parameters: Mapping[str, str]
    documents: Mapping[str, Document]
    assets: Sequence[str]
    responded: bool = False


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases of one deployment."""

    s3: S3Client
    bucket: str
    deployment: str

    def keep(self, release: Release, *, responded: bool) -> None:
        """Store the release as the latest: before it is deployed, and again when it responded."""
        body = json.dumps(asdict(replace(release, responded=responded)), sort_keys=True)
        self.s3.put_object(Bucket=self.bucket, Key=self._prefix + release.at, Body=body.encode())

    def before_the_latest(self) -> Release | None:
        """Return the newest release that responded and is another one than the latest; None if there is none."""
        newest_first = self._newest_first()
        latest = next(newest_first, None)
        return next(
            (each for each in newest_first if latest and each.responded and each.template != latest.template), None
        )

    @property
    def _prefix(self) -> str:
        return f"releases/{self.deployment}/"

    def _newest_first(self) -> Iterator[Release]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._prefix)
        keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
        for key in sorted(keys, reverse=True):
            yield _release(json.loads(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()))


def _release(held: Mapping[str, object]) -> Release:
    documents = held["documents"]
    assert isinstance(documents, dict), "written by this module"
    return Release(**{**held, "documents": {name: Document(**each) for name, each in documents.items()}})  # type: ignore[arg-type]


def identified(template: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters with the digest of the template's address and of them all."""
    others = {name: value for name, value in parameters.items() if name != CONFIGURATION}
    told = json.dumps([template, others], sort_keys=True)
    return {**others, CONFIGURATION: hashlib.sha256(told.encode()).hexdigest()}
