"""`python -m infra.ops.deploy STAGE`: package the service and deploy it as infra/stages/STAGE.json defines."""

from __future__ import annotations

import argparse

import boto3

from infra.ops.deploy.rollout import Rollout
from infra.ops.deploy.stacks import NotDeployed
from infra.ops.deploy.stage import NoSuchStage, read_stage
from infra.packaging.__main__ import CACHE, ROOT
from infra.packaging.package import Builder
from infra.packaging.target import on_lambda


def main() -> None:
    """Deploy a stage."""
    parser = argparse.ArgumentParser(prog="python -m infra.ops.deploy", description=main.__doc__)
    parser.add_argument("stage", help="infra/stages/STAGE.json")
    given = parser.parse_args()
    try:
        stage = read_stage(given.stage)
        print("Packaging", flush=True)
        package = Builder(root=ROOT, out=ROOT / "dist", cache=CACHE, target=on_lambda()).build()
        outputs = Rollout(boto3.Session(region_name=stage.region), stage).everything(package)
    except (NoSuchStage, NotDeployed) as fault:
        raise SystemExit(str(fault)) from None
    for name, value in sorted(outputs.items()):
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
