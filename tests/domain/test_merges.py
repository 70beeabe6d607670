"""Which rows are one person, whatever the order in which the words come."""

import random

from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.merges import kept_rows
from villagedesk.domain.people import PersonMerge

PEOPLE = st.sampled_from("abcdef")


def word(id_: str, kept: str, gone: str, undoes: str | None = None) -> PersonMerge:
    return PersonMerge(id=id_, kept_id=kept, gone_id=gone, undoes=undoes)


def test_the_gone_row_leads_to_the_kept_one_and_parting_ends_it() -> None:
    assert kept_rows([word("1", "a", "b")]) == {"b": "a"}
    assert kept_rows([word("1", "b", "a")]) == {"a": "b"}
    assert kept_rows([word("1", "a", "b"), word("2", "a", "b", undoes="1")]) == {}


def test_two_computers_that_joined_the_other_way_round_come_to_the_same() -> None:
    assert kept_rows([word("1", "a", "b"), word("2", "b", "a")]) == {"b": "a"}
    assert kept_rows([word("1", "a", "b"), word("2", "b", "c")]) == {"b": "a", "c": "a"}
    assert kept_rows([word("1", "a", "c"), word("2", "b", "c")]) == {"b": "a", "c": "a"}


@given(st.lists(st.tuples(PEOPLE, PEOPLE, st.booleans()), max_size=12), st.randoms(use_true_random=False))
def test_the_order_never_matters_and_nobody_leads_to_somebody_who_is_not_kept(
    said: list[tuple[str, str, bool]], chance: random.Random
) -> None:
    words = []
    for n, (kept, gone, undone) in enumerate(one for one in said if one[0] != one[1]):
        words.append(word(f"{n:02}", kept, gone))
        if undone:
            words.append(word(f"{n:02}u", kept, gone, undoes=f"{n:02}"))
    found = kept_rows(words)
    chance.shuffle(words)
    assert kept_rows(words) == found
    assert not set(found) & set(found.values())
