"""Mistakes planted in the engine, one after the other: the judge of the simulator has to find each of them."""

from typing import Any

from tests.bench.simulator import planted
from tests.sync.simulator.planted import BUGS


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures; which was found by what stands above them."""
    return planted(list(BUGS)[:4] if quick else list(BUGS))
