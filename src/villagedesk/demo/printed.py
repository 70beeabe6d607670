"""Prints, at the end of the day, what nobody asked for while it lasted: so each paper is shown as the village's own."""

from datetime import date, timedelta

from sqlmodel import col, select

from villagedesk import clock
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.evidence import Signed
from villagedesk.domain.fakes import FakeReport
from villagedesk.domain.returns import Return, ReturnState
from villagedesk.domain.sales.payouts import CropPayout
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.store import Store
from villagedesk.store.crops import print_lot_label
from villagedesk.store.fakes.papers import print_complaint
from villagedesk.store.parcels import print_call_list
from villagedesk.store.passbook import print_passbook
from villagedesk.store.people import print_card
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import owed_to_villagers, pay_out
from villagedesk.store.returns.slips import print_return_slip
from villagedesk.store.sales.statements import print_period_statement
from villagedesk.store.sellers.consents import print_consents


def print_the_rest(store: Store, operator: str) -> None:
    """One of each: passbook, receipt for a refund, return slip, packet for 12315, call list, card, consents, label, statement."""
    with store.read() as s:
        owed = owed_to_villagers(s)
        back = s.exec(select(Return.id).where(col(Return.state) == ReturnState.APPROVED.value)).first()
        report = s.exec(select(FakeReport)).first()
        lot = s.exec(select(HarvestLot).order_by(col(HarvestLot.created_at))).first()
        seller = s.exec(select(Seller.person_id).where(col(Seller.state) == SellerState.APPROVED.value)).first()
        payout = s.exec(select(CropPayout)).first()
    with store.write(by=operator) as s:
        if owed:
            print_passbook(s, owed[0].person_id)
            print_card(s, owed[0].person_id)
        if back:
            print_return_slip(s, back)
        if report:
            print_complaint(s, report)
        if lot:
            print_lot_label(s, lot.id)
        if payout:
            month = (date.fromisoformat(clock.today()) - timedelta(days=30)).isoformat()
            print_period_statement(s, payout.seller_id, month, clock.today())
        if seller:
            print_consents(s, seller)
    with store.write(by=operator) as s:
        print_call_list(s)
    if owed:
        with store.write(by=operator) as s:
            pay_out(s, owed[0].order_id, Signed(on_paper=True), desk_files(store))
