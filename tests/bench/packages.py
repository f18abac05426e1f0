"""The size of the packages, beside one that holds everything for every function."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.table import Row
from tests.bench.trees import Trees

MB = 1_000_000


def rows(trees: Trees) -> Iterator[Row]:
    """Zip and unzipped size without and with the layer. Lambda takes 250 MiB unzipped, layers included."""
    (zipped, layer_zipped), (unzipped, layer_unzipped) = trees.zipped, trees.unzipped
    together, unzipped_together = zipped + layer_zipped, unzipped + layer_unzipped
    yield _row("api_handler zip, no layer", zipped, together)
    yield _row("api_handler unzipped, no layer", unzipped, unzipped_together)
    yield _row("on_credit_change, on_schedule zip, with the receipts layer", together, together)
    yield _row("on_credit_change, on_schedule unzipped, with the layer", unzipped_together, unzipped_together)


def _row(name: str, ours: int, all_in_one: int) -> Row:
    return Row(
        part="package",
        name=name,
        ours=f"{ours / MB:.1f} MB",
        twin=f"{all_in_one / MB:.1f} MB",
        to_twin=ours / all_in_one,
        note="twin: all in one zip",
    )
