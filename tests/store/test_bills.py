"""Bills: money in with a receipt, paid in with a number, back with a reason, and the drawer right all the time."""

import pytest
import time_machine
from sqlmodel import func, select

from tests.store.orders_room import entries_about, villager
from villagedesk import clock
from villagedesk.domain import cash_papers
from villagedesk.domain.bills import ACCOUNT_OF, PaidFrom
from villagedesk.domain.cash import CashEntry
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, events, print_queue
from villagedesk.store.bills import (
    BillRow,
    bill,
    bills_company_owes,
    bills_of,
    bills_to_pay_in,
    bills_waiting,
    company_gave_back,
    find_bills,
    last_account,
    last_paid_from,
    newest_bills,
    pay_in_bill,
    reprint_bill,
    reverse_bill,
    take_bill,
)
from villagedesk.store.cash import entries_of_day, reverse_entry


def taken(store: Store, operator: str, kind: str = "phone", account: str = "139 0000 6721", fen: int = 5_000, **more: object) -> BillRow:  # fmt: skip
    with store.write(by=operator) as s:
        return take_bill(s, kind, account, fen, **more)  # type: ignore[arg-type]


def balances(store: Store) -> dict[str, int]:
    """What lies in each account, in fen; empty ones left out."""
    query = select(CashEntry.account, func.sum(CashEntry.amount_fen)).group_by(CashEntry.account)
    with store.read() as s:
        return {account: fen for account, fen in s.execute(query) if fen}


def jobs(store: Store) -> list[cash_papers.BillReceipt]:
    with store.read() as s:
        found = [print_queue.paper_of(s.connection(), job.id) for job in print_queue.jobs(s.connection())]
    return [paper for paper in found if isinstance(paper, cash_papers.BillReceipt)]


def test_a_bill_is_taken_paid_in_and_printed(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    with time_machine.travel("2026-11-23 02:00+00:00", tick=True):
        row = taken(
            store, operator, "power", " 0571-6655 8899 ", 8_650, person_id=chen, holder="陈桂花", given_fen=10_000
        )
        assert (row.number, row.account, row.person, row.sum_fen) == ("B1123-101", "057166558899", "陈桂花", 8_750)
        assert taken(store, operator, fen=6_000).number == "B1123-102"
        with store.transaction() as connection:
            events.put_meta(connection, "device_number", "2")
        assert taken(store, operator).number == "B1123-201"
    with store.read() as s:
        assert [(e.kind, e.amount_fen, e.person_id) for e in entries_about(s, row.id)] == [("bill", 8_750, chen)]
        assert bills_waiting(s)[:2] == (3, 8_650 + 6_000 + 5_000)
        assert bills_to_pay_in(s)[0].id == row.id
    paper = jobs(store)[-1]
    assert (paper.fen, paper.fee_fen, paper.cash_fen, paper.account) == (8_650, 100, 10_000, "0571 6655 8899")
    with store.write(by=operator) as s:
        done = pay_in_bill(s, row.id, " 8820 1123 ", "drawer")
    assert (done.state, done.reference, done.may_reverse) == ("done", "8820 1123", True)
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        pay_in_bill(s, row.id, "1", "drawer")


@pytest.mark.parametrize("paid_in", [False, True])
def test_its_money_goes_back_once_with_a_reason(store: Store, operator: str, paid_in: bool) -> None:
    row = taken(store, operator, "tv", "ab 1234 5678", 3_000)
    with store.write(by=operator) as s:
        if paid_in:
            pay_in_bill(s, row.id, "1", "drawer")
    with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
        reverse_bill(s, row.id, " ")
    assert caught.value.field == "reason"
    with store.write(by=operator) as s:
        assert reverse_bill(s, row.id, "停机号码").state == "reversed"
    with store.read() as s:
        taken_too = [-3_000, 3_100] if paid_in else [3_100]
        assert [entry.amount_fen for entry in entries_about(s, row.id)] == [-3_100, *taken_too]
        assert bills_waiting(s) == (0, 0, None)
    assert jobs(store)[0].back == "停机号码"
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        reverse_bill(s, row.id, "又一次")


def test_what_was_paid_in_comes_back_when_the_company_gives_it(store: Store, operator: str) -> None:
    row = taken(store, operator, "tv", "ab 1234 5678", 3_000)
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        company_gave_back(s, row.id)
    with store.write(by=operator) as s:
        pay_in_bill(s, row.id, "1", "float")
    with store.write(by=operator) as s:
        back = reverse_bill(s, row.id, "停机号码")
    assert (back.state, back.company_due_fen, back.may_reverse) == ("reversed", 3_000, False)
    assert balances(store) == {"float": -3_000}, "the villager has his money, the room does not"
    with store.read() as s:
        assert [one.id for one in bills_company_owes(s)] == [row.id]
    with store.write(by=operator) as s:
        back = company_gave_back(s, row.id)
    assert (back.state, back.company_due_fen, back.company_back_at is not None) == ("company_back", 0, True)
    assert balances(store) == {}
    with store.read() as s:
        assert bills_company_owes(s) == []
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        company_gave_back(s, row.id)


def test_the_company_owes_nothing_for_what_was_never_paid_in(store: Store, operator: str) -> None:
    row = taken(store, operator)
    with store.write(by=operator) as s:
        reverse_bill(s, row.id, "没缴成")
    with pytest.raises(Refused, match="bill_company_owes_nothing"), store.write(by=operator) as s:
        company_gave_back(s, row.id)


def test_its_entry_is_not_taken_back_in_the_book(store: Store, operator: str) -> None:
    taken(store, operator)
    with store.read() as s:
        entry = entries_of_day(s, clock.today())[0]
    assert not entry.may_reverse
    with pytest.raises(Refused, match="cash_of_other"), store.write(by=operator) as s:
        reverse_entry(s, entry.id)


@pytest.mark.parametrize(
    ("kind", "account", "fen", "more", "field"),
    [
        ("phone", "1390000", 5_000, {}, "account"),
        ("phone", "29000006721", 5_000, {}, "account"),
        ("power", "12", 5_000, {}, "account"),
        ("water", "12 号楼", 5_000, {}, "account"),
        ("gas", "1" * 25, 5_000, {}, "account"),
        ("tv", "", 5_000, {}, "account"),
        ("phone", "13900006721", 0, {}, "amount"),
        ("phone", "13900006721", 2_000_001, {}, "amount"),
        ("phone", "13900006721", 5_000, {"given_fen": 4_000}, "given"),
        ("power", "12345678", 5_000, {"given_fen": 5_050}, "given"),
        ("phone", "13900006721", 5_000, {"holder": "x" * 41}, "holder"),
    ],
)
def test_what_is_not_right_is_told_at_its_field(
    store: Store, operator: str, kind: str, account: str, fen: int, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        taken(store, operator, kind, account, fen, **more)
    assert caught.value.field == field
    with store.read() as s:
        assert newest_bills(s) == []


def test_bills_are_found_and_an_account_is_typed_once(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    row = taken(store, operator, "power", "057166558899", 8_650, person_id=chen, holder="陈大山")
    taken(store, operator, person_id=chen)
    with store.read() as s:
        for text in (row.number.lower(), "6655", "桂花", "大山"):
            assert row.id in [found.id for found in find_bills(s, text)], text
        assert find_bills(s, "nobody") == []
        assert len(find_bills(s, "")) == 2
        assert last_account(s, chen, "power") == ("057166558899", "陈大山")
        assert last_account(s, chen, "water") == ("", "")
        assert len(bills_of(s, chen)) == 2


def test_money_that_lies_too_long_is_late_and_a_second_receipt_says_so(store: Store, operator: str) -> None:
    with time_machine.travel("2026-11-23 02:00+00:00", tick=True):
        row = taken(store, operator)
        assert not row.late
    with time_machine.travel("2026-11-24 03:00+00:00", tick=True):
        with store.read() as s:
            assert bill(s, row.id).late
            print_queue_job = print_queue.jobs(s.connection())[0].id
        with store.transaction() as connection:
            print_queue.finish(connection, print_queue_job, "PDF")
        with store.write(by=operator) as s:
            reprint_bill(s, row.id)
        with store.read() as s:
            assert print_queue.jobs(s.connection())[0].reprint == 1


def test_a_full_list_keeps_those_that_have_waited_longest(store: Store, operator: str) -> None:
    first, last = taken(store, operator), taken(store, operator, fen=6_000)
    with store.read() as s:
        assert [row.id for row in bills_to_pay_in(s, limit=1)] == [first.id]
        assert [row.id for row in newest_bills(s, limit=1)] == [last.id]


@pytest.mark.parametrize("paid_from", list(ACCOUNT_OF))
def test_what_the_company_got_leaves_where_it_was_paid_from(store: Store, operator: str, paid_from: PaidFrom) -> None:
    row = taken(store, operator, "power", "620011112222", 8_650)
    for wrong in ("", "somewhere"):
        with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
            pay_in_bill(s, row.id, "1", wrong)
        assert caught.value.field == "paid_from"
    with store.write(by=operator) as s:
        assert pay_in_bill(s, row.id, "1", paid_from).paid_from == paid_from
    with store.read() as s:
        assert last_paid_from(s) == paid_from
    account = ACCOUNT_OF[paid_from]
    in_drawer = 8_750 - 8_650 if paid_from is PaidFrom.DRAWER else 8_750
    assert balances(store) == {"": in_drawer} | ({} if paid_from is PaidFrom.DRAWER else {account: -8_650})
    with store.write(by=operator) as s:
        reverse_bill(s, row.id, "没缴成")
    with store.write(by=operator) as s:
        company_gave_back(s, row.id)
    assert balances(store) == {}, "everything is where it was"


def test_a_bill_is_paid_by_code_and_goes_back_by_phone(store: Store, operator: str) -> None:
    row = taken(store, operator, "power", "620011112222", 8_650, by_code=True)
    assert (row.by_code, balances(store)) == (True, {"code": 8_750})
    with store.write(by=operator) as s:
        pay_in_bill(s, row.id, "1", PaidFrom.CODE)
    assert balances(store) == {"code": 100}
    with store.write(by=operator) as s:
        reverse_bill(s, row.id, "没缴成")
    assert balances(store) == {"code": -8_650}
    with store.write(by=operator) as s:
        company_gave_back(s, row.id)
    assert balances(store) == {}
    assert [(paper.by_code, bool(paper.back)) for paper in jobs(store)] == [(True, True), (True, False)]


def test_the_same_bill_is_taken_twice_only_on_purpose(store: Store, operator: str) -> None:
    with time_machine.travel("2026-11-23 02:00+00:00", tick=True):
        row = taken(store, operator)
        with pytest.raises(Refused, match="bill_taken_already") as caught:
            taken(store, operator, account="13900006721")
        assert caught.value.params["number"] == row.number
        assert len(jobs(store)) == 1
        taken(store, operator, fen=6_000)
        taken(store, operator, account="13900006722")
        again = taken(store, operator, again=True)
        with store.write(by=operator) as s:
            pay_in_bill(s, again.id, "1", "drawer")
            reverse_bill(s, row.id, "错了")
        with pytest.raises(Refused, match="bill_taken_already"):  # paid in, but today
            taken(store, operator)
    with time_machine.travel("2026-11-24 03:00+00:00", tick=True):
        taken(store, operator)
    with time_machine.travel("2026-12-24 03:00+00:00", tick=True), pytest.raises(Refused, match="bill_taken_already"):
        taken(store, operator)  # the last one still waits to be paid in
