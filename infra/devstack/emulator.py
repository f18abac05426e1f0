"""The AWS emulator as the local stack serves it. It runs in ministack's environment, not in the service's."""

import gc

from ministack.app import app as ministack

from infra.devstack.announced import Announced

GARBAGE_AT = (20_000, 20, 20)
"""All that it keeps is in memory, where Python would look for cycles after every 700 objects."""

gc.freeze()
gc.set_threshold(*GARBAGE_AT)
app = Announced(ministack)
