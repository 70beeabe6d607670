"""A van: what was announced for it, what has been found of it, and whether it has left."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.parcels import Parcel, ParcelState, VanVisit
from villagedesk.store.parcels.lists import ParcelRow, rows_where


@dataclass(frozen=True)
class Van:
    """What was announced for one van and what has been found of it. ``visit`` is there once it has left."""

    van_at: int | None
    rows: tuple[ParcelRow, ...]
    visit: VanVisit | None = None

    @property
    def announced(self) -> int:
        """How many central said would come."""
        return sum(not row.extra_on_van for row in self.rows)

    @property
    def scanned(self) -> int:
        """How many of the announced ones are here."""
        return sum(row.arrived_at is not None and not row.extra_on_van for row in self.rows)

    @property
    def open(self) -> tuple[ParcelRow, ...]:
        """Announced and not seen yet."""
        return tuple(row for row in self.rows if row.state == ParcelState.ANNOUNCED)

    @property
    def missing(self) -> int:
        """Declared missing."""
        return sum(row.state == ParcelState.MISSING for row in self.rows)

    @property
    def extra(self) -> int:
        """How many came that nobody had announced."""
        return sum(row.extra_on_van for row in self.rows)

    @property
    def damaged(self) -> int:
        """How many came damaged."""
        return sum(row.damaged for row in self.rows)

    @property
    def to_sign_for(self) -> int:
        """For how many parcels the driver signs: missing ones, and damaged ones."""
        return len(self.open) + self.damaged

    @property
    def finished(self) -> bool:
        """Whether it has left and nothing came after that."""
        last = max((row.arrived_at for row in self.rows if row.arrived_at is not None), default=0)
        return self.visit is not None and not self.open and last <= self.visit.finished_at

    @property
    def due_fen(self) -> int:
        """The money to collect for the announced parcels."""
        return sum(row.due_fen for row in self.rows if not row.extra_on_van)

    @property
    def last(self) -> ParcelRow | None:
        """The parcel that was scanned last."""
        here = [row for row in self.rows if row.arrived_at is not None]
        return max(here, key=lambda row: (row.arrived_at or 0, row.shelf), default=None)

    @property
    def began_at(self) -> int | None:
        """When the first parcel of it was scanned."""
        return min((row.arrived_at for row in self.rows if row.arrived_at is not None), default=None)


@dataclass(frozen=True)
class VanCount:
    """What the van comes to when it leaves now: parcels that came since it left last time, and what did not come."""

    open: tuple[Parcel, ...]
    present: int
    extra: int
    damaged: int
    finished: bool

    @property
    def to_sign_for(self) -> int:
        """For how many parcels the driver signs."""
        return len(self.open) + self.damaged


def van_now(s: Session) -> Van | None:
    """The van that is being unloaded or comes next; None when nothing is announced and none came today."""
    begin, end = clock.day_span(clock.today())
    times = s.scalars(select(col(Parcel.van_at)).where(col(Parcel.state) == ParcelState.ANNOUNCED.value).distinct())
    announced = sorted(times, key=lambda at: at or 0)
    came = list(
        s.scalars(
            select(col(Parcel.van_at))
            .where(col(Parcel.arrived_at) >= begin, col(Parcel.arrived_at) < end)
            .group_by(col(Parcel.van_at))
            .order_by(func.max(col(Parcel.arrived_at)).desc())
        )
    )
    # A van of today goes before one that never came, also when a parcel of that one was on it; among those of today the
    # one that was scanned last. One that is all here is shown until it leaves, unless a further one of today is to come.
    unloaded = [at for at in came if at in announced]
    whole = [at for at in came if at is not None and at not in announced and _visit(s, at) is None]
    waiting = [*unloaded, *announced]
    today = [at for at in waiting if at is None or begin <= at < end]
    for vans in (today, [at for at in whole if at is not None and begin <= at < end], waiting):
        if vans:
            return van_of(s, vans[0])
    return van_of(s, came[0]) if came else None


def still_to_come(s: Session, waybill: str = "") -> list[ParcelRow]:
    """What is announced for any van, the earliest van first; only what has this number where one is given."""
    number = [col(Parcel.waybill) == waybill] if waybill else []
    rows = rows_where(s, [col(Parcel.state) == ParcelState.ANNOUNCED.value, *number])
    return sorted(rows, key=lambda row: row.van_at or 0)


def van_of(s: Session, van_at: int | None) -> Van:
    """One van, by the time it was announced for; None is whatever came or is open today without a time."""
    return Van(van_at, tuple(van_rows(s, van_at)), _visit(s, van_at))


def van_rows(s: Session, van_at: int | None) -> list[ParcelRow]:
    """The parcels of a van."""
    return rows_where(s, _of_van(van_at))


def count_van(s: Session, van_at: int | None) -> VanCount:
    """What the driver would sign for now."""
    parcels = list(s.scalars(select(Parcel).where(*_of_van(van_at))))
    visit = _visit(s, van_at)
    since = visit.finished_at if visit else -1
    came = [parcel for parcel in parcels if parcel.arrived_at is not None and parcel.arrived_at > since]
    open_ = tuple(parcel for parcel in parcels if parcel.state == ParcelState.ANNOUNCED)
    return VanCount(
        open=open_,
        present=sum(not parcel.extra_on_van for parcel in came),
        extra=sum(parcel.extra_on_van for parcel in came),
        damaged=sum(parcel.damaged for parcel in came),
        finished=not came and not open_,
    )


def _of_van(van_at: int | None) -> list[ColumnElement[bool]]:
    if van_at is not None:
        # Without what central stopped on its way: nobody waits for it.
        stopped = (col(Parcel.state) == ParcelState.SENT_BACK.value) & col(Parcel.arrived_at).is_(None)
        return [col(Parcel.van_at) == van_at, ~stopped]
    begin, end = clock.day_span(clock.today())
    today = col(Parcel.arrived_at).between(begin, end - 1)
    return [col(Parcel.van_at).is_(None), today | (col(Parcel.state) == ParcelState.ANNOUNCED.value)]


def _visit(s: Session, van_at: int | None) -> VanVisit | None:
    """The last time this van left; one without a time is meant only today."""
    asked = select(VanVisit).order_by(col(VanVisit.finished_at).desc()).limit(1)
    if van_at is not None:
        return s.scalars(asked.where(col(VanVisit.van_at) == van_at)).first()
    begin, _ = clock.day_span(clock.today())
    return s.scalars(asked.where(col(VanVisit.van_at).is_(None), col(VanVisit.finished_at) >= begin)).first()
