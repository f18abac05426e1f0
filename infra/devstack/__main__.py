"""The local stack's commands: `python -m infra.local {up,reset,token,env,seed,sandbox,prove}`."""

from __future__ import annotations

import argparse
import os
import sys

from infra.devstack.identity.keys import KeyFile
from infra.devstack.identity.tokens import OPERATOR, ROLES, Claims, sign
from infra.devstack.prove import prove
from infra.devstack.run import up
from infra.devstack.sandbox.build import make_sandbox
from infra.devstack.seed import seed
from infra.devstack.settings import AUDIENCE, OPERATOR_AUDIENCE, Settings, SettingsError, state_of
from infra.devstack.supervision import state_lock
from infra.devstack.supervision.forked import PRIVATE_UMASK
from infra.devstack.supervision.process import clean_environment


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status; an error is one sentence on standard error."""
    os.umask(PRIVATE_UMASK)
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (SettingsError, state_lock.AlreadyRunning, state_lock.NotRunning) as error:
        print(error, file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("up", help="start everything; Ctrl-C stops it").set_defaults(run=_up)
    commands.add_parser("reset", help="forget the state").set_defaults(run=_reset)
    commands.add_parser("env", help="print KEY=VALUE lines of the running stack").set_defaults(run=_env)
    commands.add_parser("seed", help="write the demo clinics again").set_defaults(run=_seed)
    sandbox = commands.add_parser("sandbox", help="make a clinic with payments of every state and age")
    sandbox.set_defaults(run=_sandbox)
    prove = commands.add_parser("prove", help="prove today's ledger against Stripe now, once a day")
    prove.set_defaults(run=_prove)
    token = commands.add_parser("token", help="print a bearer token, good for 12 hours")
    token.add_argument("--role", choices=(*ROLES, OPERATOR), required=True)
    token.add_argument("--clinic", help="any clinic id, such as clinic_demo; for all roles but operator")
    token.add_argument("--patient", help="any patient id, such as pat_ana; for --role patient")
    token.add_argument("--name", help="the bearer's name, when it is none of the demo people")
    token.set_defaults(run=_token)
    return parser


def _up(_options: argparse.Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    _leave_the_shell(keeps_proxies=settings.stripe is not None)
    return up(settings)


def _leave_the_shell(*, keeps_proxies: bool = False) -> None:
    """Forget the shell's proxies, profiles and Python settings, for this process and what it starts."""
    clean = clean_environment(os.environ, keeps_proxies=keeps_proxies)
    os.environ.clear()
    os.environ.update(clean)


def _reset(_options: argparse.Namespace) -> int:
    state = state_of(os.environ)
    state_lock.reset(state)
    print(f"{state}: forgotten")
    return 0


def _env(_options: argparse.Namespace) -> int:
    for name, value in state_lock.values(state_of(os.environ)).items():
        print(f"{name}={value}")
    return 0


def _seed(_options: argparse.Namespace) -> int:
    _enter_the_stack()
    seed()
    return 0


def _sandbox(_options: argparse.Namespace) -> int:
    _enter_the_stack()
    make_sandbox(lambda step: print(step, flush=True))
    return 0


def _prove(_options: argparse.Namespace) -> int:
    _enter_the_stack()
    return prove()


def _enter_the_stack() -> None:
    """Take on the environment of the running stack. Raises NotRunning."""
    values = state_lock.values(state_of(os.environ))
    _leave_the_shell(keeps_proxies="STRIPE_API_URL" not in values)
    os.environ.update(values)


def _token(options: argparse.Namespace) -> int:
    if (options.role == "patient") != bool(options.patient):
        raise SettingsError("--patient goes with --role patient, and only with it.")
    if (options.role == OPERATOR) == bool(options.clinic):
        raise SettingsError("--clinic goes with every role but operator, and never with that one.")
    state = state_of(os.environ)
    claims = Claims.made_up(options.role, options.clinic or "", options.patient, options.name)
    audience = OPERATOR_AUDIENCE if options.role == OPERATOR else AUDIENCE
    print(sign(claims, KeyFile(state).signing(), issuer=_issuer(), audience=audience))
    return 0


def _issuer() -> str:
    """Return the running stack's issuer, so that its ports need not be given again, or the environment's."""
    try:
        return state_lock.values(state_of(os.environ))["TOKEN_ISSUER"]
    except state_lock.NotRunning:
        return Settings.from_environment(os.environ).issuer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
