"""Joining two people on two computers without a line: every copy comes to the same, whatever the order."""

from collections.abc import Callable

from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk.domain.people import PersonForm
from villagedesk.domain.plots import PlotForm
from villagedesk.store.likely import likely_same
from villagedesk.store.people import add_person, newest_people
from villagedesk.store.plots import add_plot, plots_of
from villagedesk.store.same_person import join_people, kept_rows_of, part_people

BY = "0" * 32
Make = Callable[[str], Desk]


def villagers(desk: Desk, *names: str) -> list[str]:
    made = []
    for name in names:
        with desk.store.write(by=BY) as s:
            made.append(add_person(s, PersonForm(name=name), check_same=False))
    return made


def kept(desk: Desk) -> dict[str, str]:
    with desk.store.read() as s:
        return kept_rows_of(s)


def rounds(*desks: Desk) -> None:
    for _ in range(2):
        for desk in desks:
            assert desk.sync().agreed
    assert len({tuple(sorted(kept(desk).items())) for desk in desks}) == 1


def test_both_join_the_same_two_the_other_way_round(make_desk: Make) -> None:  # noqa: F811
    one, two = make_desk("one"), make_desk("two")
    a, b = villagers(one, "陈桂花", "陈贵花")
    rounds(one, two)
    with one.store.write(by=BY) as s:
        join_people(s, a, b)
    with two.store.write(by=BY) as s:
        join_people(s, b, a)
        add_plot(s, a, PlotForm("河边", 900, "水稻"))
    assert kept(one) != kept(two)
    rounds(one, two)
    (left,) = set(kept(one).values())
    for desk in (one, two):
        with desk.store.read() as s:
            assert [row.id for row in newest_people(s)] == [left]
            assert [plot.name for plot in plots_of(s, left)] == ["河边"]
    with two.store.write(by=BY) as s:
        part_people(s, b)
    rounds(one, two)
    assert kept(one) == {}


def test_a_chain_over_two_computers_is_one_person_and_comes_apart_at_its_link(make_desk: Make) -> None:  # noqa: F811
    one, two = make_desk("one"), make_desk("two")
    a, b, c = villagers(one, "陈桂花", "陈贵花", "陈桂华")
    rounds(one, two)
    with one.store.write(by=BY) as s:
        join_people(s, a, b)
    with two.store.write(by=BY) as s:
        join_people(s, b, c)
    rounds(one, two)
    assert kept(one) == {b: a, c: a}
    with one.store.write(by=BY) as s:
        part_people(s, c)
    rounds(one, two)
    assert kept(two) == {b: a}


def test_one_parts_while_the_other_parts_or_joins_once_more(make_desk: Make) -> None:  # noqa: F811
    one, two = make_desk("one"), make_desk("two")
    a, b, c = villagers(one, "陈桂花", "陈贵花", "陈桂华")
    with one.store.write(by=BY) as s:
        join_people(s, a, b)
    rounds(one, two)
    with one.store.write(by=BY) as s:
        part_people(s, b)
    with two.store.write(by=BY) as s:
        join_people(s, a, c)
    with two.store.write(by=BY) as s:
        part_people(s, b)
    rounds(one, two)
    assert kept(one) == {c: a}
    with one.store.write(by=BY) as s:
        join_people(s, c, b)
    rounds(one, two)
    assert kept(two) == {b: a, c: a}


def test_who_was_told_apart_on_one_computer_is_not_asked_again_on_the_other(make_desk: Make) -> None:  # noqa: F811
    one, two = make_desk("one"), make_desk("two")
    with one.store.write(by=BY) as s:
        first = add_person(s, PersonForm(name="陈桂花", phone="13900000001"))
    with one.store.write(by=BY) as s:
        second = add_person(s, PersonForm(name="陈贵花", phone="13900000002", distinct_from=(first,)))
    rounds(one, two)
    for desk in (one, two):
        with desk.store.read() as s:
            assert likely_same(s, PersonForm(name="陈桂花", person_id=first)) == []
            assert likely_same(s, PersonForm(name="陈贵花", person_id=second)) == []
            assert len(likely_same(s, PersonForm(name="陈桂花"))) == 2, "somebody new may still be either"
