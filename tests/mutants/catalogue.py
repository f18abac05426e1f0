"""Deliberate bugs, as data: each is one edit of one function, which a person could make and which costs money."""

from __future__ import annotations

from tests.mutants.credit_catalogue import CREDIT
from tests.mutants.edges_catalogue import EDGES
from tests.mutants.services_catalogue import SERVICES
from tests.mutants.stores_catalogue import STORES

MUTANTS = (*STORES, *CREDIT, *SERVICES, *EDGES)
