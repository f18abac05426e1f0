"""DynamoDB (pynamodb) and S3 (boto3): the only importers of either."""
