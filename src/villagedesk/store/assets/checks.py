"""The yearly check: everything that has a tag is scanned, and what was not found is told."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.assets import CHECK_EVERY_DAYS, COUNTED, NOTE_LENGTH, Asset, AssetCheck, AssetSeen
from villagedesk.domain.texts import check_text
from villagedesk.errors import NotFound, Refused
from villagedesk.store.session import WriteSession, action, get, new_row

_DAY_MS = 86_400_000


@dataclass(frozen=True)
class CheckSum:
    """How far a check is. ``missing`` are the ids of what was not seen in it."""

    id: str
    begun_at: int
    ended_at: int | None
    expected: int
    found: int
    missing: frozenset[str]


@action
def begin_check(s: WriteSession) -> str:
    """Begin to look whether everything is there; returns the check's id. One that is going on is gone on with."""
    going = _going(s)
    return going.id if going else new_row(s, AssetCheck(begun_at=s.now)).id


@action
def see_asset(s: WriteSession, check_id: str, asset_id: str, how: str = "scan") -> bool:
    """A thing is there; False when it was seen in this check already.

    Args:
        how: ``scan`` for its tag, ``hand`` when the tag cannot be read.

    Raises:
        Refused: the check is over. NotFound: one of them is not on this computer.
    """
    check, asset = get(s, AssetCheck, check_id), get(s, Asset, asset_id)
    if check.ended_at is not None:
        raise Refused("asset_check_over")
    if asset.id in _seen(s, check_id):
        return False
    new_row(s, AssetSeen(check_id=check_id, asset_id=asset.id, how=how, seen_at=s.now))
    return True


@action
def end_check(s: WriteSession, check_id: str, note: str = "") -> CheckSum:
    """The check is over; what was not found is told to the county with its note.

    Raises:
        Refused: it was over already.
    """
    check = get(s, AssetCheck, check_id)
    if check.ended_at is not None:
        raise Refused("asset_check_over")
    expected, seen = _expected(s), _seen(s, check_id)
    check.expected, check.found = len(expected), len(expected & seen)
    check.note = check_text("note", note, NOTE_LENGTH)
    check.ended_at = s.now
    return CheckSum(check.id, check.begun_at, s.now, check.expected, check.found, frozenset(expected - seen))


def check_going(s: Session) -> CheckSum | None:
    """The check that is going on, or None."""
    going = _going(s)
    return check_sum(s, going.id) if going else None


def check_sum(s: Session, check_id: str) -> CheckSum:
    """One check: of one that is going on, against what has to be there now.

    Raises:
        NotFound: it is not on this computer.
    """
    check = s.get(AssetCheck, check_id)
    if check is None:
        raise NotFound("asset_check", check_id)
    expected, seen = _expected(s), _seen(s, check_id)
    ended = check.ended_at is not None
    return CheckSum(
        check.id,
        check.begun_at,
        check.ended_at,
        check.expected if ended else len(expected),
        check.found if ended else len(expected & seen),
        frozenset(expected - seen),
    )


def last_check(s: Session) -> CheckSum | None:
    """The newest check that is over, or None."""
    ended = col(AssetCheck.ended_at)
    found = s.scalar(select(col(AssetCheck.id)).where(ended.is_not(None)).order_by(ended.desc()).limit(1))
    return check_sum(s, found) if found else None


def check_due(s: Session, now: int) -> bool:
    """Whether a check is due: there is something to check, and none ended within a year (``now`` in ms UTC)."""
    if _going(s) is not None:
        return True
    oldest = s.scalar(select(func.min(col(Asset.created_at))).where(col(Asset.state).in_(COUNTED)))
    if oldest is None:
        return False
    last = s.scalar(select(func.max(col(AssetCheck.ended_at))))
    return bool(now - max(last or 0, oldest) >= CHECK_EVERY_DAYS * _DAY_MS)


def _going(s: Session) -> AssetCheck | None:
    asked = select(AssetCheck).where(col(AssetCheck.ended_at).is_(None)).order_by(col(AssetCheck.begun_at)).limit(1)
    return s.scalars(asked).first()


def _expected(s: Session) -> set[str]:
    return set(s.scalars(select(col(Asset.id)).where(col(Asset.state).in_(COUNTED))))


def _seen(s: Session, check_id: str) -> set[str]:
    return set(s.scalars(select(col(AssetSeen.asset_id)).where(col(AssetSeen.check_id) == check_id)))
