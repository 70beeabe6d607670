"""Lots mixed of several farmers: not offered, but sold to a buyer; each farmer's share is settled and paid to the fen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from tests.store.people_of_a_village import central_sets, listing_form
from tests.store.sales_room import (
    SIGNED,
    central_claims,
    farmer,
    filled,
    gone,
    lot_of,
    ordered,
    packed,
    weighed,
)
from villagedesk.domain.labels import Kind
from villagedesk.domain.sale_papers import SettlementSheet
from villagedesk.domain.sales import CropAllocation, CropPack
from villagedesk.domain.sales.settlement import Line, shared_out
from villagedesk.domain.sellers import Seller
from villagedesk.errors import Refused
from villagedesk.store import Store, print_queue
from villagedesk.store.crops import lot_page, mix_lots
from villagedesk.store.crops.balance import balance
from villagedesk.store.listings import list_lot
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import (
    SettleForm,
    agree_to_claim,
    due_to_farmers,
    pay_farmer_cash,
    sale_page,
    settle_order,
    suggest_lots,
    take_back_settlement,
    take_off_order,
)
from villagedesk.store.trace import StepKind, trace


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


def mixed(store: Store, operator: str, grams: list[int]) -> tuple[str, list[str]]:
    """A lot mixed of one lot of each farmer; its id and the sellers'."""
    sellers = [farmer(store, operator, number)[1] for number in range(1, len(grams) + 1)]
    lots = [lot_of(store, operator, seller, part) for seller, part in zip(sellers, grams, strict=True)]
    with store.write(by=operator) as s:
        return mix_lots(s, list(zip(lots, grams, strict=True))), sellers


def shares(store: Store) -> list[CropAllocation]:
    with store.read() as s:
        return list(s.exec(select(CropAllocation).where(col(CropAllocation.share_of) != "")))


def test_a_mixed_lot_is_not_offered_and_the_operator_is_told_why(store: Store, operator: str) -> None:
    lot_id, _sellers = mixed(store, operator, [10_000, 20_000])
    with store.write(by=operator) as s, pytest.raises(Refused, match="mixed_lot_not_listed"):
        list_lot(s, lot_id, listing_form(quantity=30_000))


def test_a_mixed_lot_is_sold_and_each_farmer_is_paid_his_share(store: Store, operator: str) -> None:
    lot_id, sellers = mixed(store, operator, [10_000, 20_001, 3_333])
    order_id = ordered(store, operator, 33_334)
    with store.read() as s:
        (candidate,) = [one for one in suggest_lots(s, order_id) if one.lot_id == lot_id]
    assert (candidate.suggested, set(candidate.farmer.split(", "))) == (33_334, {"张建国", "李秀英", "王德发"})
    (part,) = filled(store, operator, order_id)
    with store.read() as s:
        assert balance(s.connection(), lot_id).stock == 0, "a share holds nothing of its own"
    assert sum(share.quantity for share in shares(store)) == 33_334
    weighed(store, operator, part, 33_000)
    packed(store, operator, order_id)
    gone(store, operator, order_id)
    with store.write(by="central") as s:
        claim = central_claims(s, order_id, 1_001, part)
    with store.write(by=operator) as s:
        agree_to_claim(s, claim)
    for again in (True, False):
        with store.write(by=operator) as s:
            settled = settle_order(s, order_id, SettleForm(freight_fen=1_234, packing_fen=567, cost_reason="实付"))
        assert len(settled.lines) == 3
        assert (settled.gross_fen, settled.claim_fen) == (27_720, 1_001)
        if again:
            with store.write(by=operator) as s:
                take_back_settlement(s, order_id)
            assert {share.state for share in shares(store)} == {"share"}
    assert sum(share.net_fen for share in shares(store)) == settled.net_fen
    assert sum(share.weighed for share in shares(store)) == 33_000
    with store.read() as s:
        sheets = [job for job in print_queue.unfinished(s.connection()) if job.about == order_id]
        sheet = print_queue.paper_of(s.connection(), sheets[-1].id)
        assert isinstance(sheet, SettlementSheet)
        assert [line.person for line in sheet.lines] == ["李秀英", "张建国", "王德发"]
        due = {one.seller_id: one.fen for one in due_to_farmers(s)}
        assert sorted(due) == sorted(sellers)
        assert sum(due.values()) == settled.net_fen
        assert balance(s.connection(), lot_id).short == 0
    with store.write(by=operator) as s:
        paid = pay_farmer_cash(s, sellers[0], SIGNED, desk_files(store))
    assert paid.fen == due[sellers[0]]
    with store.read() as s:
        pack = s.exec(select(CropPack)).one()
        found = trace(s, Kind.PACK, pack.id)
        assert [step.fen for step in found.of(StepKind.PAYOUT)] == [paid.fen]
        assert len(found.of(StepKind.FARMER)) == 3
        page = sale_page(s, order_id)
    assert (len(page.parts), len(page.shares), page.row.lots, page.row.unpaid) == (1, 3, 1, 2)


def test_taking_it_off_takes_the_shares_along(store: Store, operator: str) -> None:
    lot_id, _sellers = mixed(store, operator, [10_000, 20_000])
    order_id = ordered(store, operator, 30_000)
    (part,) = filled(store, operator, order_id)
    assert sorted(share.quantity for share in shares(store)) == [10_000, 20_000]
    with store.write(by=operator) as s:
        take_off_order(s, part)
    assert {share.state for share in shares(store)} == {"dropped"}
    with store.read() as s:
        assert lot_page(s, lot_id).row.free == 30_000


def test_one_stopped_farmer_stops_the_mixed_lot(store: Store, operator: str) -> None:
    lot_id, sellers = mixed(store, operator, [10_000, 20_000])
    order_id = ordered(store, operator, 30_000)
    (part,) = filled(store, operator, order_id)
    with store.write(by="central") as s:
        central_sets(s, Seller, sellers[1], state="frozen")
    with pytest.raises(Refused, match="crop_order_stopped"):
        weighed(store, operator, part, 30_000)
    with store.read() as s:
        assert sale_page(s, order_id).parts[0].stopped
    other = ordered(store, operator, 1_000)
    with store.read() as s:
        assert lot_id not in {one.lot_id for one in suggest_lots(s, other)}


FEN = st.integers(0, 10_000_000)


@settings(max_examples=150, deadline=None)
@given(st.lists(FEN, min_size=7, max_size=7), st.lists(st.integers(1, 5_000_000), min_size=1, max_size=20))
def test_what_a_mixed_lot_comes_to_is_shared_to_the_last_fen(sums: list[int], parts: list[int]) -> None:
    quantity, gross, *rest = sums
    line = Line("whole", quantity, 420, gross, *rest, 0)
    lines = shared_out(line, [(str(n), part, 0) for n, part in enumerate(parts)])
    for name in ("quantity", "gross_fen", "platform_fen", "service_fen", "freight_fen", "packing_fen", "claim_fen"):
        assert sum(getattr(one, name) for one in lines) == getattr(line, name), name
        assert min(getattr(one, name) for one in lines) >= 0
    assert sum(one.net_fen for one in lines) == line.net_fen
