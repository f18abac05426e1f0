"""The AWS emulator as the local stack serves it. It runs in ministack's environment, not in the service's."""

import gc
from functools import lru_cache

from ministack.app import app as ministack
from ministack.services import dynamodb

from infra.devstack.announced import Announced

GARBAGE_AT = (20_000, 20, 20)
"""All that it keeps is in memory, where Python would look for cycles after every 700 objects."""

MOST_EXPRESSIONS = 1_000

# A query's expressions are parsed for each item of its partition: here once each. It is a function of two strings.
dynamodb._condition_syntax_error = lru_cache(MOST_EXPRESSIONS)(dynamodb._condition_syntax_error)
gc.freeze()
gc.set_threshold(*GARBAGE_AT)
app = Announced(ministack)
