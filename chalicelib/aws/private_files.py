"""Encrypted files of a bucket in S3, which no cache keeps. Others get links to them that work for a minute."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

from chalicelib.aws.errors import code_of, translate_aws_errors
from chalicelib.credit.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # Stubs: not installed where the functions run.

MISSING = "NoSuchKey"


class PrivateFiles:
    """Every method raises Unavailable where S3 did not answer or refused."""

    def __init__(self, bucket: str, s3: S3Client) -> None:
        self._bucket = bucket
        self._s3 = s3

    def keep(self, key: str, content: bytes, media_type: str, **more: Any) -> None:
        """`more` are further parameters of PutObject."""
        with translate_aws_errors():
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType=media_type,
                ServerSideEncryption="AES256",
                CacheControl="private, no-store",
                **more,
            )

    def read(self, key: str) -> bytes | None:
        try:
            with translate_aws_errors():
                return self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except Unavailable as fault:
            if code_of(fault) == MISSING:
                return None
            raise

    def keys(self, prefix: str) -> list[str]:
        with translate_aws_errors():
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            return [each["Key"] for page in pages for each in page.get("Contents", [])]

    def link(self, key: str, file_name: str, *, valid_s: int, inline: bool = False) -> str:
        """An address by which a browser saves the file under that name, or shows it if `inline` (RFC 6266)."""
        disposition = f'{"inline" if inline else "attachment"}; filename="{file_name}"'
        target = {"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": disposition}
        with translate_aws_errors():
            return self._s3.generate_presigned_url("get_object", Params=target, ExpiresIn=valid_s)

    def erase(self, prefix: str, only: Container[str] | None = None) -> int:
        """Delete every version of the files under `prefix`, or of those `only`. Return how many files there were."""
        keys = set[str]()
        with translate_aws_errors():
            pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                for each in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                    if only is None or each["Key"] in only:
                        self._s3.delete_object(Bucket=self._bucket, Key=each["Key"], VersionId=each["VersionId"])
                        keys.add(each["Key"])
        return len(keys)
