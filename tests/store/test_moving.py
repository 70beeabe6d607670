"""Money between the room's accounts: what was paid by code, what operators laid out, and a refused order's float."""

import pytest
from sqlmodel import func, select

from tests.store.orders_room import central_says, ordered, villager
from villagedesk.domain.cash import Account, CashEntry, Move
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store
from villagedesk.store.bills import pay_in_bill, take_bill
from villagedesk.store.cash import balances, move_money, reverse_entry
from villagedesk.store.cash.at_platform import FloatKind, float_balance, float_shown

TOTAL = 26_280


def do(store: Store, operator: str, function, *args, **more):  # type: ignore[no-untyped-def]
    with store.write(by=operator) as s:
        return function(s, *args, **more)


def accounts(store: Store) -> dict[str, int]:
    """What lies in each account, in fen; empty ones left out."""
    query = select(CashEntry.account, func.sum(CashEntry.amount_fen)).group_by(CashEntry.account)
    with store.read() as s:
        return {account: fen for account, fen in s.execute(query) if fen}


def test_what_was_paid_by_code_goes_to_the_platform_and_back(store: Store, operator: str) -> None:
    ordered(store, operator, villager(store, operator), "code")
    with store.read() as s:
        assert float_shown(s).code_fen == TOTAL
    with pytest.raises(Invalid) as caught:
        do(store, operator, move_money, Move.CODE_TO_FLOAT, 10_000, " ")
    assert caught.value.field == "note"
    moved = do(store, operator, move_money, Move.CODE_TO_FLOAT, 10_000, "T-8820")
    assert accounts(store) == {"code": TOTAL - 10_000, "float": 10_000}
    with store.read() as s:
        shown = float_shown(s)
        assert (shown.fen, dict(shown.parts)[FloatKind.MOVED], shown.code_fen) == (10_000, 10_000, TOTAL - 10_000)
        (line,) = shown.lines
        assert (line.kind, line.about, line.fen) == ("moved", "T-8820", 10_000)
    with pytest.raises(Invalid, match="more_than_lies_there"):
        do(store, operator, move_money, Move.CODE_TO_FLOAT, TOTAL, "T-8821")
    do(store, operator, reverse_entry, line.entry_id)
    assert accounts(store) == {"code": TOTAL}
    with pytest.raises(Refused, match="cash_reversed_already"):
        do(store, operator, reverse_entry, moved)
    assert accounts(store) == {"code": TOTAL}


@pytest.mark.parametrize(("move", "source"), [(Move.DRAWER_TO_OWN, ""), (Move.CODE_TO_OWN, "code")])
def test_what_an_operator_laid_out_is_given_back_and_no_more(
    store: Store, operator: str, move: Move, source: str
) -> None:
    ordered(store, operator, villager(store, operator), "code")
    bill = do(store, operator, take_bill, "power", "620011112222", 8_650)
    do(store, operator, pay_in_bill, bill.id, "1", "own")
    with store.read() as s:
        assert (balances(s)[Account.OWN], float_shown(s).own_fen) == (-8_650, 8_650)
    before = accounts(store)
    for fen, code in ((8_651, "more_than_lies_there"), (0, "amount_out_of_range")):
        with pytest.raises(Invalid, match=code):
            do(store, operator, move_money, move, fen, "")
    do(store, operator, move_money, move, 8_650, "")
    after = accounts(store)
    assert (before[source] - after[source], after.get("own")) == (8_650, None)


def test_a_bill_paid_from_the_float_shows_there_and_is_undone_on_its_own_page(store: Store, operator: str) -> None:
    bill = do(store, operator, take_bill, "power", "620011112222", 8_650)
    do(store, operator, pay_in_bill, bill.id, "1", "float")
    with store.read() as s:
        shown = float_shown(s)
    assert (shown.fen, [(line.kind, line.about, line.entry_id) for line in shown.lines]) == (
        -8_650,
        [("bill", bill.number, "")],
    )


def test_a_refused_order_stays_in_the_float_with_what_came_back(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    orders = [ordered(store, operator, chen).order_id for _ in range(3)]
    for order_id in orders[:2]:
        do(store, "", central_says, order_id, "placed", placed_at=1_000)
    do(store, "", central_says, orders[0], "refused", refused_at=2_000)
    do(store, "", central_says, orders[2], "refused")  # never placed: the platform had not been paid for it
    with store.read() as s:
        shown, parts = float_shown(s), float_balance(s)
    assert (parts[FloatKind.ORDER], parts[FloatKind.REFUSED], shown.fen) == (-2 * TOTAL, TOTAL, -TOTAL)
    assert sum(line.fen for line in shown.lines) == shown.fen
    about = [(line.kind, line.at, line.fen) for line in shown.lines if line.order_id == orders[0]]
    assert about == [("refused", 2_000, TOTAL), ("order", 1_000, -TOTAL)]
    assert all(line.order_id != orders[2] for line in shown.lines)


def test_what_a_child_paid_and_got_back_never_was_in_the_float(store: Store, operator: str) -> None:
    order_id = ordered(store, operator, villager(store, operator)).order_id
    paid = {"pay": "payer", "payer_paid_fen": TOTAL, "payer_paid_at": 1}
    do(store, "", central_says, order_id, "placed", placed_at=1, **paid)
    do(store, "", central_says, order_id, "refused", refused_at=2)
    with store.read() as s:
        shown = float_shown(s)
    assert (shown.fen, shown.lines) == (0, ())
