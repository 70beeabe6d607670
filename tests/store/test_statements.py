"""A farmer's statement over a time adds up to what was settled and paid; its mark is checked, its paper fits."""

import pytest
from sqlmodel import col, select

from tests.store.people_of_a_village import central_sets
from tests.store.sales_room import SIGNED, filled, gone, lot_of, ordered, packed, sold, weighed
from tests.store.sales_room import confirmed as confirm
from villagedesk import clock, i18n
from villagedesk.domain.labels import Kind, Verdict
from villagedesk.domain.passbook import check_mark
from villagedesk.domain.sales import CropAllocation, CropPayout
from villagedesk.domain.statement_papers import Period, PeriodStatement, period_days
from villagedesk.errors import Refused
from villagedesk.store import Store, print_queue
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import SettleForm, ask_transfer, pay_farmer_cash, settle_order
from villagedesk.store.sales.statements import period_statement, print_period_statement
from villagedesk.store.verify import answer

DAY = 86_400_000


def later(monkeypatch: pytest.MonkeyPatch, days: int = 0, minutes: int = 0) -> str:
    """Let time pass; the day it is then, ISO."""
    now = clock.now_ms() + days * DAY + minutes * 60_000
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: now)
    day = i18n.local(now).date().isoformat()
    monkeypatch.setattr("villagedesk.clock.today", lambda: day)
    return day


def sell_again(store: Store, operator: str, seller: str, grams: int) -> str:
    lot_of(store, operator, seller, grams, harvested_on=clock.today())
    order_id = ordered(store, operator, grams, ship_by_on="2099-01-01")
    (part,) = filled(store, operator, order_id)
    weighed(store, operator, part, grams)
    packed(store, operator, order_id)
    gone(store, operator, order_id)
    confirm(store, order_id)
    return order_id


def settle(store: Store, operator: str, order_id: str) -> None:
    with store.write(by=operator) as s:
        settle_order(s, order_id, SettleForm(freight_fen=1_000, packing_fen=500, cost_reason="实付"))


def test_several_payouts_over_a_time_add_up(store: Store, operator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: 1_795_400_000_000)  # 2026-11-23
    order_id, (seller,), _parts = sold(
        store, operator, [20_000], account="农商银行 存折 620000000000014", ship_by_on="2099-01-01"
    )
    settle(store, operator, order_id)
    with store.write(by=operator) as s:
        first = pay_farmer_cash(s, seller, SIGNED, desk_files(store))
    second_day = later(monkeypatch, 40)
    settle(store, operator, sell_again(store, operator, seller, 30_000))
    with store.write(by=operator) as s:
        second = ask_transfer(s, seller)
    with store.write(by="central") as s:
        central_sets(s, CropPayout, second.id, state="confirmed", reference="TR-7", paid_at=clock.now_ms())
        for part in s.exec(select(CropAllocation).where(col(CropAllocation.payout_id) == second.id)).all():
            central_sets(s, CropAllocation, part.id, state="transferred")
    later(monkeypatch, minutes=5)
    settle(store, operator, sell_again(store, operator, seller, 10_000))
    with store.read() as s:
        whole = period_statement(s, seller, "2026-01-01", second_day)
        new = period_statement(s, seller, second_day, second_day)
        none = period_statement(s, seller, "2020-01-01", "2020-12-31")
    assert (len(whole.sales), len(whole.payments), whole.before_fen) == (3, 2, 0)
    assert whole.paid_fen == first.fen + second.fen
    assert whole.gross_fen - sum(fen for _kind, fen in whole.deductions) == whole.net_fen
    assert whole.due_fen == whole.before_fen + whole.net_fen - whole.paid_fen
    assert whole.due_fen == whole.sales[-1].net_fen
    assert (len(new.sales), [one.fen for one in new.payments], new.before_fen) == (2, [second.fen], 0)
    assert new.payments[0].about.endswith("TR-7")
    assert (none.sales, none.payments, none.due_fen) == ((), (), 0)
    with store.write(by=operator) as s:
        job = print_period_statement(s, seller, "2026-01-01", second_day)
        with pytest.raises(Refused, match="statement_empty"):
            print_period_statement(s, seller, "2020-01-01", "2020-12-31")
    with store.read() as s:
        paper = print_queue.paper_of(s.connection(), job)
        assert isinstance(paper, PeriodStatement)
        assert paper.code.replace(" ", "") == check_mark(paper.qr)
        said = answer(s, paper.qr)
    assert (said.reading.verdict, said.reading.kind) == (Verdict.VALID, Kind.STATEMENT)
    assert (said.reading.fields["owed_fen"], said.thing is not None) == (whole.due_fen, True)
    with store.write(by=operator) as s:
        pay_farmer_cash(s, seller, SIGNED, desk_files(store))
    with store.read() as s:
        assert period_statement(s, seller, "2026-01-01", second_day).due_fen == 0


def test_a_money_day_before_the_time_stands_in_what_was_due(
    store: Store, operator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: 1_795_400_000_000)
    order_id, (seller,), _parts = sold(store, operator, [20_000], ship_by_on="2099-01-01")
    settle(store, operator, order_id)
    day = later(monkeypatch, 30)
    with store.write(by=operator) as s:
        paid = pay_farmer_cash(s, seller, SIGNED, desk_files(store))
    with store.read() as s:
        found = period_statement(s, seller, day, day)
    assert (found.before_fen, found.sales, found.paid_fen, found.due_fen) == (paid.fen, (), paid.fen, 0)


@pytest.mark.parametrize(
    ("period", "today", "days"),
    [
        (Period.THIS_MONTH, "2026-11-23", ("2026-11-01", "2026-11-23")),
        (Period.LAST_MONTH, "2026-03-01", ("2026-02-01", "2026-02-28")),
        (Period.LAST_MONTH, "2026-01-31", ("2025-12-01", "2025-12-31")),
        (Period.THIS_YEAR, "2026-01-01", ("2026-01-01", "2026-01-01")),
        (Period.LAST_YEAR, "2024-02-29", ("2023-01-01", "2023-12-31")),
    ],
)
def test_the_days_of_a_period(period: Period, today: str, days: tuple[str, str]) -> None:
    assert period_days(period, today) == days
