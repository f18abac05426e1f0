"""Cold starts from the packaged zip: one process, one invocation, all of its CPU."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.cpu import in_turns, process_ms
from tests.bench.stub_servers import StubServers
from tests.bench.table import Row, compared
from tests.bench.trees import Trees

MEASURED = Path(__file__).parent / "measured"
NO_STRIPE, SIGNATURE, CLIENT = "-", "stripe_signature", "stripe_client"
FUNCTIONS = {
    "GET /v1/me/credit": NO_STRIPE,
    "POST /v1/me/top-ups": CLIENT,
    "POST /v1/stripe/events": SIGNATURE,
    "stream": NO_STRIPE,
    "schedule": CLIENT,
}
"""The part of stripe that each uses, which belongs to its floor."""
TO_FLOOR, TO_TWIN = 1.10, 0.40


def rows(stubs: StubServers, trees: Trees, rounds: int) -> Iterator[Row]:
    """One row a function or route; then the read route beside the leanest client that our own package can make."""
    for name, stripe in FUNCTIONS.items():
        made = _contenders(stubs, trees, name, ("boto3", trees.whole), stripe)
        goals = (TO_FLOOR, TO_TWIN if name.startswith("GET") else None)
        yield compared("cold", name, in_turns(made, rounds), goals, note=_note(stripe))
    lean = _contenders(stubs, trees, "GET /v1/me/credit", ("botocore", trees.packaged), NO_STRIPE)
    del lean["twin"]
    said = "no goal: the floor too on our cut libraries, without boto3"
    yield compared("cold", "  GET, beside a leaner floor", in_turns(lean, rounds), note=said)


def _note(stripe: str) -> str:
    return {NO_STRIPE: "", SIGNATURE: "floor verifies a signature", CLIENT: "floor makes one Stripe call"}[stripe]


def _contenders(
    stubs: StubServers, trees: Trees, name: str, floor: tuple[str, Path], stripe: str
) -> dict[str, Callable[[], float]]:
    client, libraries = floor
    request = str(stubs.request(name))
    environment = {**stubs.environment, "PYTHONDONTWRITEBYTECODE": "1"}

    def process(script: str, arguments: Sequence[str], *folders: Path) -> Callable[[], float]:
        return lambda: process_ms(MEASURED / script, [*arguments, *map(str, folders)], environment)

    return {
        "ours": process("invoke.py", [request], trees.packaged),
        "floor": process("floor.py", [request, client, stripe], libraries),
        "twin": process("naive.py", [request], trees.bare, trees.bare_layer),
    }
