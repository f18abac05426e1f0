"""`python -m infra.ops.doctor STAGE`: compare the deployment with what is needed; exits with 1 on a finding."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from chalicelib.aws.clients import operators_session
from chalicelib.credit.errors import CreditError
from chalicelib.services.ports.checks import Finding
from infra.ops.deploy.stage import NoSuchStage, read_stage
from infra.ops.doctor import aws_checks, clinic_checks, domain_checks, stripe_checks
from infra.ops.doctor.findings import Check
from infra.ops.operate.environment import NotThere, StageEnvironment
from infra.ops.refusal import VENDORS, refusal

CHECKS: tuple[Check, ...] = (
    stripe_checks.keys,
    stripe_checks.api_version,
    stripe_checks.endpoints,
    domain_checks.payment_domains,
    clinic_checks.primary_accounts,
    aws_checks.tables,
    aws_checks.streams,
    aws_checks.bucket,
    aws_checks.alarms,
    aws_checks.clock,
)


def examine(deployed: StageEnvironment) -> Iterator[Finding]:
    """Yield every finding. A check that can't run is one as well."""
    for check in CHECKS:
        try:
            yield from check(deployed)
        except NotThere as fault:
            yield Finding(f"{check.__name__}: {fault}", "make deploy STAGE=...")
        except VENDORS as fault:
            yield Finding(f"{check.__name__} could not run", refusal(fault, "run the doctor again"))
        except CreditError as fault:
            yield Finding(f"{check.__name__} could not run: {fault.__cause__ or fault}", "Do what the error asks for")


def main() -> None:
    """Examine a stage."""
    parser = argparse.ArgumentParser(prog="python -m infra.ops.doctor", description=main.__doc__)
    parser.add_argument("stage", help="infra/stages/STAGE.json")
    given = parser.parse_args()
    try:
        stage = read_stage(given.stage)
        session = operators_session(stage.region)
    except NoSuchStage as fault:
        raise SystemExit(str(fault)) from None
    except VENDORS as fault:
        raise SystemExit(refusal(fault, "run the doctor again")) from None
    findings = list(examine(StageEnvironment(session, stage)))
    for finding in findings:
        print(f"- {finding.what}\n  fix: {finding.fix.replace('STAGE=...', f'STAGE={given.stage}')}")
    print(f"{len(CHECKS)} checks, {len(findings)} findings")
    raise SystemExit(1 if findings else 0)


if __name__ == "__main__":
    main()
