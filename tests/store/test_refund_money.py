"""Whatever is paid, cancelled, returned, refunded, advanced and paid out in whatever order: nobody gets more than he
paid and was awarded, nothing owed falls below zero, and in the end everything that is due was given, to the fen."""

import random

import pytest
from sqlmodel import select

from tests.store.orders_room import central_announces, central_says, ordered, villager
from tests.store.returns_room import JPEG, asked, central_refunds
from villagedesk.domain.cash import CashEntry, CashKind
from villagedesk.domain.evidence import Signed
from villagedesk.domain.fakes import FakeForm
from villagedesk.domain.orders import Order
from villagedesk.domain.returns import Refund, RefundKind, Return, ReturnState
from villagedesk.errors import AppError
from villagedesk.store.fakes import advance_refund, bought_for, fake_page, report_fake
from villagedesk.store.orders import cancel_order
from villagedesk.store.parcels import hand_over, receive_parcel
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import owed_for_order, owed_to_villagers, pay_out

SIGNED = Signed(on_paper=True)


class Drawer:
    """Two orders of one villager; the model adds up what crosses the counter and what the platform gives."""

    def __init__(self, store, operator, seed):
        self.store, self.operator, self.chance = store, operator, random.Random(seed)
        pays = self.chance.choices(["cash", "on_delivery"], k=2)
        self.steps = []
        self.person = villager(self.store, self.operator)
        self.orders = [ordered(self.store, self.operator, self.person, pay).order_id for pay in pays]
        self.reports: dict[str, str] = {}  # report -> order
        self.line_of: dict[str, str] = {}  # report or return -> the one line of the order that it is about
        self.returns: list[str] = []
        # The first one is with him already, and one thing in it is a fake: there most can go wrong.
        self.ship(self.orders[0], 2)
        self.hand_over(self.orders[0], 0)
        self.hand_over(self.orders[0], 1)
        self.say_that_it_is_a_fake(self.orders[0], 1)

    def work(self, steps):
        """So many things in an order that only chance knows; after each of them everything is counted."""
        verbs = [
            self.cancel,
            self.ship_and_receive,
            self.collect,
            self.refuse_at_central,
            self.ask_return,
            self.report,
            self.advance,
            self.central_gives_back,
            self.central_awards,
            self.pay,
        ]
        for _ in range(steps):
            verb = self.chance.choices(verbs, weights=(1, 2, 3, 1, 3, 2, 4, 4, 2, 3))[0]
            self.steps.append(verb.__name__)
            verb()
            self.nobody_gets_more_than_he_paid_and_was_awarded()
            self.what_is_owed_is_covered()
            self.one_line_is_never_paid_twice()
        self.in_the_end_everything_was_given()

    def cancel(self):
        order = self.pick()
        self.attempt(lambda s: cancel_order(s, order))

    def ship_and_receive(self):
        self.ship(self.pick(), self.chance.choice((1, 2)))

    def ship(self, order_id, parcels):
        order = self.order(order_id)
        if order.state != "queued":
            return
        with self.store.write() as s:
            central_says(s, order.id, "placed")
        for number in range(parcels):
            waybill = f"W{order.id[:6]}{number}"
            due = order.total_fen // parcels if order.pay == "on_delivery" else 0
            with self.store.write() as s:
                central_announces(s, order.id, waybill, due_fen=due)
            with self.store.write(by=self.operator) as s:
                receive_parcel(s, waybill)

    def collect(self):
        self.hand_over(self.pick(), self.chance.choice((0, 1)))

    def hand_over(self, order_id, number):
        waybill = f"W{order_id[:6]}{number}"
        with self.store.read() as s:
            found = s.connection().exec_driver_sql("SELECT id FROM parcel WHERE waybill = ?", (waybill,)).scalar()
        if found:
            self.attempt(lambda s: hand_over(s, found, "6721"))

    def refuse_at_central(self):
        order = self.order(self.pick())
        if order.state == "shipped" and order.refund_fen == 0:
            with self.store.write() as s:
                central_says(s, order.id, "refused", reason="停业")

    def ask_return(self):
        order, line = self.pick(), self.chance.randrange(3)
        try:
            self.returns.append(asked(self.store, self.operator, order, line=line))
        except AppError:
            return
        self.line_of[self.returns[-1]] = self.goods(order)[line].line_id

    def report(self):
        self.say_that_it_is_a_fake(self.pick(), self.chance.randrange(3))

    def say_that_it_is_a_fake(self, order_id, line):
        files, order = desk_files(self.store), self.order(order_id)
        if order.state in ("queued", "cancelled"):
            return
        goods = self.goods(order_id)[line]
        form = FakeForm(self.person, goods.title, "不对", "退钱", order.id, goods.line_id)
        form.photos = (("goods", files.put(JPEG)),)
        with self.store.write(by=self.operator) as s:
            report = report_fake(s, form, files)
        self.reports[report], self.line_of[report] = order.id, goods.line_id

    def advance(self):
        report, share = self.chance.choice(list(self.reports)), self.chance.choice((1, 30, 100, 120))
        with self.store.read() as s:
            most = fake_page(s, report).may_advance_fen
        before = self.received()
        self.attempt(lambda s: advance_refund(s, report, most * share // 100, SIGNED, desk_files(self.store)))
        assert self.received() - before in (0, most * share // 100)
        assert share <= 100 or self.received() - before <= most

    def central_gives_back(self):
        """Like central: never more than the order cost, for a return, for a report, or with no name on it."""
        share, what = self.chance.choice((10, 40, 100)), self.chance.choice(("", "return", "report"))
        order, names = self.order(self.pick()), {}
        if what == "return":
            names = {"return_id": next((r for r in self.returns if self.of(Return, r).order_id == order.id), "")}
            if not names["return_id"] or self.of(Return, names["return_id"]).state not in ("open", "approved"):
                return
        elif what == "report":
            mine = [report for report, its in self.reports.items() if its == order.id]
            names = {"report_id": mine[0]} if mine else {}
        fen = (order.total_fen - order.refund_fen) * share // 100
        if fen and order.state not in ("queued", "cancelled", "refused"):
            with self.store.write() as s:
                central_refunds(s, order.id, fen, **names)

    def central_awards(self):
        fen, kind = self.chance.randrange(1, 60_000), self.chance.choice((RefundKind.DAMAGES, RefundKind.FREIGHT))
        order = self.order(self.pick())
        if order.state not in ("queued", "cancelled"):
            with self.store.write() as s:
                central_refunds(s, order.id, fen, kind=kind)

    def pay(self):
        order = self.pick()
        with self.store.read() as s:
            owed = owed_for_order(s, order).fen
        before = self.received()
        self.attempt(lambda s: pay_out(s, order, SIGNED, desk_files(self.store)))
        assert self.received() - before == owed, "what was owed is what was given"
        with self.store.read() as s:
            assert owed_for_order(s, order).fen == 0

    # --- what holds always

    def nobody_gets_more_than_he_paid_and_was_awarded(self):
        for order in self.orders:
            assert 0 <= self.received(order) <= self.paid(order) + self.awarded(order)

    def what_is_owed_is_covered(self):
        with self.store.read() as s:
            owed = {order: owed_for_order(s, order) for order in self.orders}
            listed = {one.order_id: one.fen for one in owed_to_villagers(s)}
        assert all(part.fen > 0 for one in owed.values() for part in one.parts)
        assert listed == {order: one.fen for order, one in owed.items() if one.fen}, "the red list is the same figure"
        for order in self.orders:
            assert self.received(order) + listed.get(order, 0) <= self.paid(order) + self.awarded(order)

    def in_the_end_everything_was_given(self):
        for order in self.orders:
            self.attempt(lambda s, order=order: pay_out(s, order, SIGNED, desk_files(self.store)))
        with self.store.read() as s:
            assert owed_to_villagers(s) == []
            assert ReturnState.REFUNDED not in {row.state for row in s.exec(select(Return))}
            awards = {r.id for r in s.exec(select(Refund)) if r.kind != RefundKind.PRICE}
            paid_for = [e.about_id for e in s.exec(select(CashEntry)) if e.kind == CashKind.AWARD]
        assert sorted(paid_for) == sorted(awards), "each award once"
        for order in map(self.order, self.orders):
            kept = 0 if order.state in ("refused", "cancelled") else order.total_fen - order.refund_fen
            got, paid = self.received(order.id, awards=False), self.paid(order.id)
            assert got <= paid
            # Never less than is due, and more only by what was advanced and is not refunded yet.
            assert got <= max(0, paid - kept) + self.unsettled(order.id), order.state
            assert got >= min(paid, max(0, paid - kept)), order.state

    def one_line_is_never_paid_twice(self):
        for order in map(self.order, self.orders):
            for goods in self.goods(order.id):
                assert self.advanced(goods.line_id) <= goods.price_fen
            paid, got = self.paid(order.id), self.received(order.id, awards=False)
            if order.state in ("refused", "cancelled") or paid < order.total_fen:
                continue
            with self.store.read() as s:
                owed = sum(part.fen for part in owed_for_order(s, order.id).parts if part.kind == RefundKind.PRICE)
            # What came back for a line, or what was advanced for it: the greater one, never both.
            assert got + owed <= order.refund_fen + self.unsettled(order.id)

    # --- the model: coins, and what the platform gave

    def entries(self, order_id=""):
        with self.store.read() as s:
            found = list(s.exec(select(CashEntry)))
            about = self.reports | {refund.id: refund.order_id for refund in s.exec(select(Refund))}
        return [e for e in found if not order_id or order_id in (e.order_id, about.get(e.about_id))]

    def paid(self, order_id=""):
        ins = (CashKind.ORDER_PAID, CashKind.ON_DELIVERY)
        return sum(e.amount_fen for e in self.entries(order_id) if e.kind in ins)

    def received(self, order_id="", *, awards=True):
        outs = {CashKind.REFUND, CashKind.ADVANCE_REFUND} | ({CashKind.AWARD} if awards else set())
        return -sum(e.amount_fen for e in self.entries(order_id) if e.kind in outs)

    def advanced(self, line):
        about = {name for name, its in self.line_of.items() if its == line}
        return -sum(e.amount_fen for e in self.entries() if e.kind == CashKind.ADVANCE_REFUND and e.about_id in about)

    def unsettled(self, order_id):
        """What was advanced for each line and neither a complaint about it nor a return of it brought back."""
        with self.store.read() as s:
            refunds = list(s.exec(select(Refund).where(Refund.order_id == order_id)))
        left = 0
        for line in (goods.line_id for goods in self.goods(order_id)):
            back = sum(r.fen for r in refunds if self.line_of.get(r.report_id or r.return_id) == line)
            left += max(0, self.advanced(line) - back)
        return left

    def awarded(self, order_id):
        with self.store.read() as s:
            refunds = list(s.exec(select(Refund).where(Refund.order_id == order_id)))
        return sum(refund.fen for refund in refunds if refund.kind != RefundKind.PRICE)

    # --- helpers

    def attempt(self, op):
        try:
            with self.store.write(by=self.operator) as s:
                op(s)
        except AppError:
            return

    def of(self, entity, id_):
        with self.store.read() as s:
            return s.get(entity, id_)

    def goods(self, order_id):
        with self.store.read() as s:
            return bought_for(s, order_id=order_id).goods

    def order(self, order_id):
        return self.of(Order, order_id)

    def pick(self):
        return self.chance.choice(self.orders)


@pytest.mark.parametrize("seed", range(6))
def test_a_random_month_of_money(store, operator, seed):
    drawer = Drawer(store, operator, seed)
    try:
        drawer.work(30)
    except AssertionError:
        print(drawer.steps)  # what led there
        raise
