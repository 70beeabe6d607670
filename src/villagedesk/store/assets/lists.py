"""What the screens show of the equipment: the list, one thing's page, and what a scan of its tag opens."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.assets import COUNTED, Asset, AssetSeen, AssetState
from villagedesk.errors import NotFound
from villagedesk.store import shadow

MOST = 500


@dataclass(frozen=True)
class AssetRow:
    """One thing in a list. ``seen_at``: when a check saw it last, None for never."""

    id: str
    number: str
    kind: str
    title: str
    serial: str
    bought_on: str
    warranty_until: str
    place: str
    keeper: str
    funder: str
    state: str
    state_note: str
    note: str
    photo: str
    seen_at: int | None
    waiting: bool

    @property
    def out_of_warranty(self) -> bool:
        """Whether its warranty is known to be over."""
        return bool(self.warranty_until) and self.warranty_until < clock.today()


def assets(s: Session, *, gone: bool = False, limit: int = MOST) -> list[AssetRow]:
    """The equipment by number: what is here or at repair, or (``gone``) what was lost or written off."""
    states = [AssetState.LOST, AssetState.WRITTEN_OFF] if gone else COUNTED
    return _rows(s, col(Asset.state).in_(states), limit)


def all_assets(s: Session, limit: int) -> list[AssetRow]:
    """Everything there ever was, by number."""
    return _rows(s, col(Asset.id) != "", limit)


def asset_page(s: Session, asset_id: str) -> AssetRow:
    """One thing.

    Raises:
        NotFound: it is not on this computer.
    """
    found = _rows(s, col(Asset.id) == asset_id, 1)
    if not found:
        raise NotFound("asset", asset_id)
    return found[0]


def asset_by_number(s: Session, number: str) -> AssetRow | None:
    """The thing with this number on its tag, or None."""
    found = _rows(s, col(Asset.number) == number, 1) if number else []
    return found[0] if found else None


def assets_named(s: Session, typed: str, limit: int) -> list[AssetRow]:
    """Things whose number, name or serial number has what was typed."""
    like = f"%{typed.replace('%', '').replace('_', '')}%"
    return _rows(s, col(Asset.number).ilike(like) | col(Asset.title).ilike(like) | col(Asset.serial).ilike(like), limit)


def known_words(s: Session) -> list[list[str]]:
    """Places, keepers and givers that were written down before, for the form to offer; three lists."""
    columns = (col(Asset.place), col(Asset.keeper), col(Asset.funder))
    return [list(s.scalars(select(one).where(one != "").distinct().order_by(one).limit(40))) for one in columns]


def _rows(s: Session, where: ColumnElement[bool], limit: int) -> list[AssetRow]:
    found = list(s.scalars(select(Asset).where(where).order_by(col(Asset.number)).limit(limit)))
    ids = [asset.id for asset in found]
    last = select(col(AssetSeen.asset_id), func.max(col(AssetSeen.seen_at))).where(col(AssetSeen.asset_id).in_(ids))
    seen: dict[str, int] = {row[0]: row[1] for row in s.execute(last.group_by(col(AssetSeen.asset_id)))}
    waiting = shadow.waiting_ids(s.connection(), "asset", ids)
    return [
        AssetRow(
            asset.id,
            asset.number,
            asset.kind,
            asset.title,
            asset.serial,
            asset.bought_on,
            asset.warranty_until,
            asset.place,
            asset.keeper,
            asset.funder,
            asset.state,
            asset.state_note,
            asset.note,
            asset.photo,
            seen.get(asset.id),
            asset.id in waiting,
        )
        for asset in found
    ]
