"""What is done with a drawer's day: count and open it, count it blind, close it, or pass it over."""

from collections.abc import Mapping
from dataclasses import dataclass

from villagedesk import clock
from villagedesk.domain.cash import NOTE_LENGTH, CashKind
from villagedesk.domain.cash_count import check_count, count_fen, written
from villagedesk.domain.cash_day import (
    CASH_DAY,
    Arrived,
    CashDay,
    DayState,
    Witness,
    closing_state,
    written_figures,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Refused
from villagedesk.store.cash.book import book
from villagedesk.store.cash_days.at_closing import figures_now
from villagedesk.store.cash_days.rows import (
    DayRow,
    begin_after,
    day_row,
    last_over,
    moved_fen,
    open_day_of,
    opening_difference,
    taken_by_code,
)
from villagedesk.store.identity import device_number
from villagedesk.store.numbers import last_entry, next_entry
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class Seen:
    """Who saw a closing count: a Witness, the operator's or villager's id, and the code or the signature's SHA-256."""

    witness: str = Witness.NOBODY
    who: str = ""
    proof: str = ""


NOBODY = Seen()


@dataclass(frozen=True)
class CodeLook:
    """What the operator saw on the phone of what was paid by the centre's code that day: an Arrived, and a note."""

    arrived: str = Arrived.NOT_ASKED
    note: str = ""


NOT_LOOKED = CodeLook()


@action
def open_day(
    s: WriteSession,
    count: Mapping[str, int],
    *,
    kind: str = CashKind.DIFFERENCE,
    note: str = "",
    told_fen: int | None = None,
) -> str:
    """Count the drawer in the morning; returns the day's id. What differs from the last closing becomes an entry.

    Args:
        count: pieces by kind, see ``domain.cash_count``.
        kind: what a difference is: ``opening`` (change put in), ``paid_out`` (taken out), or ``difference`` (nobody
            knows).
        note: what is known about it.
        told_fen: the difference that the operator was told and answered; None where nobody was asked.

    Raises:
        Invalid: a number of pieces, or the note, is not right.
        Refused: a day is open already; ``cash_count_moved``: money was booked after the difference was told, so that
            it is another one by now.
    """
    number = device_number(s.connection())
    if open_day_of(s, number) is not None:
        raise Refused("cash_day_open")
    counted, words = check_count(count), check_text("note", note, NOTE_LENGTH)
    difference = opening_difference(s, counted)
    if told_fen is not None and difference != told_fen:
        raise Refused("cash_count_moved")
    last = last_over(s, number)
    if last is None:  # the very first count: what was booked before it was never counted
        begin, first = count_fen(counted), next_entry(s, number)
    else:
        begin, first = _begin(s, number, last)
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
    day.last_number = last_entry(s, number)
    day.expected_fen = day.opening_fen + moved_fen(s, number, day.first_number, day.last_number)
    day.code_fen = taken_by_code(s, number, day.first_number, day.last_number)
    day.counted_fen = count_fen(counted)
    day.closing_count = written(counted)
    day.counts += 1
    s.flush()
    return day_row(s, day)


@action
def close_day(
    s: WriteSession, day_id: str, *, reason: str = "", seen: Seen = NOBODY, code: CodeLook = NOT_LOOKED
) -> DayRow:
    """Close a counted day. It is closed to be checked without a witness, with a difference that nobody explains, or when
    what was paid by the centre's code did not arrive, or nobody looked.

    Args:
        reason: why the count differs from the book.
        seen: who saw the count; ``store.witnesses`` makes it.
        code: whether what was paid by code shows on the phone.

    Raises:
        Invalid: on ``reason`` or ``code_note``: too long.
        Refused: it was not counted, it is closed already, the second person is oneself, or it is another drawer's.
    """
    day = get(s, CashDay, day_id)
    if day.drawer != device_number(s.connection()):
        raise Refused("cash_day_of_other_drawer")
    words, code_note = check_text("reason", reason, NOTE_LENGTH), check_text("code_note", code.note, NOTE_LENGTH)
    if day.counted_fen is None or day.expected_fen is None:
        raise Refused("cash_day_not_counted")
    if seen.witness == Witness.SECOND_PERSON and seen.who == s.operator:
        raise Refused("witness_is_you")
    difference = day.counted_fen - day.expected_fen
    asked = (day.code_fen or 0) > 0
    arrived = Arrived(code.arrived) if asked else Arrived.NOT_ASKED
    state = closing_state(
        counted=True,
        difference_fen=difference,
        reason=words,
        witness=seen.witness,
        code_fen=day.code_fen or 0,
        arrived=arrived,
    )
    _over(s, day, state)
    day.code_arrived, day.code_note = arrived.value, code_note if asked else ""
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
    day.last_number = last_entry(s, number)
    day.expected_fen = day.opening_fen + moved_fen(s, number, day.first_number, day.last_number)
    day.code_fen = taken_by_code(s, number, day.first_number, day.last_number)
    _over(s, day, DayState.TO_CHECK)
    s.flush()
    return day_row(s, day)


def _opened_by_closing(s: WriteSession, drawer: int) -> CashDay:
    """A day nobody opened begins where the last one ended."""
    begin, first = _begin(s, drawer, last_over(s, drawer))
    return _new_day(s, drawer, begin, first, "")


def _begin(s: WriteSession, drawer: int, last: CashDay | None) -> tuple[int, int]:
    """What the drawer held when the new day began, and the number of its first entry.

    What numbers were left free for after a restore belongs to the days before: it was in the drawer that is counted now.
    """
    begin, first = begin_after(last)
    return begin, first if last_entry(s, drawer) >= first else max(first, next_entry(s, drawer))


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
    s.flush()
    day.at_closing = written_figures(figures_now(s, day, last_over(s, day.drawer)))
    day.state = DayState(state).value
    day.closed_at, day.closed_by = s.now, s.operator


def _kind_of_difference(kind: str, difference_fen: int) -> str:
    """Change that was put in is more, money that was taken out is less; anything else is over or short."""
    fits = {CashKind.OPENING: difference_fen > 0, CashKind.PAID_OUT: difference_fen < 0}
    return CashKind(kind) if fits.get(CashKind(kind)) else CashKind.DIFFERENCE
