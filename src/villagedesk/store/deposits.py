"""Bags of money for the bank: out of the drawer when they are packed, at the bank with its slip, or back again."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashKind
from villagedesk.domain.cash_count import check_count, count_fen, read_count, written
from villagedesk.domain.cash_day import DEPOSIT, Deposit, DepositState
from villagedesk.domain.evidence import Evidence, EvidenceKind
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.store import shadow
from villagedesk.store.cash.book import book, reverse_all_about
from villagedesk.store.evidence import keep_photos
from villagedesk.store.identity import device_number
from villagedesk.store.photos import desk_files
from villagedesk.store.session import WriteSession, action, get, new_row

BAG_LENGTH = 20
REFERENCE_LENGTH = 40


@dataclass(frozen=True)
class DepositRow:
    """One bag. ``photo`` is the bank's slip, by its SHA-256."""

    id: str
    bag: str
    drawer: int
    fen: int
    count: Mapping[str, int]
    state: str
    packed_at: int
    banked_at: int | None
    reference: str
    photo: str
    waiting: bool


@action
def pack_deposit(s: WriteSession, bag: str, count: Mapping[str, int]) -> str:
    """Put money from this computer's drawer into a sealed bag; returns its id.

    Args:
        bag: the number on the bag.
        count: pieces by kind, see ``domain.cash_count``.

    Raises:
        Invalid: no number, one that lies here packed already, or nothing in it.
    """
    number, counted = check_text("bag", bag, BAG_LENGTH, required=True), check_count(count)
    fen = count_fen(counted)
    if not fen:
        raise Invalid("count", "must_be_more_than_zero")
    packed = select(col(Deposit.id)).where(col(Deposit.state) == DepositState.PACKED.value, col(Deposit.bag) == number)
    if s.scalars(packed.limit(1)).first() is not None:
        raise Invalid("bag", "bag_known")
    drawer = device_number(s.connection())
    row = new_row(s, Deposit(drawer=drawer, bag=number, fen=fen, count=written(counted), packed_at=s.now))
    book(s, CashKind.DEPOSIT, -fen, note=number, about_id=row.id)
    return row.id


@action
def bank_deposit(s: WriteSession, deposit_id: str, reference: str, photo: str = "") -> None:
    """The bank has a bag's money.

    Args:
        reference: the number on the bank's slip.
        photo: a picture of the slip, from ``FileStore.put``; the slip has to be named or shown.

    Raises:
        Invalid: neither a reference nor a picture. NotFound: no such bag. Refused: it is not packed any more.
    """
    row = get(s, Deposit, deposit_id)
    DEPOSIT.check(row.state, DepositState.BANKED)
    row.reference = check_text("reference", reference, REFERENCE_LENGTH, required=not photo)
    row.state, row.banked_at = DepositState.BANKED.value, s.now
    if photo:
        keep_photos(s, desk_files(s.info["store"]), "deposit", row.id, EvidenceKind.PAPER, [photo])


@action
def unpack_deposit(s: WriteSession, deposit_id: str) -> None:
    """The bag was opened and its money is back in the drawer.

    Raises:
        NotFound: no such bag. Refused: it is not packed any more.
    """
    row = get(s, Deposit, deposit_id)
    DEPOSIT.check(row.state, DepositState.UNPACKED)
    row.state = DepositState.UNPACKED.value
    reverse_all_about(s, row.id)


def deposits(s: Session, limit: int = 100) -> list[DepositRow]:
    """The newest bags first."""
    return _rows(s, list(s.scalars(select(Deposit).order_by(col(Deposit.packed_at).desc()).limit(limit))))


def packed_deposits(s: Session, limit: int = 100) -> list[DepositRow]:
    """Bags that are not at the bank yet, the oldest first."""
    packed = select(Deposit).where(col(Deposit.state) == DepositState.PACKED.value)
    return _rows(s, list(s.scalars(packed.order_by(col(Deposit.packed_at)).limit(limit))))


def _rows(s: Session, rows: list[Deposit]) -> list[DepositRow]:
    ids = [row.id for row in rows]
    waiting = shadow.waiting_ids(s.connection(), "deposit", ids)
    photos: dict[str, str] = dict(
        s.execute(select(col(Evidence.about_id), col(Evidence.sha256)).where(col(Evidence.about_id).in_(ids))).all()
        if ids
        else []
    )
    return [
        DepositRow(
            row.id,
            row.bag,
            row.drawer,
            row.fen,
            read_count(row.count),
            row.state,
            row.packed_at,
            row.banked_at,
            row.reference,
            photos.get(row.id, ""),
            row.id in waiting,
        )
        for row in rows
    ]
