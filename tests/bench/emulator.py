"""The AWS emulator alone, with production's tables, for measurements that need real indexes and units."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from chalicelib.dynamodb.tables import TableMeta, use_tables
from infra.devstack import aws, components
from infra.devstack.aws import Storage
from infra.devstack.settings import REGION, Ports, Settings
from infra.devstack.supervision.process import Process

PATIENCE_S = 120
"""The emulator sorts a partition anew for each query: with 100,000 items in it that takes longer than our own limit."""


@contextmanager
def emulated(folder: Path) -> Iterator[tuple[Storage, Settings]]:
    """Start it, make the tables, and have this process's stores use them until the block ends."""
    settings = Settings(state=folder, ports=Ports.free())
    process = Process(components.emulator(settings), folder / "logs")
    try:
        process.wait_until_ready()
        storage = aws.deploy(settings)
        with (
            mock.patch.dict(os.environ, aws.access(settings)),
            mock.patch.object(TableMeta, "read_timeout_seconds", PATIENCE_S),
        ):
            use_tables(storage.credit_table, storage.clinics_table, REGION)
            yield storage, settings
    finally:
        process.stop()
