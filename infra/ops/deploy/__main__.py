"""`python -m infra.ops.deploy STAGE`: package the service and deploy it as infra/stages/STAGE.json defines."""

from __future__ import annotations

import argparse

from chalicelib.aws.clients import operators_session
from chalicelib.config import Misconfigured
from infra.ops.deploy.rollout import Rollout
from infra.ops.deploy.stacks import NotDeployed
from infra.ops.deploy.stage import NoSuchStage, read_stage
from infra.ops.refusal import VENDORS, refusal
from infra.packaging.__main__ import CACHE, ROOT
from infra.packaging.bytecode import NotCompiled
from infra.packaging.dependencies import NotInstalled
from infra.packaging.package import Builder, Package, TooLarge
from infra.packaging.sam import NotPackaged
from infra.packaging.target import NoSuchRuntime, on_lambda
from infra.site.build import NotBuilt

OURS = (
    *(NoSuchStage, NotDeployed, Misconfigured),
    *(NotBuilt, NotCompiled, NotInstalled, NotPackaged, NoSuchRuntime, TooLarge),
)
"""Each is a sentence: what is wrong, and what to do."""
AGAIN = "deploy again: it goes on where it stopped"


def _package() -> Package:
    print("Packaging", flush=True)
    return Builder(root=ROOT, out=ROOT / "dist", cache=CACHE, target=on_lambda()).build()


def main() -> None:
    """Deploy a stage, go back to the release before, or make the roles of those who deploy and operate it."""
    parser = argparse.ArgumentParser(prog="python -m infra.ops.deploy", description=main.__doc__)
    parser.add_argument("stage", help="infra/stages/STAGE.json")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--rollback", action="store_true", help="deploy the release before the latest again")
    instead.add_argument("--roles", action="store_true", help="make or change the roles, as an administrator")
    given = parser.parse_args()
    try:
        stage = read_stage(given.stage)
        rollout = Rollout(operators_session(stage.region), stage)
        if given.roles:
            outputs = rollout.roles()
        else:
            outputs = rollout.roll_back() if given.rollback else rollout.everything(_package())
    except OURS as fault:
        raise SystemExit(str(fault)) from None
    except VENDORS as fault:
        raise SystemExit(refusal(fault, AGAIN)) from None
    for name, value in sorted(outputs.items()):
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
