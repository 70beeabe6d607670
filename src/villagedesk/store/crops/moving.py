"""Lots mixed, split, and what is lost of them; the certificates of what is mixed or split no longer hold for the rest."""

from collections.abc import Sequence

from sqlmodel import col, select

from villagedesk.domain.certificates import Certificate, CertificateState, Replaced
from villagedesk.domain.crops import HarvestLot, check_quantity, grades
from villagedesk.domain.lot_moves import MAX_PARTS, NOTE_LENGTH, LossReason, LotMove, MoveKind
from villagedesk.domain.sellers import SellerState
from villagedesk.domain.texts import check_text
from villagedesk.domain.values import GRAMS
from villagedesk.errors import Invalid, Refused
from villagedesk.store.crops.balance import balance
from villagedesk.store.crops.offers import pause_fallen
from villagedesk.store.crops.sources import farmers_of
from villagedesk.store.crops.testing import failed_tests
from villagedesk.store.numbers import LOTS, next_number
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def mix_lots(s: WriteSession, parts: Sequence[tuple[str, int]], *, grade: str = "") -> str:
    """Mix some of several lots into a new one; returns its id.

    Args:
        parts: each lot's id and how much of it goes in, in grams or pieces.
        grade: the grade of the mixture; "" for the lowest of what goes in.

    Raises:
        Invalid: on the field ``parts``: too few, too many, one named twice, or products that differ; on ``quantity``.
        NotFound: a lot is not on this computer.
        Refused: a seller is stopped, or a test of a lot failed.
    """
    if len(parts) < 2:
        raise Invalid("parts", "lots_too_few")
    if len({lot_id for lot_id, _ in parts}) < len(parts):
        raise Invalid("parts", "lot_twice")
    lots = _taken_from(s, parts)
    first = lots[0]
    if any(lot.product != first.product or (lot.sale_unit in GRAMS) != (first.sale_unit in GRAMS) for lot in lots):
        raise Invalid("parts", "lots_differ")
    made = _new_lot(s, lots, sum(quantity for _, quantity in parts), grade or _lowest(lots))
    for lot, (_id, quantity) in zip(lots, parts, strict=True):
        new_row(s, LotMove(from_lot=lot.id, to_lot=made.id, quantity=quantity, kind=MoveKind.MIXED))
        _replace_certificates(s, lot.id, Replaced.MIXED)
    pause_fallen(s, [lot.id for lot in lots])
    return made.id


@action
def split_lot(s: WriteSession, lot_id: str, parts: Sequence[int], *, part_grades: Sequence[str] = ()) -> list[str]:
    """Take parts out of a lot, each a lot of its own; returns their ids. What is not taken stays in the lot.

    Args:
        lot_id: the lot.
        parts: how much goes into each part, in grams or pieces.
        part_grades: the grade of each part; fewer, or "": the lot's own.

    Raises:
        Invalid: on the field ``parts`` or ``quantity``.
        NotFound: the lot is not on this computer.
        Refused: the seller is stopped, or a test of the lot failed.
    """
    if not parts:
        raise Invalid("parts", "parts_too_few")
    if len(parts) > MAX_PARTS:
        raise Invalid("parts", "lots_too_many", limit=MAX_PARTS)
    for quantity in parts:
        check_quantity(quantity)
    (lot,) = _taken_from(s, [(lot_id, sum(parts))])
    made = []
    for number, quantity in enumerate(parts):
        named = part_grades[number] if number < len(part_grades) else ""
        part = _new_lot(s, [lot], quantity, named or lot.grade)
        new_row(s, LotMove(from_lot=lot.id, to_lot=part.id, quantity=quantity, kind=MoveKind.SPLIT))
        made.append(part.id)
    _replace_certificates(s, lot.id, Replaced.SPLIT)
    pause_fallen(s, [lot.id])
    return made


@action
def lose_of_lot(s: WriteSession, lot_id: str, quantity: int, reason: str, note: str = "") -> None:
    """Record that some of a lot is gone, with the reason. Also a lot that must not be sold can rot.

    Args:
        quantity: in grams or pieces.
        reason: a ``LossReason``.
        note: a few words.

    Raises:
        Invalid: on the field ``quantity``, ``reason`` or ``note``.
        NotFound: the lot is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    if reason not in set(LossReason):
        raise Invalid("reason", "field_required")
    _refuse_more_than_free(s, lot.id, check_quantity(quantity))
    kept = check_text("note", note, NOTE_LENGTH)
    new_row(s, LotMove(from_lot=lot.id, quantity=quantity, kind=MoveKind.LOST, reason=reason, note=kept))


def _taken_from(s: WriteSession, parts: Sequence[tuple[str, int]]) -> list[HarvestLot]:
    """The lots, each looked at: enough in it, nobody stopped, no test failed."""
    if len(parts) > MAX_PARTS:
        raise Invalid("parts", "lots_too_many", limit=MAX_PARTS)
    lots = []
    for lot_id, quantity in parts:
        lot = get(s, HarvestLot, lot_id)
        _refuse_more_than_free(s, lot.id, check_quantity(quantity))
        if any(farmer.state == SellerState.FROZEN for farmer in farmers_of(s, lot.id)):
            raise Refused("seller_stopped")
        if failed_tests(s, lot.id):
            raise Refused("lot_test_failed")
        lots.append(lot)
    return lots


def _refuse_more_than_free(s: WriteSession, lot_id: str, quantity: int) -> None:
    if quantity > balance(s.connection(), lot_id).free:
        raise Invalid("quantity", "more_than_left")


def _new_lot(s: WriteSession, lots: Sequence[HarvestLot], quantity: int, grade: str) -> HarvestLot:
    """A lot made of others: what they have in common, and the day of the oldest harvest."""
    first = lots[0]

    def same(name: str) -> str:
        values = {getattr(lot, name) or "" for lot in lots}
        return values.pop() if len(values) == 1 else ""

    return new_row(
        s,
        HarvestLot(
            code=next_number(s, LOTS),
            seller_id=same("seller_id"),
            product=first.product,
            variety=same("variety") or None,
            grade=grade,
            quantity=check_quantity(quantity),
            sale_unit=first.sale_unit,
            harvested_on=min(lot.harvested_on for lot in lots),
            plot=same("plot") or None,
            season_id=same("season_id"),
            gtin=same("gtin"),
        ),
    )


def _lowest(lots: Sequence[HarvestLot]) -> str:
    order = [key for key, _text in grades(max(lot.harvested_on for lot in lots))]
    known = [lot.grade for lot in lots]
    return max(known, key=lambda grade: order.index(grade) if grade in order else len(order))


def _replace_certificates(s: WriteSession, lot_id: str, why: Replaced) -> None:
    for one in s.exec(
        select(Certificate).where(
            col(Certificate.lot_id) == lot_id, col(Certificate.state) == CertificateState.VALID.value
        )
    ):
        one.state = CertificateState.REPLACED.value
        one.reason = why.value
