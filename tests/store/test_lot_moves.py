"""Any mix and split of lots: no balance below zero, mass in equals mass out, and no certificate that a rule forbids."""

import itertools
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from tests.conftest import KEY, set_up_operator
from tests.store.people_of_a_village import central_sets, lot_form, verified_seller
from tests.store.produce_room import TODAY, Farm, farm, harvest, paper, spray
from villagedesk.domain.certificates import Certificate, CertificateState
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.lot_moves import LossReason, LotMove, MoveKind
from villagedesk.domain.lot_tests import TestForm, open_failures
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.errors import AppError, Invalid, Refused
from villagedesk.store import Store, open_store, print_queue
from villagedesk.store.certificates import allowed, issue_certificate, print_certificate, revoke_certificate
from villagedesk.store.crops import balances, farmers_of, lose_of_lot, mix_lots, record_lot, record_test, split_lot
from villagedesk.store.crops.sources import part_ids, source_ids
from villagedesk.store.crops.testing import tests_of as results_of

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["mix", "split", "lose", "test", "issue", "print", "reprint", "revoke", "stop", "go_on"]),
        st.integers(0, 10_000),
        st.integers(1, 60_000),
    ),
    min_size=5,
    max_size=30,
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: TODAY)


@pytest.fixture
def of(store: Store, operator: str) -> Farm:
    return farm(store, operator)


def test_lots_of_several_farmers_keep_their_shares(store: Store, operator: str, of: Farm) -> None:
    _person, other = verified_seller(store, operator, _second())
    first = harvest(store, operator, of)
    with store.write(by=operator) as s:
        second = record_lot(s, lot_form(other, grade="second", harvested_on="2026-11-20"))
    with store.write(by=operator) as s:
        mixed = mix_lots(s, [(first, 20_000), (second, 10_001)])
    with store.read() as s:
        lot = s.get(HarvestLot, mixed)
        assert lot is not None
        assert (lot.quantity, lot.seller_id, lot.grade, lot.harvested_on) == (30_001, "", "second", "2026-11-18")
        shared = {farmer.name: farmer.quantity for farmer in farmers_of(s, mixed)}
        assert shared == {"张建国": 20_000, "李秀英": 10_001}
        assert sum(farmer.quantity for farmer in farmers_of(s, mixed, 1_000)) == 1_000
        assert set(source_ids(s.connection(), mixed)) == {first, second, mixed}
        assert set(part_ids(s.connection(), first)) == {first, mixed}


def _second() -> Any:
    from tests.store.people_of_a_village import seller_form

    return seller_form("李秀英", 2)


def test_what_cannot_be_mixed_is_told(store: Store, operator: str, of: Farm) -> None:
    first, eggs = (
        harvest(store, operator, of),
        harvest(store, operator, of, product="鸡蛋", sale_unit="piece", quantity=90),
    )
    cases = [
        ([(first, 1)], "lots_too_few"),
        ([(first, 1), (first, 1)], "lot_twice"),
        ([(first, 1), (eggs, 1)], "lots_differ"),
        ([(first, 390_001), (eggs, 1)], "more_than_left"),
        ([(first, 0), (eggs, 1)], "must_be_more_than_zero"),
    ]
    for parts, code in cases:
        with store.write(by=operator) as s, pytest.raises(Invalid, match=code):
            mix_lots(s, parts)
    for parts, code in [([], "parts_too_few"), ([1] * 21, "lots_too_many"), ([390_001], "more_than_left")]:
        with store.write(by=operator) as s, pytest.raises(Invalid, match=code):
            split_lot(s, first, parts)
    with store.write(by=operator) as s, pytest.raises(Invalid, match="field_required"):
        lose_of_lot(s, first, 1, "eaten by a dragon")
    with store.write(by="central") as s:
        central_sets(s, Seller, of.seller_id, state="frozen")
    with store.write(by=operator) as s, pytest.raises(Refused, match="seller_stopped"):
        split_lot(s, first, [1])
    with store.write(by=operator) as s:
        lose_of_lot(s, first, 1, LossReason.ROTTEN, "一斤烂了")


class Yard:
    """One room whose lots are mixed, split, lost, tested, certified and printed by chance."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as s:
            self.operator = set_up_operator(s, "王秀兰")
        self.farms = [farm(store, self.operator, "张建国", 1), farm(store, self.operator, "李秀英", 2)]
        spray(store, self.operator, self.farms[1].season_id, "2026-11-10", 12)
        for of in self.farms:
            for day, grams in (("2026-11-18", 50_000), ("2026-11-22", 30_000)):
                harvest(store, self.operator, of, harvested_on=day, quantity=grams)
        self.brought = 160_000
        self.printed: list[int] = []

    def do(self, what: str, pick: int, amount: int) -> None:
        with self.store.read() as s:
            lots = list(s.exec(select(HarvestLot.id).order_by(col(HarvestLot.id))))
            papers = list(s.exec(select(Certificate.id).order_by(col(Certificate.id))))
        lot, other = lots[pick % len(lots)], lots[pick // 7 % len(lots)]
        paper_id = papers[pick % len(papers)] if papers else "0" * 32
        match what:
            case "mix":
                self._try(mix_lots, [(lot, amount), (other, amount // 2 + 1)])
            case "split":
                self._try(split_lot, lot, [amount // 3 + 1, amount // 5 + 1])
            case "lose":
                self._try(lose_of_lot, lot, amount, LossReason.ROTTEN)
            case "test":
                self._try(record_test, lot, TestForm(tested_on=TODAY, inhibition=pick % 1001))
            case "issue":
                self._issue(lot, amount)
            case "print":
                self._try(print_certificate, paper_id, sheet=bool(pick % 2))
                self._let_out()
            case "reprint":
                self._reprint(pick)
            case "revoke":
                self._try(revoke_certificate, paper_id, "错了")
            case "stop" | "go_on":
                state = SellerState.FROZEN if what == "stop" else SellerState.APPROVED
                self._try(central_sets, Seller, self.farms[pick % 2].seller_id, state=state.value)

    def _try(self, function: Any, *args: Any, **more: Any) -> None:
        try:
            with self.store.write(by=self.operator) as s:
                function(s, *args, **more)
        except AppError:
            return

    def _issue(self, lot: str, amount: int) -> None:
        with self.store.read() as s:
            forbidden = allowed(s, lot)
            left = balances(s.connection(), [lot])[lot].to_certify
            before = len(s.exec(select(Certificate.id)).all())
        self._try(issue_certificate, lot, paper(amount))
        with self.store.read() as s:
            made = len(s.exec(select(Certificate.id)).all()) - before
        assert made == (0 if forbidden or amount > left else 1)

    def _reprint(self, pick: int) -> None:
        if self.printed:
            try:
                with self.store.transaction() as connection:
                    print_queue.reprint(connection, self.printed[pick % len(self.printed)])
            except AppError:
                return
            self._let_out()

    def _let_out(self) -> None:
        """What comes out of the printer now, each paper checked against the rules of this moment."""
        with self.store.transaction() as connection:
            while found := print_queue.next_job(connection):
                job = found[0]
                print_queue.finish(connection, job.id, "printer")
                self.printed.append(job.id)
                self._check_lawful(job.about)

    def _check_lawful(self, certificate_id: str) -> None:
        with self.store.read() as s:
            certificate = s.get(Certificate, certificate_id)
            assert certificate is not None
            assert certificate.state == CertificateState.VALID
            assert not open_failures(results_of(s, certificate.lot_id)), "a test of it or of what it was made of failed"
            of = set(source_ids(s.connection(), certificate.lot_id))
            lots = s.exec(select(HarvestLot).where(col(HarvestLot.id).in_(of))).all()
            for lot in lots:
                # The second farm was sprayed on 10 November, 12 days: lawful from 22 November on.
                if lot.season_id == self.farms[1].season_id:
                    assert lot.harvested_on >= "2026-11-22"
                if lot.seller_id:
                    seller = s.get(Seller, lot.seller_id)
                    assert seller is not None
                    assert seller.state == SellerState.APPROVED

    def check(self) -> None:
        with self.store.read() as s:
            lots = s.exec(select(HarvestLot)).all()
            moves = s.exec(select(LotMove)).all()
            figures = balances(s.connection(), [lot.id for lot in lots])
            certificates = s.exec(select(Certificate)).all()
        for one in figures.values():
            assert min(one.held, one.stock, one.free, one.to_certify) >= 0
            assert one.short == 0
            assert one.moved + one.lost <= one.quantity
        into = {lot.id: sum(move.quantity for move in moves if move.to_lot == lot.id) for lot in lots}
        for lot in lots:
            assert into[lot.id] in (0, lot.quantity)
        lost = sum(move.quantity for move in moves if move.kind == MoveKind.LOST)
        assert sum(one.held for one in figures.values()) + lost == self.brought
        for lot_id, group in itertools.groupby(sorted(certificates, key=lambda c: c.lot_id), lambda c: c.lot_id):
            valid = sum(one.quantity for one in group if one.state == CertificateState.VALID)
            assert valid <= figures[lot_id].quantity


@settings(
    max_examples=int(os.environ.get("VILLAGEDESK_EXAMPLES", "6")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(STEPS)
def test_any_mix_and_split(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "home", KEY)
        try:
            yard = Yard(store)
            for step in steps:
                yard.do(*step)
                yard.check()
        finally:
            store.close()
