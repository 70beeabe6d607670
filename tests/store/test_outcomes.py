"""What training led to: follow-ups that the program fills itself, those that are asked, the funnel, who comes again."""

import pytest
import time_machine

from tests.store.people_of_a_village import listing_form, lot_with_photo, settle
from tests.store.test_training_results import DAY, come, planned, seller
from villagedesk import clock
from villagedesk.demo.trained import train
from villagedesk.domain.sales import CropPayout
from villagedesk.domain.training import SURVEY, Mark
from villagedesk.domain.training_results import FollowUp, Seen
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, WriteSession, action, new_row
from villagedesk.store.listings import list_lot
from villagedesk.store.training import hand_in_survey, mark, session_page, sessions_on, walk_in
from villagedesk.store.training_results.attenders import attenders
from villagedesk.store.training_results.class_sums import class_sums
from villagedesk.store.training_results.outcomes import (
    due_follow_ups,
    fill_follow_ups,
    funnel,
    note_follow_up,
    seen_facts,
)

THREE_MONTHS = "2027-02-24T08:00:00+08:00"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{DAY}T08:00:00+08:00", tick=False):
        yield


@action
def pay(s: WriteSession, person_id: str, seller_id: str, fen: int) -> None:
    new_row(s, CropPayout(person_id=person_id, seller_id=seller_id, fen=fen, paid_at=s.now))


def due(store: Store) -> list[tuple[str, int]]:
    with store.read() as s:
        return [(one.name, one.months) for one in due_follow_ups(s)]


def rows(store: Store) -> list[FollowUp]:
    from sqlmodel import select

    with store.read() as s:
        return list(s.exec(select(FollowUp)))


@pytest.fixture
def two(store: Store, operator: str) -> list[tuple[str, str]]:
    """Two who passed; the first lists a lot, sells and is paid within the three months."""
    found = [seller(store, operator, number) for number in (1, 2)]
    train(store, operator, [person for person, _seller in found], "K03")
    person_id, seller_id = found[0]
    lot_id = lot_with_photo(store, operator, seller_id)
    with time_machine.travel("2026-12-01T08:00:00+08:00"):
        with store.write(by=operator) as s:
            list_lot(s, lot_id, listing_form())
        with store.write(by=operator) as s:
            settle(s, seller_id, 260_400, clock.now_ms())
        with store.write(by=operator) as s:
            pay(s, person_id, seller_id, 223_832)
    return found


def test_the_program_answers_what_it_has_seen(store: Store, operator: str, two: list) -> None:
    assert due(store) == []
    with time_machine.travel(THREE_MONTHS):
        assert due(store) == [("张建国", 3), ("李秀英", 3)]
        with store.write(by=operator) as s:
            assert fill_follow_ups(s) == 1
        assert due(store) == [("李秀英", 3)]
        with store.write(by=operator) as s:
            assert fill_follow_ups(s) == 0
    (row,) = rows(store)
    assert (row.seen, row.uses_it, row.due_on) == (Seen.PROGRAM, True, "2027-02-23")
    assert (row.listings, row.sales, row.sold_fen, row.paid_fen) == (1, 1, 260_400, 223_832)


def test_who_was_not_seen_is_asked_once(store: Store, operator: str, two: list) -> None:
    with time_machine.travel(THREE_MONTHS):
        with store.read() as s:
            one = due_follow_ups(s)[1]
        with store.write(by=operator) as s, pytest.raises(Invalid):
            note_follow_up(s, one.enrolment_id, 3, reached=True, note="x" * 200)
        with store.write(by=operator) as s:
            note_follow_up(s, one.enrolment_id, 3, reached=True, uses_it=True, note="春天才卖")
        with store.write(by=operator) as s, pytest.raises(Refused, match="follow_up_not_due"):
            note_follow_up(s, one.enrolment_id, 3, reached=False)
        with store.write(by=operator) as s, pytest.raises(Refused, match="follow_up_not_due"):
            note_follow_up(s, one.enrolment_id, 6, reached=True)
    (row,) = rows(store)
    assert (row.seen, row.uses_it, row.note) == (Seen.ASKED, True, "春天才卖")


def test_six_and_twelve_months_come_too_and_nobody_is_asked_for_ever(store: Store, two: list) -> None:
    with time_machine.travel("2027-05-24T08:00:00+08:00"):
        assert {months for _name, months in due(store)} == {3, 6}
    with time_machine.travel("2027-11-24T08:00:00+08:00"):
        assert {months for _name, months in due(store)} == {12}
    with time_machine.travel("2028-06-01T08:00:00+08:00"):
        assert due(store) == []


def test_from_the_certificate_to_the_money(store: Store, two: list) -> None:
    with time_machine.travel("2026-12-24T08:00:00+08:00"), store.read() as s:
        found = funnel(s, "2026")
        assert (found.came, found.trained, found.listed, found.sold, found.paid) == (2, 2, 1, 1, 1)
        assert funnel(s, "2025").came == 0
        assert not seen_facts(s, two[0][0], "2026-12-02", "2026-12-24").any


def test_who_only_came_is_asked_too_and_who_did_not_is_not(store: Store, operator: str) -> None:
    people = [seller(store, operator, number)[0] for number in (1, 2)]
    class_id = planned(store, operator, people)
    with store.read() as s:
        session = next(one for one in sessions_on(s, DAY) if one.class_id == class_id)
        signed = {row.name: row.enrolment_id for row in session_page(s, session.id).rows}
    with store.write(by=operator) as s:
        mark(s, session.id, signed["张建国"], Mark.LATE)
    with store.write(by=operator) as s:
        mark(s, session.id, signed["李秀英"], Mark.PROXY, "孙子")
    with store.write(by=operator) as s:
        walk_in(s, session.id, "过路人", phone="13900007788")
    with time_machine.travel(THREE_MONTHS):
        assert due(store) == [("张建国", 3), ("过路人", 3)]
        with store.read() as s:
            assert [one.phone for one in due_follow_ups(s)][1] == "13900007788"
    with store.write(by=operator) as s:
        mark(s, session.id, signed["张建国"], Mark.ABSENT)
    with time_machine.travel(THREE_MONTHS):
        assert due(store) == [("过路人", 3)]


def test_a_shop_that_was_opened_after_the_class_is_seen(store: Store, operator: str) -> None:
    person_id, _seller = seller(store, operator, 1)
    with store.read() as s:
        assert seen_facts(s, person_id, "2026-11-22", "2026-11-30").opened
        assert not seen_facts(s, person_id, DAY, "2026-11-30").opened
        assert not seen_facts(s, person_id, "2026-11-24", "2026-11-30").any


def test_hours_per_person_and_who_takes_a_course_again(store: Store, operator: str, two: list) -> None:
    again = planned(store, operator, [two[0][0]])
    come(store, operator, again)
    with store.read() as s:
        first, second = attenders(s, "2026")
        assert (first.name, first.again, first.classes, first.minutes) == ("张建国", ("K03",), 2, 480)
        assert (second.again, second.minutes) == ((), 240)
        assert attenders(s, "2025") == []


def test_a_class_in_figures(store: Store, operator: str, two: list) -> None:
    with store.read() as s:
        (one,) = class_sums(s, "2026")
        assert class_sums(s, "2025") == []
    assert (one.course, one.came, one.certificates, one.sheets) == ("K03", 2, 2, 0)
    with store.write(by=operator) as s:
        hand_in_survey(s, one.class_id, dict.fromkeys(SURVEY, 2))
    with store.read() as s:
        (one,) = class_sums(s, "2026")
    assert (one.sheets, one.satisfied) == (1, 0)
