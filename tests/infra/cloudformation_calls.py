"""The calls by which CloudFormation makes, reads, changes and removes each resource that a deployer's release changes.

From the `handlers` of AWS's own resource types, as far as the templates use them: no KMS, VPC, code signing, tags of
streams, reserved or provisioned concurrency; and nothing that removes a log, a topic, a queue or what is at CloudFront.
"""

from __future__ import annotations

from tests.infra.policies import ACCOUNT, DEPLOYMENT, REGION

HERE = f"{REGION}:{ACCOUNT}"
API = f"arn:aws:apigateway:{REGION}::/restapis"
FUNCTION = f"arn:aws:lambda:{HERE}:function:{DEPLOYMENT}-schedule"
DEPLOYED = f"arn:aws:codedeploy:{HERE}"
SITE = f"arn:aws:cloudfront::{ACCOUNT}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/{DEPLOYMENT}-service-OnNightRole-1ABC"
LOGS = f"arn:aws:logs:{HERE}:log-group:/aws/lambda/{DEPLOYMENT}-night:*"
TOPIC = f"arn:aws:sns:{HERE}:{DEPLOYMENT}-alarms"

REST = {"apigateway": "DELETE GET PATCH POST PUT"}
TAGS = "ListTagsForResource TagResource UntagResource"

NEEDED: dict[str, dict[str, str]] = {
    "AWS::ApiGateway::Deployment": REST,
    "AWS::ApiGateway::RestApi": REST,
    "AWS::ApiGateway::Stage": REST,
    "AWS::CloudFront::Distribution": {
        "cloudfront": f"CreateDistribution GetDistribution GetDistributionConfig UpdateDistribution {TAGS}"
    },
    "AWS::CloudFront::Function": {
        "cloudfront": f"CreateFunction DescribeFunction GetFunction PublishFunction UpdateFunction {TAGS}"
    },
    "AWS::CloudFront::OriginAccessControl": {
        "cloudfront": "CreateOriginAccessControl GetOriginAccessControl UpdateOriginAccessControl"
    },
    "AWS::CloudFront::ResponseHeadersPolicy": {
        "cloudfront": "CreateResponseHeadersPolicy GetResponseHeadersPolicy UpdateResponseHeadersPolicy"
    },
    "AWS::CloudWatch::Alarm": {"cloudwatch": f"DeleteAlarms DescribeAlarms PutMetricAlarm {TAGS}"},
    "AWS::CloudWatch::Dashboard": {"cloudwatch": f"DeleteDashboards GetDashboard PutDashboard {TAGS}"},
    "AWS::CodeDeploy::Application": {"codedeploy": f"CreateApplication DeleteApplication GetApplication {TAGS}"},
    "AWS::CodeDeploy::DeploymentGroup": {
        "codedeploy": "CreateDeployment CreateDeploymentGroup DeleteDeploymentGroup GetApplicationRevision"
        " GetDeployment GetDeploymentConfig GetDeploymentGroup ListDeployments RegisterApplicationRevision"
        f" StopDeployment UpdateDeploymentGroup {TAGS}",
        "iam": "PassRole",
    },
    "AWS::Events::Rule": {
        "events": f"DeleteRule DescribeRule ListTargetsByRule PutRule PutTargets RemoveTargets {TAGS}"
    },
    "AWS::IAM::Role": {
        "iam": "AttachRolePolicy CreateRole DeleteRole DeleteRolePolicy DetachRolePolicy GetRole GetRolePolicy"
        " ListAttachedRolePolicies ListRolePolicies PutRolePermissionsBoundary PutRolePolicy TagRole UntagRole"
        " UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription"
    },
    "AWS::Lambda::Alias": {
        "codedeploy": "CreateDeployment GetDeployment GetDeploymentConfig GetDeploymentGroup StopDeployment",
        "lambda": "CreateAlias DeleteAlias GetAlias GetProvisionedConcurrencyConfig UpdateAlias",
    },
    "AWS::Lambda::EventInvokeConfig": {
        "lambda": "DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig"
        " UpdateFunctionEventInvokeConfig"
    },
    "AWS::Lambda::EventSourceMapping": {
        "lambda": "CreateEventSourceMapping DeleteEventSourceMapping GetEventSourceMapping ListTags TagResource"
        " UntagResource UpdateEventSourceMapping"
    },
    "AWS::Lambda::Function": {
        "iam": "PassRole",
        "lambda": "CreateFunction DeleteFunction GetFunction GetFunctionCodeSigningConfig GetFunctionRecursionConfig"
        " GetFunctionScalingConfig GetLayerVersion GetRuntimeManagementConfig PublishVersion TagResource UntagResource"
        " UpdateFunctionCode UpdateFunctionConfiguration",
    },
    "AWS::Lambda::LayerVersion": {"lambda": "DeleteLayerVersion GetLayerVersion PublishLayerVersion"},
    "AWS::Lambda::Permission": {"lambda": "AddPermission GetPolicy RemovePermission"},
    "AWS::Lambda::Version": {
        "lambda": "DeleteFunction GetFunctionConfiguration GetFunctionScalingConfig GetProvisionedConcurrencyConfig"
        " GetRuntimeManagementConfig ListVersionsByFunction PublishVersion"
    },
    "AWS::Logs::LogGroup": {
        "logs": "CreateLogGroup DescribeIndexPolicies DescribeLogGroups GetDataProtectionPolicy PutRetentionPolicy"
        f" {TAGS}"
    },
    "AWS::Logs::MetricFilter": {"logs": "DeleteMetricFilter DescribeMetricFilters PutMetricFilter"},
    "AWS::SNS::Subscription": {
        "sns": "GetSubscriptionAttributes SetSubscriptionAttributes Subscribe Unsubscribe",
    },
    "AWS::SNS::Topic": {
        "sns": "CreateTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic SetTopicAttributes"
        f" {TAGS}"
    },
    "AWS::SQS::Queue": {
        "sqs": "CreateQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue"
    },
}

NAMED_AS: dict[str, tuple[str, ...]] = {
    "apigateway": (API, f"{API}/a1b2c3d4e5", f"{API}/a1b2c3d4e5/stages/api"),
    "cloudfront": (
        f"{SITE}:distribution/E1ABC",
        f"{SITE}:function/{DEPLOYMENT}-front",
        f"{SITE}:origin-access-control/E2ABC",
        f"{SITE}:response-headers-policy/a1b2",
    ),
    "cloudwatch": (
        f"arn:aws:cloudwatch:{HERE}:alarm:{DEPLOYMENT}-api-errors",
        f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{DEPLOYMENT}",
    ),
    "codedeploy": (
        f"{DEPLOYED}:application:{DEPLOYMENT}-service-ServerlessDeploymentApplication-1ABC",
        f"{DEPLOYED}:deploymentgroup:{DEPLOYMENT}-service-ServerlessDeploymentApplication-1ABC/{DEPLOYMENT}-service-2DEF",
        f"{DEPLOYED}:deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes",
    ),
    "events": (f"arn:aws:events:{HERE}:rule/{DEPLOYMENT}-service-OnNightOnNightEvent-1ABC",),
    "iam": (ROLE,),
    "lambda": (
        FUNCTION,
        f"{FUNCTION}:7",
        f"arn:aws:lambda:{HERE}:layer:{DEPLOYMENT}-receipts",
        f"arn:aws:lambda:{HERE}:layer:{DEPLOYMENT}-receipts:7",
        f"arn:aws:lambda:{HERE}:event-source-mapping:a1b2",
    ),
    "logs": (LOGS, "*"),
    "sns": (TOPIC, f"{TOPIC}:a1b2"),
    "sqs": (f"arn:aws:sqs:{HERE}:{DEPLOYMENT}-work",),
}
"""Resources of this deployment as they are named, by service. An action is on one kind of them."""
