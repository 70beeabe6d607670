"""The settlement of an order and the farmers' money: every fen is explained, and nobody is paid twice."""

from typing import Any

import pytest

from tests.store.people_of_a_village import central_sets
from tests.store.sales_room import SIGNED, central_claims, confirmed, sold
from tests.store.test_sales import code_of
from villagedesk.domain.evidence import UNSIGNED, Signed
from villagedesk.domain.passbook import check_mark
from villagedesk.domain.people import PayoutAccount
from villagedesk.domain.sale_papers import BOXES, FarmerStatement, SettlementSheet, shared_by
from villagedesk.domain.sales import CropAllocation, CropClaim, CropOrder, CropPayout
from villagedesk.domain.sellers import Seller
from villagedesk.domain.values import line_total_fen
from villagedesk.store import Store, WriteSession, action, new_row, print_queue
from villagedesk.store.cash.at_platform import float_shown
from villagedesk.store.passbook import passbook
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import (
    SettleForm,
    agree_to_claim,
    ask_transfer,
    due_lines,
    due_to_farmers,
    object_to_claim,
    open_claims,
    pay_farmer_cash,
    payouts_of,
    reprint_statement,
    sale_page,
    sales_running,
    sales_settled,
    settle_order,
    settlement_of,
    take_back_settlement,
    usual_costs,
)

GRAMS = [31_000, 27_500, 40_250, 22_000, 35_500, 18_750, 29_000, 33_333, 26_667, 24_000, 30_500, 21_500]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


def settled(store: Store, operator: str, order_id: str, **costs: Any) -> None:
    with store.write(by=operator) as s:
        settle_order(
            s, order_id, SettleForm(**{"freight_fen": 20_400, "packing_fen": 10_200, "cost_reason": "实付", **costs})
        )


def papers_of(store: Store, kind: type) -> list:
    with store.read() as s:
        jobs = print_queue.jobs(s.connection())
        found = [print_queue.paper_of(s.connection(), job.id) for job in jobs]
    return [paper for paper in found if isinstance(paper, kind)]


@action
def account_without_consent(s: WriteSession, person_id: str) -> None:
    new_row(s, PayoutAccount(person_id=person_id, kind="passbook", number="620000000000014"))


def drawer(store: Store) -> list[int]:
    with store.read() as s:
        rows = s.connection().exec_driver_sql("SELECT amount_fen FROM cash_entry ORDER BY number").fetchall()
    return [row[0] for row in rows]


def test_twelve_farmers_one_order_a_claim_of_five_percent(store: Store, operator: str) -> None:
    order_id, sellers, ids = sold(store, operator, GRAMS)
    gross = line_total_fen(sum(GRAMS), "jin", 420)
    assert gross == 285_600
    with store.write(by="central") as s:
        claim = central_claims(s, order_id, gross * 5 // 100)
    with store.read() as s:
        assert [(one.asked_fen, one.product) for one in open_claims(s)] == [(14_280, "徐香猕猴桃")]
    assert code_of(store, operator, lambda s: settle_order(s, order_id, SettleForm())) == "move_not_allowed"
    with store.write(by=operator) as s:
        agree_to_claim(s, claim)
    settled(store, operator, order_id)
    with store.read() as s:
        order = s.get(CropOrder, order_id)
        rows = [s.get(CropAllocation, id_) for id_ in ids]
        assert (order.gross_fen, order.net_fen, order.claim_fen) == (285_600, 232_152, 14_280)
        due = due_to_farmers(s)
        assert [row.order_id for row in due_lines(s, [sellers[0]])] == [order_id]
    assert sum(row.gross_fen for row in rows) == 285_600
    for row in rows:
        taken = row.platform_fen + row.service_fen + row.freight_fen + row.packing_fen + row.claim_fen + row.other_fen
        assert row.net_fen == row.gross_fen - taken > 0
        assert row.gross_fen == line_total_fen(row.weighed, "jin", 420)
    assert (len(due), sum(one.fen for one in due)) == (12, 232_152)
    (sheet,) = papers_of(store, SettlementSheet)
    assert len(sheet.lines) == 12
    for line in sheet.lines:
        assert line.gross_fen - sum(fen for _kind, _note, fen in line.deductions) == line.net_fen
    assert sum(line.net_fen for line in sheet.lines) == 232_152
    first = next(line for line in sheet.lines if line.person == "张建国")
    assert first.deductions == (
        ("platform", "2%", 521),
        ("service", "1%", 260),
        ("freight", shared_by(31_000, 340_000, "jin"), 1_860),
        ("packing", shared_by(13, 142, BOXES), 934),
        ("claim", "", 1_302),
    )
    with store.read() as s:
        assert [row.net_fen for row in sales_settled(s)] == [232_152]
        assert sales_running(s) == []


def test_a_claim_that_is_objected_to_waits_for_central_and_then_counts(store: Store, operator: str) -> None:
    order_id, _sellers, ids = sold(store, operator, [20_000, 20_000, 20_000])
    with store.write(by="central") as s:
        claim = central_claims(s, order_id, 5_000, ids[1])
    assert code_of(store, operator, lambda s: object_to_claim(s, claim, "  ")) == "answer field_required"
    with store.write(by=operator) as s:
        object_to_claim(s, claim, "装车时是好的")
    assert code_of(store, operator, lambda s: agree_to_claim(s, claim)) == "move_not_allowed"
    with store.write(by="central") as s:
        central_sets(s, CropClaim, claim, state="decided", fen=3_000)
    confirmed(store, order_id)
    settled(store, operator, order_id)
    with store.read() as s:
        claims = {id_: s.get(CropAllocation, id_).claim_fen for id_ in ids}
    assert claims == {ids[0]: 0, ids[1]: 3_000, ids[2]: 0}


def test_a_settlement_is_taken_back_until_somebody_is_paid(store: Store, operator: str) -> None:
    order_id, sellers, ids = sold(store, operator, [20_000, 30_000])
    with store.read() as s:
        usual = usual_costs(s, order_id)
        assert (usual.freight_fen, usual.packing_fen) == (3_000, 1_500)
        assert settlement_of(s, order_id, usual).gross_fen == 42_000
    bad = SettleForm(3_000, 1_500, others={ids[0]: (500, " ")})
    assert code_of(store, operator, lambda s: settle_order(s, order_id, bad)) == "other field_required"
    assert (
        code_of(store, operator, lambda s: settle_order(s, order_id, SettleForm(freight_fen=-1))) == "freight negative"
    )
    much = SettleForm(freight_fen=50_000)
    assert code_of(store, operator, lambda s: settle_order(s, order_id, much)) == "settlement_negative"
    for form in (SettleForm(), SettleForm(3_000, 1_499, cost_reason=" "), SettleForm(2_000, 1_500)):
        assert code_of(store, operator, lambda s, f=form: settle_order(s, order_id, f)) == (
            "cost_reason cost_reason_missing"
        )
    long = SettleForm(0, 0, cost_reason="远" * 41)
    assert code_of(store, operator, lambda s: settle_order(s, order_id, long)).startswith("cost_reason ")
    with store.write(by=operator) as s:
        settle_order(s, order_id, SettleForm(others={ids[0]: (500, "借的筐没还")}, cost_reason="搭便车，旧纸箱"))
    with store.read() as s:
        assert s.get(CropOrder, order_id).cost_reason == "搭便车，旧纸箱"
    assert papers_of(store, SettlementSheet)[-1].cost_reason == "搭便车，旧纸箱"
    with store.write(by=operator) as s:
        take_back_settlement(s, order_id)
    with store.read() as s:
        assert due_to_farmers(s) == []
        assert sale_page(s, order_id).row.state == "confirmed"
    with store.write(by=operator) as s:
        settle_order(s, order_id, SettleForm(3_000, 1_500, cost_reason="按规定"))
    with store.read() as s:
        assert s.get(CropOrder, order_id).cost_reason == "", "as the rules have it, no reason stands"
    with store.write(by=operator) as s:
        pay_farmer_cash(s, sellers[0], SIGNED, desk_files(store))
    assert code_of(store, operator, lambda s: take_back_settlement(s, order_id)) == "settlement_paid"
    assert code_of(store, operator, lambda s: settle_order(s, order_id, SettleForm())) == "move_not_allowed"


def test_cash_is_paid_once_against_a_signature_and_stands_in_the_book(store: Store, operator: str) -> None:
    order_id, sellers, ids = sold(store, operator, [20_000, 30_000])
    settled(store, operator, order_id, freight_fen=3_000, packing_fen=1_500)
    files = desk_files(store)
    with store.read() as s:
        due = {one.seller_id: one for one in due_to_farmers(s)}
    fen = due[sellers[0]].fen
    assert code_of(store, operator, lambda s: pay_farmer_cash(s, sellers[0], UNSIGNED, files)).startswith("signature")
    with store.read() as s:
        book = passbook(s, due[sellers[0]].person_id)
    assert (book.owed_fen, [one.kind for one in book.dues]) == (fen, ["produce"])
    with store.write(by=operator) as s:
        payout = pay_farmer_cash(s, sellers[0], SIGNED, files)
    assert (payout.fen, drawer(store)) == (fen, [-fen])
    with store.read() as s:
        shown = float_shown(s)
    assert shown.fen == fen, "the buyer's money for it lies at the platform"
    assert [(line.kind, line.fen) for line in shown.lines] == [("farmers", fen)]
    assert code_of(store, operator, lambda s: pay_farmer_cash(s, sellers[0], SIGNED, files)) == "nothing_to_pay"
    assert code_of(store, operator, lambda s: ask_transfer(s, sellers[0])) == "nothing_to_pay"
    (statement,) = papers_of(store, FarmerStatement)
    assert (statement.fen, statement.how, len(statement.lines)) == (fen, "cash", 1)
    assert statement.code.replace(" ", "") == check_mark(statement.qr)
    with store.read() as s:
        book = passbook(s, due[sellers[0]].person_id)
        assert (book.owed_fen, [(move.kind, move.fen) for move in book.moves]) == (0, [("crop_payout", -fen)])
        assert [one.fen for one in payouts_of(s, sellers[0])] == [fen]
        assert (
            s.get(CropAllocation, next(i for i in ids if s.get(CropAllocation, i).seller_id == sellers[0])).payouts == 1
        )
    with store.write(by=operator) as s:
        reprint_statement(s, payout.id)
    with store.write(by=operator) as s:
        pay_farmer_cash(s, sellers[1], Signed(on_paper=True), files)
    with store.read() as s:
        last = next(job for job in print_queue.jobs(s.connection()) if job.paper == "farmer_statement")
    assert last.copies == 2
    assert sum(drawer(store)) == -sum(one.fen for one in due.values())


def test_a_transfer_needs_an_account_and_the_farmers_word(store: Store, operator: str) -> None:
    order_id, sellers, _ids = sold(store, operator, [20_000])
    settled(store, operator, order_id, freight_fen=0, packing_fen=0)
    assert code_of(store, operator, lambda s: ask_transfer(s, sellers[0])) == "account_missing"
    with store.read() as s:
        person_id = s.get(Seller, sellers[0]).person_id
    with store.write(by=operator) as s:
        account_without_consent(s, person_id)
    assert code_of(store, operator, lambda s: ask_transfer(s, sellers[0])) == "account_no_consent"


def test_a_transfer_is_asked_for_once_and_confirmed_by_central(store: Store, operator: str) -> None:
    order_id, sellers, ids = sold(store, operator, [20_000], account="农商银行 存折 620000000000014")
    settled(store, operator, order_id, freight_fen=0, packing_fen=0)
    with store.write(by=operator) as s:
        payout = ask_transfer(s, sellers[0])
    assert (payout.state, payout.account) == ("asked", "农商银行 存折  0014")
    assert (
        code_of(store, operator, lambda s: pay_farmer_cash(s, sellers[0], SIGNED, desk_files(store)))
        == "nothing_to_pay"
    )
    with store.write(by="central") as s:
        central_sets(s, CropPayout, payout.id, state="failed", answer="户名不符")
        central_sets(s, CropAllocation, ids[0], state="settled", payout_id="")
    with store.write(by=operator) as s:
        again = ask_transfer(s, sellers[0])
    assert again.id != payout.id
    assert drawer(store) == []


def test_who_is_stopped_waits_for_his_money(store: Store, operator: str) -> None:
    order_id, sellers, _ids = sold(store, operator, [20_000])
    settled(store, operator, order_id, freight_fen=0, packing_fen=0)
    with store.write(by="central") as s:
        central_sets(s, Seller, sellers[0], state="frozen")
    with store.read() as s:
        assert [one.held for one in due_to_farmers(s)] == [True]
    for work in (
        lambda s: pay_farmer_cash(s, sellers[0], SIGNED, desk_files(store)),
        lambda s: ask_transfer(s, sellers[0]),
    ):
        assert code_of(store, operator, work) == "payout_held"
