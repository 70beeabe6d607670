"""A short form of the simulator: kept seeds, and some mistakes that it must find. ``tests/bench/simulator`` is the long one."""

import os
from dataclasses import replace

import pytest

from tests.sync.simulator.fate import Chances, simulate
from tests.sync.simulator.planted import BUGS, caught

SEEDS = int(os.environ.get("VILLAGEDESK_SEEDS", "0"))
# Everything happens often, so that a short run has some of each.
MUCH = Chances(central_restore=0.1, central_back_up=0.4, restore=0.04, back_up=0.3, clone=0.03, stick=0.25)
# Seeds that found something while the engine was built, and what it was.
KEPT = [
    (20, 2, 14, MUCH),  # central set back: feeds that never fitted again
    (22, 2, 14, replace(MUCH, clone=0, restore=0)),
]
QUICK = ["own_events_skipped_on_apply", "known_ids_are_not_looked_for", "central_set_back_is_taken_as_trouble"]


@pytest.mark.parametrize(("seed", "centres", "days", "chances"), KEPT + [(n, 4, 40, MUCH) for n in range(SEEDS)])
def test_after_all_bad_luck_three_good_syncs_make_all_equal(
    seed: int, centres: int, days: int, chances: Chances
) -> None:
    assert simulate(seed, centres, days, chances).problems == []


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_mistake_is_found(name: str) -> None:
    assert caught(name, range(500, 503), 1, 16), f"nobody noticed {name}: {BUGS[name].plant.__doc__}"
