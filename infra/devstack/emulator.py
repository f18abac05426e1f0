"""The AWS emulator as the local stack serves it. It runs in ministack's environment, not in the service's."""

from ministack.app import app as ministack

from infra.devstack.announced import Announced

app = Announced(ministack)
