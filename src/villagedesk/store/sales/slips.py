"""The papers of a crop sale, put into the print queue with the action they belong to."""

from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.crops import HarvestLot, crop_icon, grade_text
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.passbook import check_mark
from villagedesk.domain.people import Person
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sale_papers import (
    BOXES,
    FarmerStatement,
    PackLabel,
    SettledLine,
    SettlementSheet,
    SlipLoad,
    WeighSlip,
    deductions,
    shared_by,
)
from villagedesk.domain.sale_rules import MoistureRule
from villagedesk.domain.sales import CropAllocation, CropOrder, CropPack, CropPayout, CropShipment, WeighIn
from villagedesk.domain.short_code import short_code, shown
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.crops.lists import village_of
from villagedesk.store.identity import device_key
from villagedesk.store.label_addresses import label_prefix
from villagedesk.store.orders.lists import place_of
from villagedesk.store.sales.parts import farmer_name, farmer_of, parts_of, settled_rows, whose
from villagedesk.store.sales.words import amount
from villagedesk.store.session import WriteSession, get

# Labels of one pack that are drawn and held in memory at once.
_LABELS_A_JOB = 50


def print_weigh_slip(s: WriteSession, allocation_id: str, *, signed: bool) -> None:
    """Queue the weigh slip twice: one for the farmer, one stays here and carries his name where he did not sign here."""
    part = get(s, CropAllocation, allocation_id)
    order, lot, person = get(s, CropOrder, part.order_id), s.get(HarvestLot, part.lot_id), farmer_of(s, part.seller_id)
    where = col(WeighIn.allocation_id) == part.id, col(WeighIn.taken_back_at).is_(None)
    loads = list(
        s.scalars(select(WeighIn).where(*where).order_by(col(WeighIn.weighed_at), col(WeighIn.place), col(WeighIn.id)))
    )
    paper = WeighSlip(
        centre=centre_name(s),
        at=part.weighed_at or s.now,
        person=person.name if person else whose(s, part),
        group=place_of(person),
        product=lot.product if lot else order.product,
        lot=lot.code if lot else "",
        buyer=order.buyer,
        unit=order.sale_unit,
        loads=tuple(
            SlipLoad(gross_grams=load.gross_grams, tare_grams=load.tare_grams, quantity=load.quantity) for load in loads
        ),
        quantity=part.weighed,
        price_fen=part.price_fen,
        grade=grade_text(part.grade),
        moisture=max((load.moisture for load in loads), default=0),
        scale=next((load.scale for load in loads if load.scale), ""),
        signed=signed,
        code=shown(short_code(part.id)),
        wet=part.wet_grams,
        wet_base=rule.base if (rule := _moisture_rule(lot, order)) else 0,
    )
    _queue(s, paper, paper.person, part.id, copies=2)


def _moisture_rule(lot: HarvestLot | None, order: CropOrder) -> MoistureRule | None:
    return rule_pack(clock.today()).sales.moisture_rule(lot.product if lot else order.product)


def print_pack_labels(s: WriteSession, pack_id: str) -> None:
    """Queue a label for every box of a pack, each with its number; many boxes in several jobs."""
    pack = get(s, CropPack, pack_id)
    part, order = get(s, CropAllocation, pack.allocation_id), get(s, CropOrder, pack.order_id)
    lot, person = s.get(HarvestLot, pack.lot_id), farmer_of(s, part.seller_id)
    product = lot.product if lot else order.product
    owner = whose(s, part)
    squares = [pack_label(s, pack, product, owner, person, box=box) for box in range(1, pack.boxes + 1)]
    whole = PackLabel(
        product=product,
        grade=grade_text(part.grade),
        box_quantity=pack.box_quantity,
        unit=order.sale_unit,
        boxes=pack.boxes,
        farmer=owner,
        village=village_of(s, person),
        lot=lot.code if lot else "",
        packed_on=i18n.local(pack.packed_at).date().isoformat(),
        qr=squares[0],
        code=short_code(pack.id),
        icon=crop_icon(product),
    )
    for start in range(0, pack.boxes, _LABELS_A_JOB):
        paper = replace(whole, first=start + 1, squares=tuple(squares[start : start + _LABELS_A_JOB]))
        # A job of its own for each part: only the same part once more is a reprint.
        _queue(s, paper, f"{product} {paper.lot}", f"{pack.id} {start}" if start else pack.id)


def pack_label(
    s: Session, pack: CropPack, product: str, farmer: str, person: Person | None = None, *, box: int | None = None
) -> str:
    """The signed text of a box's square.

    Args:
        pack: how the lot was packed.
        product: what is in it.
        farmer: whose it is.
        person: where it grew; None for a mixed lot.
        box: the how-manieth of the pack.
    """
    return make_label(
        device_key(s.connection()),
        Kind.PACK,
        pack.id,
        issued_on=clock.today(),
        at=label_prefix(s.connection(), get(s, HarvestLot, pack.lot_id)),
        product=product,
        farmer=farmer,
        village=village_of(s, person),
        box=box,
    )


def print_shipment_sheet(s: WriteSession, shipment_id: str) -> None:
    """Queue the sheet that goes with the boxes: what is in them, from whom, who gave and who took them."""
    shipment = get(s, CropShipment, shipment_id)
    order = get(s, CropOrder, shipment.order_id)
    title = _("Handed to the van: {product} for {buyer}").format(product=product_name(s, order), buyer=order.buyer)
    facts = [
        (
            "  ".join((whose(s, part), _lot_code(s, part))),
            "  ".join((amount(part.weighed, order.sale_unit), _("{count} boxes").format(count=part.boxes))),
        )
        for part in parts_of(s, order.id)
    ]
    facts += [
        (
            _("Together"),
            "  ".join((amount(shipment.quantity, order.sale_unit), _("{count} boxes").format(count=shipment.boxes))),
        ),
        *_counted(shipment),
        (_("Driver"), "  ".join(word for word in (shipment.driver, shipment.waybill) if word)),
        (_("Handed over at"), f"{i18n.local(shipment.handed_at):%Y-%m-%d %H:%M}"),
    ]
    paper = papers.PlainSheet(
        title=title, facts=tuple(facts), signatures=(_("The driver signs"), _("The counter signs"))
    )
    _queue(s, paper, order.buyer, shipment.id)


def _counted(shipment: CropShipment) -> list[tuple[str, str]]:
    """What was counted and why, where it is not what was packed."""
    if shipment.counted is None or shipment.counted == shipment.boxes:
        return []
    return [(_("Counted"), "  ".join((_("{count} boxes").format(count=shipment.counted), shipment.note)))]


def print_settlement(s: WriteSession, order_id: str) -> None:
    """Queue the settlement sheet of an order."""
    order = get(s, CropOrder, order_id)
    paper = SettlementSheet(
        centre=centre_name(s),
        at=order.settled_at or s.now,
        buyer=order.buyer,
        number=order.number or shown(short_code(order.id)),
        product=product_name(s, order),
        lines=tuple(settled_line(s, part, order) for part in settled_rows(s, order_id) if part.settled_at),
        rules=order.rules,
        operator=s.operator,
        cost_reason=order.cost_reason,
    )
    _queue(s, paper, order.buyer, order.id)


def print_statement(s: WriteSession, payout_id: str, *, copies: int = 1) -> None:
    """Queue a farmer's statement, with a mark that only a computer of this centre can make."""
    payout = get(s, CropPayout, payout_id)
    person = s.get(Person, payout.person_id)
    label = statement_label(s, payout)
    paid = s.scalars(select(CropAllocation).where(col(CropAllocation.payout_id) == payout_id))
    parts = sorted(paid, key=lambda part: (part.settled_at or 0, part.id))
    paper = FarmerStatement(
        centre=centre_name(s),
        at=payout.paid_at or payout.created_at,
        person=person.name if person else "",
        group=place_of(person),
        lines=tuple(settled_line(s, part, get(s, CropOrder, part.order_id)) for part in parts),
        fen=payout.fen,
        how=payout.how,
        account=payout.account,
        reference=payout.reference,
        signed=copies == 1,
        qr=label,
        code=shown(check_mark(label)),
    )
    _queue(s, paper, paper.person, payout.id, copies=copies)


def statement_label(s: Session, payout: CropPayout) -> str:
    """The signed text on a statement: whose, how much, on which day."""
    day = i18n.local(payout.created_at).date().isoformat()
    return make_label(device_key(s.connection()), Kind.PAYOUT, payout.id, issued_on=day, total_fen=payout.fen)


def settled_line(s: Session, part: CropAllocation, order: CropOrder) -> SettledLine:
    """What one lot came to, with everything that was taken off."""
    lot = s.get(HarvestLot, part.lot_id)
    freight, packing = _shared_by(s, part, order)
    return SettledLine(
        person=farmer_name(s, part.seller_id),
        lot=lot.code if lot else "",
        product=lot.product if lot else order.product,
        buyer=order.buyer,
        quantity=part.weighed - part.wet_grams,
        moisture=part.moisture,
        wet=part.wet_grams,
        unit=order.sale_unit,
        price_fen=part.price_fen,
        gross_fen=part.gross_fen,
        deductions=deductions(
            platform_fen=part.platform_fen,
            platform_rate=order.platform_rate,
            service_fen=part.service_fen,
            service_rate=order.service_rate,
            freight_fen=part.freight_fen,
            packing_fen=part.packing_fen,
            claim_fen=part.claim_fen,
            other_fen=part.other_fen,
            other_reason=part.other_reason,
            freight_note=freight,
            packing_note=packing,
        ),
        net_fen=part.net_fen,
    )


def _shared_by(s: Session, part: CropAllocation, order: CropOrder) -> tuple[str, str]:
    """By what freight and packing of an order are shared: this lot's weight and boxes of all of them.

    A farmer's share of a mixed lot has no boxes of its own: there the weight stands, by which it was shared.
    """
    parts = parts_of(s, order.id)
    weight = sum(one.weighed - one.wet_grams for one in parts)
    boxes = sum(one.boxes for one in parts)
    by_weight = shared_by(part.weighed - part.wet_grams, weight, order.sale_unit)
    if not part.boxes or not all(one.boxes for one in parts if one.weighed):
        return by_weight, by_weight
    return by_weight, shared_by(part.boxes, boxes, BOXES)


def product_name(s: Session, order: CropOrder) -> str:
    """What an order is for: its own product, else that of its lot."""
    lot = s.get(HarvestLot, order.lot_id) if order.lot_id and not order.product else None
    return order.product or (lot.product if lot else "")


def _lot_code(s: Session, part: CropAllocation) -> str:
    lot = s.get(HarvestLot, part.lot_id)
    return lot.code if lot else ""


def _queue(s: WriteSession, paper: papers.Paper, title: str, about: str, *, copies: int = 1) -> None:
    print_queue.add_job(s, paper, title=title, about=about, copies=copies)
