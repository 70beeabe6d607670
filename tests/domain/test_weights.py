"""The first weight that differs names the leg."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.weights import Difference, Hand, first_difference, tolerance

TODAY = "2026-11-23"


def told(sender, county, here):
    return first_difference([(Hand.SENDER, sender), (Hand.COUNTY, county), (Hand.HERE, here)], TODAY)


@pytest.mark.parametrize(
    ("weights", "difference"),
    [
        ((900, 900, 600), Difference(Hand.COUNTY, Hand.HERE, -300)),
        ((900, 600, 600), Difference(Hand.SENDER, Hand.COUNTY, -300)),
        ((900, 600, 300), Difference(Hand.SENDER, Hand.COUNTY, -300)),  # the first one counts
        ((900, 0, 600), Difference(Hand.SENDER, Hand.HERE, -300)),  # the county did not weigh
        ((0, 900, 1400), Difference(Hand.COUNTY, Hand.HERE, 500)),
        ((900, 860, 840), None),  # scales differ
        ((900, 0, 0), None),
        ((0, 0, 0), None),
        ((50_000, 49_000, 48_600), None),  # 3 % of a sack of fertiliser
        ((50_000, 49_000, 48_000), Difference(Hand.COUNTY, Hand.HERE, -2000)),  # a little on every leg adds up
    ],
)
def test_the_first_leg_with_another_weight(weights, difference):
    assert told(*weights) == difference


@given(st.lists(st.integers(0, 60_000), min_size=3, max_size=3))
def test_a_difference_is_larger_than_scales_differ(weights):
    found = told(*weights)
    if found is not None:
        assert abs(found.grams) > tolerance(1, TODAY)
        assert list(Hand).index(found.since) < list(Hand).index(found.until)


@given(st.integers(1, 60_000))
def test_equal_weights_never_differ(grams):
    assert told(grams, grams, grams) is None
