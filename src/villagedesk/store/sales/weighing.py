"""At the scale: weighing a lot in, weighing it again, and what to do when the two do not agree about the grade."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.crops import HarvestLot, grades
from villagedesk.domain.evidence import UNSIGNED, EvidenceKind, Signed
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import ALLOCATION, AllocationState, CropAllocation, CropOrder, GradeDispute, WeighIn
from villagedesk.domain.sales.allocations import DISPUTE, DisputeState
from villagedesk.domain.sales.weighing import WeighForm, check_weighing
from villagedesk.domain.texts import check_text
from villagedesk.domain.values import GRAMS
from villagedesk.errors import Invalid, Refused
from villagedesk.store.crops.balance import balance
from villagedesk.store.evidence import keep_photos, keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.sales.parts import open_part, quantity_of, refuse_kept_back, whose
from villagedesk.store.sales.slips import print_weigh_slip
from villagedesk.store.session import WriteSession, action, get, new_row

SEAL_LENGTH = 20
WITNESS_LENGTH = 30


@dataclass(frozen=True)
class DisputeForm:
    """A grade that the two do not agree about: what each says, the seal on the sample, who was there, its photo."""

    farmer_grade: str
    seal_number: str
    witness: str
    photo: str


@action
def weigh_in(
    s: WriteSession,
    allocation_id: str,
    form: WeighForm,
    files: FileStore | None = None,
    signed: Signed = UNSIGNED,
) -> int:
    """Weigh a lot in; two weigh slips are printed. Returns what it weighs, in grams or pieces.

    Args:
        allocation_id: the lot's part of the order.
        form: the loads, the grade that both agree on.
        files: where photos and the signature are.
        signed: the farmer's signature; without one he signs the slip that stays here.

    Raises:
        Invalid: something typed is not right, or the weight cannot be.
        Refused: it was weighed in already, the order is not being filled, the farmer is stopped, or the lot has not so much.
    """
    part, order = open_part(s, allocation_id)
    ALLOCATION.check(part.state, AllocationState.WEIGHED)
    _take_weights(s, part, order, form, files)
    part.state = AllocationState.WEIGHED.value
    if signed:
        keep_signature(s, files, "crop_allocation", part.id, signed, whose(s, part))
    s.flush()
    print_weigh_slip(s, part.id, signed=bool(signed) and not signed.on_paper)
    return part.weighed


@action
def weigh_again(s: WriteSession, allocation_id: str) -> None:
    """A weight was wrong: what stood there is taken back, and the lot goes to the scale once more.

    Raises:
        Refused: it was not weighed in, or the order is not being filled any more.
    """
    part, _order = open_part(s, allocation_id)
    ALLOCATION.check(part.state, AllocationState.CALLED)
    for load in loads_of(s, allocation_id):
        load.taken_back_at = s.now
    part.weighed, part.weighed_at, part.grade = 0, None, ""
    part.moisture = part.wet_grams = 0
    part.state = AllocationState.CALLED.value


@action
def dispute_grade(s: WriteSession, allocation_id: str, form: WeighForm, dispute: DisputeForm, files: FileStore) -> str:
    """The two do not agree about the grade: weigh, seal a sample before a witness, and let the county office decide.

    Args:
        allocation_id: the lot's part of the order.
        form: the loads; its ``grade`` is what the room says.
        dispute: what the farmer says, and the sample.
        files: where the photos are.

    Returns:
        The dispute's id.

    Raises:
        Invalid: something typed is not right, or the seal, the witness or the photo is missing.
        Refused: as ``weigh_in``.
    """
    part, order = open_part(s, allocation_id)
    ALLOCATION.check(part.state, AllocationState.DISPUTED)
    seal = check_text("seal", dispute.seal_number, SEAL_LENGTH)
    witness = check_text("witness", dispute.witness, WITNESS_LENGTH)
    if not (seal and witness and dispute.photo):
        missing = "photo" if seal and witness else "witness" if seal else "seal"
        raise Invalid(missing, "sample_missing")
    known = {key for key, _name in grades(clock.today())}
    if dispute.farmer_grade not in known or dispute.farmer_grade == form.grade:
        raise Invalid("farmer_grade", "field_required")
    _take_weights(s, part, order, form, files)
    part.state = AllocationState.DISPUTED.value
    row = new_row(
        s,
        GradeDispute(
            allocation_id=part.id,
            lot_id=part.lot_id,
            room_grade=form.grade,
            farmer_grade=dispute.farmer_grade,
            seal_number=seal,
            witness=witness,
        ),
    )
    keep_photos(s, files, "grade_dispute", row.id, EvidenceKind.SAMPLE, [dispute.photo], seal)
    return row.id


@action
def agree_on_grade(s: WriteSession, dispute_id: str, grade: str, price_fen: int = 0) -> None:
    """The two agree after all, before the county office has decided; the slips are printed.

    Args:
        dispute_id: the dispute.
        grade: the grade they agree on.
        price_fen: a lower price for it; 0 is the buyer's.

    Raises:
        Invalid: no such grade, or a higher price. Refused: it was decided already, or the order is past that.
    """
    dispute = get(s, GradeDispute, dispute_id)
    DISPUTE.check(dispute.state, DisputeState.SETTLED)
    part, order = open_part(s, dispute.allocation_id)
    ALLOCATION.check(part.state, AllocationState.WEIGHED)
    if grade not in {key for key, _name in grades(clock.today())}:
        raise Invalid("grade", "field_required")
    if price_fen > order.price_fen:
        raise Invalid("price", "price_above_order")
    dispute.state, dispute.decided = DisputeState.SETTLED.value, grade
    part.grade, part.state = grade, AllocationState.WEIGHED.value
    part.price_fen = price_fen or part.price_fen
    s.flush()
    print_weigh_slip(s, part.id, signed=False)


def loads_of(s: Session, allocation_id: str) -> list[WeighIn]:
    """The loads that count for a lot's part, in the order they were weighed."""
    where = col(WeighIn.allocation_id) == allocation_id, col(WeighIn.taken_back_at).is_(None)
    return list(
        s.scalars(select(WeighIn).where(*where).order_by(col(WeighIn.weighed_at), col(WeighIn.place), col(WeighIn.id)))
    )


def _take_weights(
    s: WriteSession, part: CropAllocation, order: CropOrder, form: WeighForm, files: FileStore | None
) -> None:
    refuse_kept_back(s, [part])
    total = check_weighing(form, order.sale_unit, part.quantity, order.price_fen)
    if form.grade and form.grade not in {key for key, _name in grades(clock.today())}:
        raise Invalid("grade", "field_required")
    _refuse_more_than_left(s, part, total)
    for place, load in enumerate(form.loads, start=1):
        row = WeighIn(
            place=place,
            allocation_id=part.id,
            order_id=order.id,
            lot_id=part.lot_id,
            gross_grams=load.gross_grams,
            tare_grams=load.tare_grams,
            quantity=load.quantity(order.sale_unit),
            moisture=form.moisture,
            grade=form.grade,
            scale=load.scale,
            weighed_at=s.now,
        )
        new_row(s, row)
    part.weighed, part.weighed_at, part.grade = total, s.now, form.grade
    part.moisture, part.wet_grams = form.moisture, wet_of(s, part.lot_id, order, form.moisture, total)
    part.price_fen = form.price_fen or order.price_fen
    _keep_pictures(s, files, part.id, form.photos)


def wet_of(s: Session, lot_id: str, order: CropOrder, moisture: int, total: int) -> int:
    """How many grams of a net weight do not count, by the moisture rule for what is in the lot; 0 for what is counted."""
    lot = s.get(HarvestLot, lot_id)
    rule = rule_pack(clock.today()).sales.moisture_rule(lot.product if lot else order.product)
    return rule.off(moisture, total) if rule is not None and order.sale_unit in GRAMS else 0


def _refuse_more_than_left(s: Session, part: CropAllocation, total: int) -> None:
    left = balance(s.connection(), part.lot_id).stock + quantity_of(part)
    if total > left:
        raise Refused("lot_too_small_weighed")


def _keep_pictures(s: WriteSession, files: FileStore | None, allocation_id: str, photos: Sequence[str]) -> None:
    if photos and files is not None:
        keep_photos(s, files, "crop_allocation", allocation_id, EvidenceKind.GOODS, photos)
