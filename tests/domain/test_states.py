"""A table of moves lets through what it lists and nothing else, for enumerations and for text from the database."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.registry import ENTITIES
from villagedesk.domain.states import Machine
from villagedesk.errors import Refused


class Kettle(StrEnum):
    COLD = "cold"
    HOT = "hot"
    BROKEN = "broken"


WORDS = {Kettle.COLD: "still cold", Kettle.HOT: "hot", Kettle.BROKEN: "broken"}
KETTLE = Machine("kettle", {Kettle.COLD: {Kettle.HOT}, Kettle.HOT: {Kettle.COLD, Kettle.BROKEN}}, WORDS)
LISTED = {("cold", "hot"), ("hot", "cold"), ("hot", "broken")}


def test_text_from_the_database_is_as_good_as_the_enumeration():
    KETTLE.check("cold", Kettle.HOT)
    KETTLE.check(Kettle.COLD, "hot")
    assert KETTLE.allowed("hot") == {Kettle.COLD, Kettle.BROKEN}
    assert KETTLE.states == set(Kettle)


@given(st.sampled_from([*Kettle, "melted", ""]), st.sampled_from([*Kettle, "melted", ""]))
def test_what_is_not_listed_is_refused(now, to):
    assert KETTLE.can(now, to) == ((now, to) in LISTED)
    if (now, to) not in LISTED:
        with pytest.raises(Refused) as refused:
            KETTLE.check(now, to)
        assert refused.value.code == "move_not_allowed"
        assert refused.value.params == {
            "machine": "kettle",
            "state": str(now),
            "now": "still cold" if now == Kettle.COLD else str(now),
            "to": str(to),
        }


def test_an_end_and_an_unknown_state_allow_nothing():
    assert KETTLE.ended("broken")
    assert KETTLE.allowed("state of a newer version") == frozenset()
    assert not KETTLE.ended("cold")


def test_the_table_cannot_be_changed_from_outside():
    moves = {Kettle.COLD: {Kettle.HOT}}
    machine = Machine("kettle", moves, WORDS)
    moves[Kettle.COLD].add(Kettle.BROKEN)
    assert not machine.can("cold", "broken")


@pytest.mark.parametrize("entity", [entity for entity in ENTITIES if hasattr(entity, "machine")])
def test_every_state_of_every_entity_has_its_word(entity):
    assert set(entity.machine.words) == entity.machine.states
