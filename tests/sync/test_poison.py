"""A piece of 500 events with one among them that central cannot take; all 500 places in ``tests/bench/simulator``."""

from collections.abc import Iterator

import pytest

from tests.sync.simulator.district import District
from tests.sync.simulator.poison import POISON, SIZE, others_applied


@pytest.fixture(scope="module")
def district() -> Iterator[District]:
    made = District(1)
    yield made
    made.close()


@pytest.mark.parametrize("kind", POISON)
def test_the_others_are_applied_in_the_same_round(district: District, kind: str) -> None:
    for place in (0, 250, SIZE - 1):
        assert others_applied(district, place, kind) == SIZE - 1, place
