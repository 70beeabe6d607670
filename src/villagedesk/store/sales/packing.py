"""Packing weighed lots into boxes, each with its label; and giving the boxes of an order to the van."""

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.evidence import UNSIGNED, Signed
from villagedesk.domain.labels import Kind, Verdict
from villagedesk.domain.sales import (
    ALLOCATION,
    CROP_ORDER,
    AllocationState,
    CropOrder,
    CropOrderState,
    CropPack,
    CropShipment,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.store.evidence import keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.labels import check_label
from villagedesk.store.sales.parts import open_order, open_part, parts_of, refuse_kept_back, whose
from villagedesk.store.sales.slips import print_pack_labels, print_shipment_sheet
from villagedesk.store.session import WriteSession, action, get, new_row

MOST_BOXES = 2_000
WAYBILL_LENGTH, DRIVER_LENGTH, NOTE_LENGTH = 40, 20, 60


@action
def pack_lot(s: WriteSession, allocation_id: str, boxes: int) -> str:
    """Pack a weighed lot into so many boxes; a label for each is printed. Returns the pack's id.

    Raises:
        Invalid: on the field ``boxes``. Refused: it was not weighed in, the farmer is stopped, or the order is past that.
    """
    part, order = open_part(s, allocation_id)
    ALLOCATION.check(part.state, AllocationState.PACKED)
    refuse_kept_back(s, [part])
    if not 1 <= boxes <= min(MOST_BOXES, part.weighed):
        raise Invalid("boxes", "boxes_out_of_range", limit=min(MOST_BOXES, part.weighed))
    pack = new_row(
        s,
        CropPack(
            allocation_id=part.id,
            order_id=order.id,
            lot_id=part.lot_id,
            boxes=boxes,
            box_quantity=part.weighed // boxes,
            packed_at=s.now,
        ),
    )
    part.boxes, part.state = boxes, AllocationState.PACKED.value
    s.flush()
    print_pack_labels(s, pack.id)
    return pack.id


@action
def unpack_lot(s: WriteSession, allocation_id: str) -> None:
    """The boxes were counted wrong: the pack is taken back, and the lot can be packed again.

    Raises:
        Refused: it is not packed, or the order is past that.
    """
    part, _order = open_part(s, allocation_id)
    ALLOCATION.check(part.state, AllocationState.WEIGHED)
    pack = pack_of(s, part.id)
    if pack is not None:
        pack.taken_back_at = s.now
    part.boxes, part.state = 0, AllocationState.WEIGHED.value


@action
def finish_packing(s: WriteSession, order_id: str) -> None:
    """Everything is packed: the order waits for the van.

    Raises:
        Refused: no lot is on the order, or one of them is not packed yet.
    """
    order = open_order(s, order_id)
    parts = parts_of(s, order_id)
    if not parts:
        raise Refused("allocation_missing")
    for part in parts:
        if not part.weighed or part.state == AllocationState.DISPUTED:
            raise Refused("lot_not_weighed", farmer=whose(s, part))
        if part.state != AllocationState.PACKED:
            raise Refused("lot_not_packed", farmer=whose(s, part))
    refuse_kept_back(s, parts)
    order.state = CropOrderState.PACKED.value


@action
def reopen_packing(s: WriteSession, order_id: str) -> None:
    """Something has to be changed before the van comes.

    Raises:
        Refused: the order is not packed, or the van has it.
    """
    order = get(s, CropOrder, order_id)
    CROP_ORDER.check(order.state, CropOrderState.ACCEPTED)
    order.state = CropOrderState.ACCEPTED.value


@action
def hand_to_van(
    s: WriteSession,
    order_id: str,
    driver: str,
    signed: Signed = UNSIGNED,
    files: FileStore | None = None,
    *,
    counted: int = 0,
    waybill: str = "",
    note: str = "",
) -> str:
    """The driver takes the boxes of an order and signs for them; returns the shipment's id.

    Args:
        order_id: the order.
        driver: his name.
        signed: what he drew, or that he signed on paper; the sheet to sign is printed.
        files: where the signature is put.
        counted: how many boxes were counted, by scanning their labels or by hand.
        waybill: the carrier's number, where there is one.
        note: why he did not sign, why fewer or more boxes go than were packed, or whatever else is to be said.

    Raises:
        Invalid: on the field ``driver``, ``counted`` or ``signature``. Refused: it is not packed, a farmer was stopped meanwhile.
    """
    order = get(s, CropOrder, order_id)
    CROP_ORDER.check(order.state, CropOrderState.HANDED_OVER)
    parts = parts_of(s, order_id)
    refuse_kept_back(s, parts)
    name = check_text("driver", driver, DRIVER_LENGTH, required=True)
    text = check_text("note", note, NOTE_LENGTH)
    boxes = sum(part.boxes for part in parts)
    if counted <= 0:
        raise Invalid("counted", "boxes_not_counted", packed=boxes)
    if counted != boxes and not text:
        code = "boxes_missing" if counted < boxes else "boxes_too_many"
        raise Invalid("counted", code, packed=boxes, counted=counted, difference=abs(boxes - counted))
    if not signed and not text:
        raise Invalid("signature", "driver_must_sign")
    shipment = new_row(
        s,
        CropShipment(
            order_id=order_id,
            driver=name,
            waybill=check_text("waybill", "".join(waybill.split()), WAYBILL_LENGTH),
            boxes=boxes,
            counted=counted,
            quantity=sum(part.weighed for part in parts),
            handed_at=s.now,
            note=text,
        ),
    )
    if signed:
        keep_signature(s, files, "crop_shipment", shipment.id, signed, name)
    order.state, order.handed_over_at = CropOrderState.HANDED_OVER.value, s.now
    s.flush()
    print_shipment_sheet(s, shipment.id)
    return shipment.id


def pack_of(s: Session, allocation_id: str) -> CropPack | None:
    """How a lot's part is packed now."""
    where = col(CropPack.allocation_id) == allocation_id, col(CropPack.taken_back_at).is_(None)
    return s.scalars(select(CropPack).where(*where).order_by(col(CropPack.packed_at).desc()).limit(1)).first()


def shipment_of(s: Session, order_id: str) -> CropShipment | None:
    """When and by whom an order was taken along."""
    asked = select(CropShipment).where(col(CropShipment.order_id) == order_id)
    return s.scalars(asked.order_by(col(CropShipment.handed_at)).limit(1)).first()


def box_of(s: Session, order_id: str, text: str) -> tuple[str, int]:
    """Which box of an order a scanned label stands on: the pack's id and the box's number.

    Raises:
        Refused: it is no genuine label of a box of this order as it is packed now, or an old one without a number.
    """
    reading = check_label(s, text)
    if reading.kind is not Kind.PACK or not reading.id or reading.verdict in (Verdict.REVOKED, Verdict.OUT_OF_SCOPE):
        raise Refused("box_label_wrong")
    pack = s.get(CropPack, reading.id)
    if pack is None or pack.order_id != order_id or pack.taken_back_at is not None:
        raise Refused("box_of_other_order")
    box = reading.fields.get("box")
    if not isinstance(box, int):
        raise Refused("box_without_number")
    return pack.id, box
