"""Bags for the bank: out of the drawer, at the bank with its slip, or back; and the float that follows from them."""

import pytest

from tests.store.orders_room import central_says, entries_about, ordered, villager
from villagedesk.domain.returns import Refund
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, WriteSession, action, new_row
from villagedesk.store.cash import note_cash
from villagedesk.store.cash.at_platform import float_balance, float_shown
from villagedesk.store.deposits import bank_deposit, deposits, pack_deposit, packed_deposits, unpack_deposit
from villagedesk.store.photos import desk_files, next_to_send

JPEG = b"\xff\xd8\xff\xe0 a slip"


def packed(store: Store, operator: str, bag: str = "HX-0042", fen: int = 50_000) -> str:
    with store.write(by=operator) as s:
        return pack_deposit(s, bag, {"10000": fen // 10_000})


def drawer_fen(store: Store, about: str) -> int:
    with store.read() as s:
        return sum(entry.amount_fen for entry in entries_about(s, about))


def test_a_bag_goes_to_the_bank_with_its_slip(store: Store, operator: str) -> None:
    id_ = packed(store, operator)
    assert drawer_fen(store, id_) == -50_000
    photo = desk_files(store).put(JPEG)
    with store.write(by=operator) as s:
        bank_deposit(s, id_, "", photo)
    with store.read() as s:
        (row,) = deposits(s)
        assert (row.state, row.bag, row.fen, row.count, row.photo) == ("banked", "HX-0042", 50_000, {"10000": 5}, photo)
        assert packed_deposits(s) == []
        waiting = next_to_send(s.connection())
        assert waiting is not None
        assert waiting.sha256 == photo
    with pytest.raises(Refused), store.write(by=operator) as s:
        unpack_deposit(s, id_)


def test_a_bag_that_was_opened_again_is_back_in_the_drawer(store: Store, operator: str) -> None:
    id_ = packed(store, operator)
    with pytest.raises(Invalid, match="bag_known"):
        packed(store, operator)
    with store.write(by=operator) as s:
        unpack_deposit(s, id_)
    assert drawer_fen(store, id_) == 0
    packed(store, operator)  # the same bag may be used again
    with pytest.raises(Refused), store.write(by=operator) as s:
        bank_deposit(s, id_, "1")


def test_what_is_not_right_is_told_at_its_field(store: Store, operator: str) -> None:
    for bag, count, field in (("", {"100": 1}, "bag"), ("1", {}, "count"), ("1", {"100": -1}, "100")):
        with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
            pack_deposit(s, bag, count)
        assert caught.value.field == field
    id_ = packed(store, operator)
    with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
        bank_deposit(s, id_, " ")
    assert caught.value.field == "reference"


@action
def central_refunds(s: WriteSession, order_id: str, fen: int) -> None:
    new_row(s, Refund(order_id=order_id, fen=fen))


def test_the_float_follows_from_bags_orders_and_refunds(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    id_ = packed(store, operator)
    with store.read() as s:
        assert sum(float_balance(s).values()) == 0, "a bag that is not at the bank is nobody's yet"
    with store.write(by=operator) as s:
        bank_deposit(s, id_, "8820")
    slips = [ordered(store, operator, chen) for _ in range(4)]  # ¥262.80 each
    for slip, state, more in (
        (slips[0], "placed", {"placed_at": 1}),
        (slips[1], "refused", {}),
        (slips[2], "placed", {"pay": "payer", "payer_paid_fen": 26_280, "payer_paid_at": 1}),
    ):
        with store.write() as s:
            central_says(s, slip.order_id, state, **more)
    with store.read() as s:
        assert sum(float_balance(s).values()) == 50_000 - 26_280
    with store.write() as s:
        central_says(s, slips[0].order_id, "shipped", refund_fen=1_000)
    with store.write() as s:
        central_refunds(s, slips[0].order_id, 1_000)
    with store.write(by=operator) as s:
        note_cash(s, "paid_in", 2_500, "县里转来", account="float")
    with store.read() as s:
        shown = float_shown(s)
    assert shown.fen == 50_000 - 26_280 + 1_000 + 2_500
    assert sum(line.fen for line in shown.lines) == shown.fen
    assert {line.kind for line in shown.lines} == {"deposit", "order", "refund", "by_hand"}


@pytest.mark.parametrize(
    ("said", "cost", "back"),
    [
        ({"pay": "payer", "payer_paid_fen": 26_280}, 0, 0),
        ({"pay": "cash", "payer_paid_fen": 26_280}, 26_280, 1_000),  # the villager paid it after all
        ({"pay": "payer", "payer_paid_fen": 26_000}, 280, 280),  # it cost more than the child had paid
    ],
)
def test_the_float_bears_what_no_child_paid(store: Store, operator: str, said: dict, cost: int, back: int) -> None:
    slip = ordered(store, operator, villager(store, operator))
    with store.write() as s:
        central_says(s, slip.order_id, "placed", placed_at=1, **said)
    with store.read() as s:
        assert sum(float_balance(s).values()) == -cost
    with store.write() as s:
        central_says(s, slip.order_id, "shipped", refund_fen=1_000)
    with store.write() as s:
        central_refunds(s, slip.order_id, 1_000)
    with store.read() as s:
        shown = float_shown(s)
    assert shown.fen == back - cost
    assert sum(line.fen for line in shown.lines) == shown.fen
