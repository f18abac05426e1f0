"""The composition: every adapter and every use case, built once per process and passed on."""

from chalicelib.bootstrap.adapters import Adapters, connect
from chalicelib.bootstrap.rehearsal import Rehearsal, rehearsal
from chalicelib.bootstrap.services import Services, build, compose

__all__ = ["Adapters", "Rehearsal", "Services", "build", "compose", "connect", "rehearsal"]
