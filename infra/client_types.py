"""The types of boto3's clients, for mypy alone: their stubs aren't installed where these modules run."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_s3 import S3Client
else:
    CloudFormationClient = DynamoDBClient = DynamoDBStreamsClient = S3Client = Any

__all__ = ["CloudFormationClient", "DynamoDBClient", "DynamoDBStreamsClient", "S3Client"]
