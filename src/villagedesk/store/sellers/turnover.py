"""What a farmer has sold this calendar year, against the limit up to which small trade needs no licence."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlmodel import Session, col, func, select

from villagedesk.domain.rules import Standing, rule_pack
from villagedesk.domain.sales import CropAllocation
from villagedesk.domain.sellers import EXEMPT, Seller, SellerKind
from villagedesk.store.moments import sure_day
from villagedesk.store.same_person import ids_of

# The limit is that of small trade, and counts all shops; own produce is free of it, but what is not own is not.
_LIMITED = "small_trade"


@dataclass(frozen=True)
class Turnover:
    """Sold and settled in ``year``, in fen. ``limit_fen`` is None where no limit counts (a licence)."""

    year: str
    fen: int
    limit_fen: int | None
    warn_percent: int
    standing: Standing

    @property
    def percent(self) -> int:
        """How much of the limit is used, rounded down; 0 without a limit."""
        return self.fen * 100 // self.limit_fen if self.limit_fen else 0


def turnover(s: Session, person_id: str, kind: str = SellerKind.OWN_PRODUCE) -> Turnover:
    """What was settled for a farmer in this calendar year, and how near that is to the limit.

    Args:
        person_id: the farmer; every row that is this person counts.
        kind: with which right he sells; with a licence there is no limit.
    """
    today = sure_day(s.connection())
    limit = rule_pack(today).exemptions.get(_LIMITED) if kind in EXEMPT else None
    fen = settled_fen(s, ids_of(s, person_id), today[:4])
    return Turnover(
        today[:4],
        fen,
        limit.yearly_limit_fen if limit else None,
        limit.warn_percent if limit else 100,
        limit.standing(fen) if limit else Standing.FREE,
    )


def settled_fen(s: Session, person_ids: tuple[str, ...], year: str) -> int:
    """What buyers paid these persons in a calendar year of the platform, before any fee, in fen.

    Only what is settled counts; promised and weighed goods do not.
    """
    begin, end = _moments(year)
    asked = (
        select(func.coalesce(func.sum(CropAllocation.gross_fen), 0))
        .join(Seller, col(Seller.id) == col(CropAllocation.seller_id))
        .where(
            col(Seller.person_id).in_(person_ids),
            col(CropAllocation.settled_at) >= begin,
            col(CropAllocation.settled_at) < end,
        )
    )
    return int(s.exec(asked).one())


def _moments(year: str) -> tuple[int, int]:
    """The first moment of a year and of the next one, ms UTC, by the platform's calendar."""
    offset = timezone(timedelta(minutes=rule_pack(f"{year}-01-01").commission.utc_offset_minutes))
    begin, end = (datetime(int(year) + more, 1, 1, tzinfo=offset) for more in (0, 1))
    return int(begin.timestamp()) * 1000, int(end.timestamp()) * 1000
