"""The passbook: both sides to the fen, one book for those who live together, and a mark that only this room can make."""

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.store.orders_room import central_says, ordered, shipped, villager
from tests.store.test_commission import central_refunds, handed_over
from villagedesk.domain.labels import Kind, Verdict, make_label
from villagedesk.domain.passbook import PassbookSlip, check_mark
from villagedesk.domain.people import Person
from villagedesk.domain.short_code import looks_like_code
from villagedesk.errors import NotFound, Refused
from villagedesk.store import Store, get, print_queue
from villagedesk.store.labels import check_label
from villagedesk.store.orders import pay_back, take_unpaid
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.store.passbook import live_alone, live_together, passbook, print_passbook


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=True):
        yield


def together(store: Store, by: str, one: str, other: str) -> None:
    with store.write(by=by) as s:
        live_together(s, one, other)


def printed(store: Store, by: str, person: str) -> tuple[PassbookSlip, int]:
    with store.write(by=by) as s:
        job = print_passbook(s, person)
    with store.transaction() as connection:
        print_queue.finish(connection, job, "paper")
    with store.read() as s:
        paper = print_queue.paper_of(s.connection(), job)
        assert isinstance(paper, PassbookSlip)
        return paper, print_queue.job(s.connection(), job).reprint


def test_both_sides_and_every_yuan(store: Store, operator: str, chen: str) -> None:
    due = ordered(store, operator, chen, "on_delivery")
    shipped(store, operator, due.order_id, "YT1", due_fen=26280)
    with store.write(by=operator) as s:
        parcel = receive_parcel(s, "YT1")
    paid = handed_over(store, operator, chen, "YT2")
    with store.write() as s:
        central_refunds(s, paid, 3500)
    with store.read() as s:
        book = passbook(s, chen)
    assert (book.owes_fen, book.owed_fen) == (26280, 3500)
    assert [(d.kind, d.fen, d.person) for d in book.dues] == [("parcel", 26280, "陈桂花"), ("refund", 3500, "陈桂花")]
    assert (len(book.orders), len(book.parcels), book.on_the_way) == (2, 1, 1)
    assert [move.fen for move in book.moves] == [26280]
    with store.write(by=operator) as s:
        pay_back(s, paid)
    with store.write(by=operator) as s:
        hand_over(s, parcel.id, parcel.pickup_code)
    with store.read() as s:
        book = passbook(s, chen)
    assert (book.owes_fen, book.owed_fen, book.dues) == (0, 0, ())
    assert sorted(move.fen for move in book.moves) == [-3500, 26280, 26280]


def test_goods_that_were_not_paid_stand_on_his_side(store: Store, operator: str, chen: str) -> None:
    order_id = ordered(store, operator, chen, "on_delivery").order_id
    for state in ("placed", "collected"):
        with store.write() as s:
            central_says(s, order_id, state)
    with store.read() as s:
        book = passbook(s, chen)
    assert [(due.side, due.kind, due.fen, due.about_id) for due in book.dues] == [("owes", "goods", 26280, order_id)]
    with store.write(by=operator) as s:
        take_unpaid(s, order_id)
    with store.read() as s:
        assert passbook(s, chen).dues == ()


def test_who_lives_together_has_one_book(store: Store, operator: str, chen: str) -> None:
    wu, zhao = villager(store, operator, "吴阿婆", "13900006722"), villager(store, operator, "赵德明", "13900006723")
    ordered(store, operator, wu)
    together(store, operator, wu, chen)
    together(store, operator, zhao, wu)
    with store.read() as s:
        assert [member.name for member in passbook(s, chen).members] == ["陈桂花", "吴阿婆", "赵德明"]
        assert len(passbook(s, zhao).orders) == 1
        assert passbook(s, zhao).name == "赵德明"
    for one, other in ((zhao, zhao), (chen, zhao)):
        with pytest.raises(Refused), store.write(by=operator) as s:
            live_together(s, one, other)
    with store.write(by=operator) as s:
        live_alone(s, wu)
    with store.write(by=operator) as s:
        live_alone(s, chen)
    with store.read() as s:
        assert [len(passbook(s, person).members) for person in (chen, wu, zhao)] == [1, 1, 1]
        assert get(s, Person, zhao).household_id is None, "one alone is no household"
    with pytest.raises(Refused), store.write(by=operator) as s:
        live_alone(s, zhao)


def test_two_households_become_one_but_not_a_whole_village(store: Store, operator: str, chen: str) -> None:
    people = [villager(store, operator, f"李{n}", f"139000010{n:02d}") for n in range(31)]
    for person in people[1:15]:
        together(store, operator, person, people[0])
    for person in people[16:31]:
        together(store, operator, person, people[15])
    with pytest.raises(Refused, match="household_too_large"):
        together(store, operator, people[1], people[20])
    together(store, operator, chen, people[1])
    with store.read() as s:
        assert len(passbook(s, chen).members) == 16


def test_the_slip_has_a_mark_that_only_this_room_can_make(store: Store, operator: str, chen: str) -> None:
    paid = handed_over(store, operator, chen, "YT2")
    with store.write() as s:
        central_refunds(s, paid, 3500)
    paper, again = printed(store, operator, chen)
    assert again == 0
    assert [line.fen for line in paper.owed] == [3500]
    mark = paper.code.replace(" ", "")
    assert looks_like_code(mark)
    assert check_mark(paper.qr) == mark
    facts = {"issued_on": "2026-11-23", "owes_fen": 0, "owed_fen": 3500}
    forged = make_label(Ed25519PrivateKey.generate(), Kind.PASSBOOK, chen, **facts)
    assert check_mark(forged) != mark
    with store.read() as s:
        reading = check_label(s, paper.qr)
        assert reading.verdict is Verdict.VALID
        assert (reading.kind, reading.id) == (Kind.PASSBOOK, chen)
        assert (reading.fields["owes_fen"], reading.fields["owed_fen"]) == (0, 3500)
        assert check_label(s, forged).verdict is Verdict.UNKNOWN_KEY


def test_the_same_slip_once_more_is_a_reprint_and_another_sum_is_not(store: Store, operator: str, chen: str) -> None:
    paid = handed_over(store, operator, chen, "YT2")
    first, _ = printed(store, operator, chen)
    same, again = printed(store, operator, chen)
    assert (same.code, again) == (first.code, 1)
    with store.write() as s:
        central_refunds(s, paid, 100)
    other, again = printed(store, operator, chen)
    assert other.code != first.code
    assert again == 0
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=True):
        tomorrow, again = printed(store, operator, chen)
    assert tomorrow.code != other.code
    assert again == 0


def test_somebody_who_is_not_here(store: Store, operator: str) -> None:
    with store.read() as s, pytest.raises(NotFound):
        passbook(s, "0" * 32)


def test_what_was_paid_by_code_stands_in_it_too(store: Store, operator: str, chen: str) -> None:
    ordered(store, operator, chen, "code")
    with store.read() as s:
        assert [move.fen for move in passbook(s, chen).moves] == [26280]
