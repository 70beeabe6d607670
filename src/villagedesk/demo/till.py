"""The till in the demo: yesterday's day with its bag and bills, and today's, opened in the morning and closed blind."""

from typing import Any

from villagedesk import clock
from villagedesk.demo.hands import Hands, StuckError
from villagedesk.domain.bills import PaidFrom
from villagedesk.domain.cash import Account, CashKind, Move
from villagedesk.domain.cash_count import PIECES
from villagedesk.store import Store
from villagedesk.store.bills import pay_in_bill, take_bill
from villagedesk.store.cash import balances, move_money, note_cash
from villagedesk.store.cash.at_platform import float_balance
from villagedesk.store.cash_days import (
    CodeLook,
    Seen,
    cash_days,
    close_day,
    count_day,
    drawer_now,
    moved_fen,
    open_day,
    open_day_of,
)
from villagedesk.store.deposits import bank_deposit, pack_deposit

_DAY = 24 * 3_600_000
_FLOAT_FEN = 300_000
# In the drawer before the first order: ¥3,286. Farmers are paid from it, too.
CHANGE = {"10000": 30, "5000": 2, "1000": 12, "500": 6, "100": 16, "100c": 20}


def pieces_of(fen: int) -> dict[str, int]:
    """Notes and coins that are worth so much, the largest first; less than a jiao is left out."""
    count: dict[str, int] = {}
    for piece in PIECES:
        if not piece.coin and fen >= piece.fen:
            count[piece.key], fen = divmod(fen, piece.fen)
    return count


def open_yesterday(store: Store, operator: str) -> None:
    """The drawer is counted before the first order."""
    with clock.shifted(-2 * _DAY), store.write(by=operator) as s:
        open_day(s, CHANGE)


def close_yesterday(store: Store, operator: str, second: str, people: list[str]) -> None:
    """Bills, a bag at the bank and one that lies here, and the day closed before a second person."""
    with clock.shifted(-_DAY):
        with store.write(by=operator) as s:
            paid = take_bill(s, "power", "057166558899", 8_650, person_id=people[3])
        with store.write(by=operator) as s:
            pay_in_bill(s, paid.id, "88201123", PaidFrom.FLOAT)
        with store.write(by=operator) as s:
            take_bill(s, "tv", "AB12345678", 3_000, person_id=people[5])
        for bag, slip in (("HX-0041", "66120884"), ("HX-0042", "")):
            with store.write(by=operator) as s:
                id_ = pack_deposit(s, bag, {"10000": 2})
            if slip:
                with store.write(by=operator) as s:
                    bank_deposit(s, id_, slip)
        _fill_float(store, operator)
        with store.write(by=operator) as s:
            expected = count_day(s, {}).expected_fen or 0
        with store.write(by=operator) as s:
            day = count_day(s, pieces_of(expected - 50))
        with store.write(by=operator) as s:
            close_day(s, day.id, reason="找零时多给了五角", seen=Seen("second_person", second), code=CodeLook("yes"))


def _fill_float(store: Store, operator: str) -> None:
    """The county's advance and half of what was paid by code: orders are placed from there."""
    with store.read() as s:
        float_fen, code_fen = sum(float_balance(s).values()), balances(s)[Account.CODE]
    with store.write(by=operator) as s:
        move_money(s, Move.CODE_TO_FLOAT, code_fen // 2, "T1122-0087")
    advance = -(-max(0, _FLOAT_FEN - float_fen) // 10_000) * 10_000
    if advance:
        with store.write(by=operator) as s:
            note_cash(s, CashKind.PAID_IN, advance, "县里拨的备用金", account=Account.FLOAT)


def open_by_keys(hands: Hands) -> None:
    """The morning: as at the last closing, or counted."""
    hands.press("Alt+4")
    hands.rest(400)
    hands.picture("till in the morning")
    hands.press("F9")
    page: Any = hands.page()
    hands.wait("the count", lambda: page.drawer is not None)
    hands.press("F7")
    hands.rest(300)
    hands.both_pictures("count in the morning")
    hands.press("F10")
    hands.wait("the count is compared", lambda: page.step == "differs" or page is not hands.page())
    if page is hands.page():
        hands.both_pictures("what differs in the morning")
        hands.press("F10")
    hands.wait("the day is open", lambda: page is not hands.page())


def take_bill_by_keys(hands: Hands) -> None:
    """A phone is topped up."""
    hands.press("Alt+4")
    hands.press("F4")
    page: Any = hands.page()
    hands.write("lxy")
    hands.wait("the villager", lambda: page.form.payer.list.rows())
    hands.press("Return")
    hands.fill(page.form.amount, "50")
    hands.fill(page.form.given, "100")
    hands.rest(200)
    hands.both_pictures("bill")
    hands.press("F10")
    hands.wait("the money is taken", lambda: page.form.is_empty())
    hands.picture("bills")


def _in_drawer(store: Store) -> int:
    """What really lies there, in fen; the page does not know it yet."""
    with store.read() as s:
        day = open_day_of(s, drawer_now(s).number)
        return 0 if day is None else day.opening_fen + moved_fen(s, day.drawer, day.first_number)


def close_by_keys(hands: Hands, store: Store) -> None:
    """The evening: counted blind, compared, closed without a witness to be checked."""
    hands.press("Alt+4")
    hands.rest(300)
    hands.press("F9")
    page: Any = hands.page()
    hands.wait("the count", lambda: page.drawer is not None and page.step == "counting")
    page.grid.set_count(pieces_of(_in_drawer(store) - 2_000))  # ¥20 are missing
    hands.rest(200)
    hands.both_pictures("count in the evening")
    hands.press("F10")
    hands.wait("the comparison", lambda: page.step == "compared")
    hands.rest(200)
    hands.both_pictures("counted against the book")
    page.compared.why.set_text("今天忙，还没查清")
    page.compared.witness.choice.button("").click()
    hands.press("F10")
    hands.wait("the day is closed", lambda: page is not hands.page())
    hands.rest(300)
    hands.both_pictures("the day is closed")
    with store.read() as s:
        if cash_days(s)[0].state != "to_check":
            raise StuckError("the day was not closed to be checked")
