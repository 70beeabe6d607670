"""The drawer's day: counted when it opens, counted blind when it closes, carried over to the next one.

A day is a stretch of the book's numbers, so neither a clock that was set back nor a second computer can mix two days.
What is booked behind the closing count belongs to the next day. Nothing here ever holds up an order: a day that was
not opened is opened by its closing, one that nobody counted is passed over and marked to be checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import NOTE_LENGTH, Account, CashEntry, CashKind
from villagedesk.domain.cash_count import check_count, count_fen, read_count, written
from villagedesk.domain.cash_day import CASH_DAY, CashDay, DayState, Witness, closing_state
from villagedesk.domain.operators import Operator
from villagedesk.domain.people import Person
from villagedesk.domain.texts import check_text
from villagedesk.errors import Refused
from villagedesk.store import shadow
from villagedesk.store.cash.book import book, last_number
from villagedesk.store.identity import device_number
from villagedesk.store.session import WriteSession, action, get, new_row


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


@dataclass(frozen=True)
class Seen:
    """Who saw a closing count: a Witness, the operator's or villager's id, and the code or the signature's SHA-256."""

    witness: str = Witness.NOBODY
    who: str = ""
    proof: str = ""


NOBODY = Seen()


def drawer_now(s: Session) -> Drawer:
    """Where this computer's drawer stands."""
    number = device_number(s.connection())
    day, last = open_day_of(s, number), _last_over(s, number)
    carried = read_count(last.closing_count) if last is not None else {}
    since = last_number(s, number) - _begin(last)[1] + 1
    return Drawer(
        number,
        day_row(s, day) if day is not None else None,
        day_row(s, last) if last is not None else None,
        since,
        {} if _has_moved(s, number, _begin(last)[1]) else carried,
        clock.today(),
    )


def opening_difference(s: Session, count: Mapping[str, int]) -> int:
    """What an opening count has more than the last closing and the entries since, in fen; 0 for the very first count."""
    number = device_number(s.connection())
    last = _last_over(s, number)
    if last is None:
        return 0
    begin, first = _begin(last)
    return count_fen(check_count(count)) - begin - moved_fen(s, number, first)


@action
def open_day(s: WriteSession, count: Mapping[str, int], *, kind: str = CashKind.DIFFERENCE, note: str = "") -> str:
    """Count the drawer in the morning; returns the day's id. What differs from the last closing becomes an entry.

    Args:
        count: pieces by kind, see ``domain.cash_count``.
        kind: what a difference is: ``opening`` (change put in), ``paid_out`` (taken out), or ``difference`` (nobody
            knows).
        note: what is known about it.

    Raises:
        Invalid: a number of pieces, or the note, is not right.
        Refused: a day is open already.
    """
    number = device_number(s.connection())
    if open_day_of(s, number) is not None:
        raise Refused("cash_day_open")
    counted, words = check_count(count), check_text("note", note, NOTE_LENGTH)
    difference = opening_difference(s, counted)
    last = _last_over(s, number)
    if last is None:  # the very first count: what was booked before it was never counted
        begin, first = count_fen(counted), last_number(s, number) + 1
    else:
        begin, first = _begin(last)
    day = _new_day(s, number, begin, first, written(counted))
    if difference:
        book(s, _kind_of_difference(kind, difference), difference, note=words)
    return day.id


@action
def count_day(s: WriteSession, count: Mapping[str, int]) -> DayRow:
    """The closing count of this computer's drawer, typed before anybody sees what the book says.

    It may be counted again until the day is closed; how often is kept. What is booked after it is the next day's.

    Raises:
        Invalid: a number of pieces is not right.
    """
    counted = check_count(count)
    number = device_number(s.connection())
    day = open_day_of(s, number) or _opened_by_closing(s, number)
    day.last_number = last_number(s, number)
    day.expected_fen = day.opening_fen + moved_fen(s, number, day.first_number, day.last_number)
    day.counted_fen = count_fen(counted)
    day.closing_count = written(counted)
    day.counts += 1
    s.flush()
    return day_row(s, day)


@action
def close_day(s: WriteSession, day_id: str, *, reason: str = "", seen: Seen = NOBODY) -> DayRow:
    """Close a counted day. Without a witness, or with a difference that nobody explains, it is closed to be checked.

    Args:
        reason: why the count differs from the book.
        seen: who saw the count; ``store.witnesses`` makes it.

    Raises:
        Invalid: the reason is too long.
        Refused: it was not counted, it is closed already, or the second person is oneself.
    """
    day = get(s, CashDay, day_id)
    words = check_text("reason", reason, NOTE_LENGTH)
    if day.counted_fen is None or day.expected_fen is None:
        raise Refused("cash_day_not_counted")
    if seen.witness == Witness.SECOND_PERSON and seen.who == s.operator:
        raise Refused("witness_is_you")
    difference = day.counted_fen - day.expected_fen
    _over(s, day, closing_state(counted=True, difference_fen=difference, reason=words, witness=seen.witness))
    day.difference_reason = words if difference else ""
    day.witness, day.witness_id, day.witness_proof = Witness(seen.witness).value, seen.who, seen.proof
    if difference:
        named = book(s, CashKind.DIFFERENCE, difference, note=words, about_id=day.id)
        if day.last_number == named.number - 1:  # nothing was booked since the count: it stands at the day's end
            day.last_number = named.number
    s.flush()
    return day_row(s, day)


@action
def pass_over_day(s: WriteSession) -> DayRow:
    """Nobody counted the open day and nobody can now: it is closed to be checked, with what the book says.

    Raises:
        Refused: no day is open.
    """
    number = device_number(s.connection())
    day = open_day_of(s, number)
    if day is None:
        raise Refused("cash_day_none")
    day.counted_fen, day.closing_count = None, ""
    day.last_number = last_number(s, number)
    day.expected_fen = day.opening_fen + moved_fen(s, number, day.first_number, day.last_number)
    _over(s, day, DayState.TO_CHECK)
    s.flush()
    return day_row(s, day)


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
        entries=(last_number(s, day.drawer) if day.last_number is None else day.last_number) - day.first_number + 1,
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


def open_day_of(s: Session, drawer: int) -> CashDay | None:
    """A drawer's open day, if it has one."""
    found = select(CashDay).where(col(CashDay.state) == DayState.OPEN.value, col(CashDay.drawer) == drawer)
    return s.scalars(found.order_by(col(CashDay.first_number).desc()).limit(1)).first()


def _last_over(s: Session, drawer: int) -> CashDay | None:
    found = select(CashDay).where(
        col(CashDay.drawer) == drawer, col(CashDay.state) != DayState.OPEN.value, col(CashDay.last_number).is_not(None)
    )
    # By the book, not by the date, which a reset clock can turn back; days without any entry begin at the same number.
    newest_first = (col(CashDay.first_number).desc(), col(CashDay.opened_at).desc())
    return s.scalars(found.order_by(*newest_first).limit(1)).first()


def _begin(last: CashDay | None) -> tuple[int, int]:
    """What the drawer held when the day after ``last`` began, and the number of its first entry."""
    if last is None:
        return 0, 1
    held = last.expected_fen if last.counted_fen is None else last.counted_fen
    return held or 0, (last.last_number or 0) + 1


def _has_moved(s: Session, drawer: int, first: int) -> bool:
    entry = CashEntry
    found = select(col(entry.id)).where(
        col(entry.drawer) == drawer,
        col(entry.number) >= first,
        col(entry.account) == Account.DRAWER.value,
        (col(entry.kind) != CashKind.DIFFERENCE.value) | (col(entry.about_id) == ""),
    )
    return s.execute(found.limit(1)).first() is not None


def _opened_by_closing(s: WriteSession, drawer: int) -> CashDay:
    """A day nobody opened begins where the last one ended."""
    begin, first = _begin(_last_over(s, drawer))
    return _new_day(s, drawer, begin, first, "")


def _new_day(s: WriteSession, drawer: int, opening_fen: int, first: int, count: str) -> CashDay:
    return new_row(
        s,
        CashDay(
            day=clock.today(),
            drawer=drawer,
            opened_at=s.now,
            first_number=first,
            opening_fen=opening_fen,
            opening_count=count,
        ),
    )


def _over(s: WriteSession, day: CashDay, state: str) -> None:
    CASH_DAY.check(day.state, state)
    day.state = DayState(state).value
    day.closed_at, day.closed_by = s.now, s.operator


def _kind_of_difference(kind: str, difference_fen: int) -> str:
    """Change that was put in is more, money that was taken out is less; anything else is over or short."""
    fits = {CashKind.OPENING: difference_fen > 0, CashKind.PAID_OUT: difference_fen < 0}
    return CashKind(kind) if fits.get(CashKind(kind)) else CashKind.DIFFERENCE


def _operator(s: Session, id_: str) -> str:
    row = s.get(Operator, id_) if id_ else None
    return row.name if row is not None else ""


def _witness(s: Session, day: CashDay) -> str:
    if day.witness != Witness.VILLAGER:
        return _operator(s, day.witness_id)
    row = s.get(Person, day.witness_id)
    return row.name if row is not None else ""
