"""`make simulate`: many seeds, as fast as this machine's cores allow. `--replay SEED` shows one."""

from __future__ import annotations

import argparse

from tests.simulation.run import SeedFailed, run_seed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replay", type=int)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    seeds = [asked.replay] if asked.replay is not None else range(asked.first, asked.first + asked.seeds)
    for seed in seeds:
        try:
            figures = run_seed(seed)
        except SeedFailed as failed:
            print(failed)
            return 1
    print(figures)
    return 0


raise SystemExit(main())
