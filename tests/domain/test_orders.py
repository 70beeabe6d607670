"""What an order costs, which moves it may make, what is owed back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.orders import (
    ENDED,
    ORDER,
    PAY_WORDS,
    STATE_WORDS,
    BasketLine,
    OrderLine,
    OrderState,
    Pay,
    basket_total,
    ceiling_for,
    check_basket,
    due_in_cash,
    kept_of_payer,
    order_number,
    order_total,
    owed_back,
    waits_until,
)
from villagedesk.errors import Invalid, Refused, sentence

TODAY = "2026-11-23"
ALLOWED = {
    ("queued", "placed"),
    ("queued", "needs_decision"),
    ("queued", "refused"),
    ("queued", "cancelled"),
    ("needs_decision", "queued"),
    ("needs_decision", "cancelled"),
    ("placed", "shipped"),
    ("placed", "arrived"),
    ("placed", "refused"),
    ("shipped", "arrived"),
    ("shipped", "collected"),
    ("shipped", "sent_back"),
    ("shipped", "refused"),
    ("arrived", "collected"),
    ("arrived", "sent_back"),
    ("collected", "sent_back"),
    ("sent_back", "collected"),
    ("sent_back", "arrived"),
    ("refused", "collected"),
}


@pytest.mark.parametrize("now", list(OrderState))
@pytest.mark.parametrize("to", list(OrderState))
def test_only_listed_moves_are_allowed(now: OrderState, to: OrderState) -> None:
    assert ORDER.can(now, to) == ((now, to) in ALLOWED)
    if not ORDER.can(now, to):
        with pytest.raises(Refused) as caught:
            ORDER.check(now, to)
        assert STATE_WORDS[now] in sentence(caught.value)


def test_every_state_has_a_word_and_what_follows_an_end_is_an_end() -> None:
    assert set(STATE_WORDS) == set(OrderState)
    assert set(PAY_WORDS) == set(Pay)
    beyond = {(state, after) for state in ENDED for after in ORDER.allowed(state) - ENDED}
    assert beyond == {("sent_back", "arrived")}, "its parcel came again"
    assert {state for state in OrderState if ORDER.ended(state)} == {"cancelled"}


@pytest.mark.parametrize(
    ("total", "ceiling"), [(2990, 3100), (16800, 17400), (26280, 27100), (100, 200), (10000, 10300), (1, 100)]
)
def test_the_usual_ceiling_is_three_percent_up_to_a_whole_yuan(total: int, ceiling: int) -> None:
    assert ceiling_for(total, TODAY) == ceiling


@given(st.integers(1, 10**9))
def test_the_ceiling_is_never_below_the_sum(total: int) -> None:
    assert total <= ceiling_for(total, TODAY) <= total * 1.03 + 101
    assert ceiling_for(total, TODAY) % 100 == 0


def test_an_order_waits_as_long_as_the_rules_say() -> None:
    assert waits_until(1_000, TODAY) == 1_000 + 72 * 3_600_000
    assert waits_until(1_000, TODAY, for_payer=True) == 1_000 + 48 * 3_600_000


@pytest.mark.parametrize(
    ("state", "total", "refund", "paid", "owed"),
    [
        ("queued", 1000, 0, 1000, 0),
        ("cancelled", 1000, 0, 1000, 1000),
        ("refused", 1000, 0, 1000, 1000),
        ("refused", 1000, 0, 0, 0),
        ("placed", 900, 0, 1000, 100),
        ("placed", 1100, 0, 1000, 0),
        ("sent_back", 1000, 0, 1000, 0),
        ("sent_back", 1000, 1000, 1000, 1000),
        ("collected", 1000, 300, 1000, 300),
        ("collected", 1000, 1300, 1000, 1000),
        ("arrived", 1000, 0, 0, 0),
    ],
)
def test_what_is_owed_back(state: str, total: int, refund: int, paid: int, owed: int) -> None:
    assert owed_back(state, total, refund, paid) == owed


@pytest.mark.parametrize(
    ("state", "total", "refund", "payer", "cash", "due", "owed", "kept"),
    [
        ("placed", 1000, 0, 1000, 0, 0, 0, 1000),
        ("placed", 900, 0, 1000, 0, 0, 0, 900),
        ("placed", 1100, 0, 1000, 0, 100, 0, 1000),
        ("collected", 1100, 300, 1000, 100, 0, 100, 800),
        ("sent_back", 1100, 1100, 1000, 100, 0, 100, 0),
        ("cancelled", 1000, 0, 1000, 1000, 0, 1000, 0),
        ("queued", 1000, 0, 1000, 1000, 0, 1000, 1000),
    ],
)
def test_a_childs_money_goes_back_to_the_child(
    state: str, total: int, refund: int, payer: int, cash: int, due: int, owed: int, kept: int
) -> None:
    assert due_in_cash(total, refund, payer) == due
    assert owed_back(state, total, refund, cash, payer) == owed
    assert kept_of_payer(state, total, refund, payer) == kept


def test_totals() -> None:
    assert basket_total([BasketLine("a", "A", 2990, 2), BasketLine("b", "B", 3500)]) == 9480
    lines = [
        OrderLine(order_id="o", goods_id="a", title="A", price_fen=2990, quantity=2),
        OrderLine(order_id="o", goods_id="b", title="B", price_fen=3500, quantity=1, dropped=True),
    ]
    assert order_total(lines) == 5980


def test_a_basket_has_a_limit() -> None:
    with pytest.raises(Invalid, match="basket_too_long"):
        check_basket([BasketLine(str(n), "x", 1) for n in range(61)])


def test_numbers_of_two_computers_never_meet() -> None:
    assert order_number("2026-11-23", 0, 14) == "1123-014"
    numbers = {order_number("2026-11-23", device, n) for device in range(1, 10) for n in range(1, 1200)}
    assert len(numbers) == 9 * 1199
