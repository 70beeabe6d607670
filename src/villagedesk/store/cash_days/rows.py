"""Where a drawer stands and what its days were: everything that only reads; of an open day no sum leaves here."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import Account, CashEntry, CashKind
from villagedesk.domain.cash_count import check_count, count_fen, read_count
from villagedesk.domain.cash_day import CashDay, DayState, Witness
from villagedesk.domain.operators import Operator
from villagedesk.domain.people import Person
from villagedesk.store import shadow
from villagedesk.store.identity import device_number
from villagedesk.store.session import get


@dataclass(frozen=True)
class DayRow:
    """One day of a drawer. Sums are None while the day is open and was not counted: the count is blind."""

    id: str
    day: str
    drawer: int
    state: str
    opened_at: int
    closed_at: int | None
    closed_by: str
    entries: int
    counts: int
    opening_fen: int
    opening_count: Mapping[str, int]
    closing_count: Mapping[str, int]
    counted_fen: int | None
    expected_fen: int | None
    reason: str
    witness: str
    witness_name: str
    checked_note: str
    waiting: bool
    code_fen: int = 0
    code_arrived: str = ""
    code_note: str = ""

    @property
    def difference_fen(self) -> int:
        """What was counted more than the book says, in fen; negative: less. 0 while nothing was counted."""
        if self.counted_fen is None or self.expected_fen is None:
            return 0
        return self.counted_fen - self.expected_fen


@dataclass(frozen=True)
class Drawer:
    """Where this computer's drawer stands, without its sum.

    ``day`` is the open one, ``last`` the newest that is over. ``since`` counts the entries since the last closing;
    ``carried`` are the pieces of the last closing count while nothing was booked since, else empty.
    """

    number: int
    day: DayRow | None
    last: DayRow | None
    since: int
    carried: Mapping[str, int]
    today: str

    @property
    def stale(self) -> bool:
        """Whether the open day is not today's: it is closed first, or passed over."""
        return self.day is not None and self.day.day != self.today


def drawer_now(s: Session) -> Drawer:
    """Where this computer's drawer stands."""
    number = device_number(s.connection())
    day, last = open_day_of(s, number), last_over(s, number)
    carried = read_count(last.closing_count) if last is not None else {}
    since = _entries(s, number, begin_after(last)[1])
    return Drawer(
        number,
        day_row(s, day) if day is not None else None,
        day_row(s, last) if last is not None else None,
        since,
        {} if _has_moved(s, number, begin_after(last)[1]) else carried,
        clock.today(),
    )


def drawer_days(s: Session) -> tuple[str | None, str | None]:
    """The date of this drawer's open day and of its newest day that is over, None without one; the book is not read."""
    number = device_number(s.connection())
    day, last = open_day_of(s, number), last_over(s, number)
    return day.day if day is not None else None, last.day if last is not None else None


def opening_difference(s: Session, count: Mapping[str, int]) -> int:
    """What an opening count has more than the last closing and the entries since, in fen; 0 for the very first count."""
    number = device_number(s.connection())
    last = last_over(s, number)
    if last is None:
        return 0
    begin, first = begin_after(last)
    return count_fen(check_count(count)) - begin - moved_fen(s, number, first)


def cash_days(s: Session, limit: int = 60) -> list[DayRow]:
    """The newest days of every drawer of this room, open ones too, the newest first."""
    rows = s.scalars(select(CashDay).order_by(col(CashDay.day).desc(), col(CashDay.opened_at).desc()).limit(limit))
    return [day_row(s, row) for row in rows]


def cash_day(s: Session, day_id: str) -> DayRow:
    """One day.

    Raises:
        NotFound: it is not on this computer.
    """
    return day_row(s, get(s, CashDay, day_id))


def day_row(s: Session, day: CashDay) -> DayRow:
    """A day as it is shown; of an open day that was not counted no sum leaves this function."""
    counted = day.state != DayState.OPEN or day.counted_fen is not None
    return DayRow(
        id=day.id,
        day=day.day,
        drawer=day.drawer,
        state=day.state,
        opened_at=day.opened_at,
        closed_at=day.closed_at,
        closed_by=_operator(s, day.closed_by),
        entries=_entries(s, day.drawer, day.first_number, day.last_number),
        counts=day.counts,
        opening_fen=day.opening_fen,
        opening_count=read_count(day.opening_count),
        closing_count=read_count(day.closing_count),
        counted_fen=day.counted_fen,
        expected_fen=day.expected_fen if counted else None,
        reason=day.difference_reason,
        witness=day.witness,
        witness_name=_witness(s, day),
        checked_note=day.checked_note,
        code_fen=(day.code_fen or 0) if counted else 0,
        code_arrived=day.code_arrived,
        code_note=day.code_note,
        waiting=bool(shadow.waiting_ids(s.connection(), "cash_day", [day.id])),
    )


def moved_fen(s: Session, drawer: int, first: int, last: int | None = None) -> int:
    """What went into a drawer, less what went out, between two numbers of its book, in fen.

    The entry that names a closing's difference is left out: the next day begins with what was counted.
    """
    entry = CashEntry
    of_closing = (col(entry.kind) == CashKind.DIFFERENCE.value) & (col(entry.about_id) != "")
    where = [col(entry.drawer) == drawer, col(entry.number) >= first, col(entry.account) == Account.DRAWER.value]
    if last is not None:
        where.append(col(entry.number) <= last)
    found = s.execute(select(func.sum(col(entry.amount_fen))).where(*where, ~of_closing)).scalar()
    return int(found or 0)


def taken_by_code(s: Session, drawer: int, first: int, last: int | None = None) -> int:
    """What villagers paid by the centre's code between two numbers of a drawer's book, less what went back by phone."""
    entry = CashEntry
    elsewhere = [CashKind.MOVED.value, CashKind.BILL_PAID_IN.value]
    where = [col(entry.drawer) == drawer, col(entry.number) >= first, col(entry.account) == Account.CODE.value]
    if last is not None:
        where.append(col(entry.number) <= last)
    found = s.execute(select(func.sum(col(entry.amount_fen))).where(*where, col(entry.kind).not_in(elsewhere)))
    return int(found.scalar() or 0)


def open_day_of(s: Session, drawer: int) -> CashDay | None:
    """A drawer's open day, if it has one."""
    found = select(CashDay).where(col(CashDay.state) == DayState.OPEN.value, col(CashDay.drawer) == drawer)
    return s.scalars(found.order_by(col(CashDay.first_number).desc()).limit(1)).first()


def last_over(s: Session, drawer: int) -> CashDay | None:
    """A drawer's newest day that is over, if there is one."""
    found = select(CashDay).where(
        col(CashDay.drawer) == drawer, col(CashDay.state) != DayState.OPEN.value, col(CashDay.last_number).is_not(None)
    )
    # By the book, not by the date, which a reset clock can turn back; days without any entry begin at the same number.
    newest_first = (col(CashDay.first_number).desc(), col(CashDay.opened_at).desc())
    return s.scalars(found.order_by(*newest_first).limit(1)).first()


def begin_after(last: CashDay | None) -> tuple[int, int]:
    """What the drawer held when the day after ``last`` began, and the number of its first entry."""
    if last is None:
        return 0, 1
    held = last.expected_fen if last.counted_fen is None else last.counted_fen
    return held or 0, (last.last_number or 0) + 1


def _entries(s: Session, drawer: int, first: int, last: int | None = None) -> int:
    """How many entries a drawer's book has from one number to another; after a restore some numbers stay free."""
    entry = CashEntry
    where = [col(entry.drawer) == drawer, col(entry.number) >= first]
    if last is not None:
        where.append(col(entry.number) <= last)
    return int(s.execute(select(func.count()).select_from(entry).where(*where)).scalar_one())


def _has_moved(s: Session, drawer: int, first: int) -> bool:
    entry = CashEntry
    found = select(col(entry.id)).where(
        col(entry.drawer) == drawer,
        col(entry.number) >= first,
        col(entry.account) == Account.DRAWER.value,
        (col(entry.kind) != CashKind.DIFFERENCE.value) | (col(entry.about_id) == ""),
    )
    return s.execute(found.limit(1)).first() is not None


def _operator(s: Session, id_: str) -> str:
    row = s.get(Operator, id_) if id_ else None
    return row.name if row is not None else ""


def _witness(s: Session, day: CashDay) -> str:
    if day.witness != Witness.VILLAGER:
        return _operator(s, day.witness_id)
    row = s.get(Person, day.witness_id)
    return row.name if row is not None else ""
