"""Drawers' days and bags of money as the staff sees them: codes by phone, days to be looked at, money at the bank."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.database import insert_missing
from villagedesk.central.deps import Central
from villagedesk.central.found import Found, centre_names, check_centre, children, one, rows
from villagedesk.domain import day_code
from villagedesk.domain.cash_day import DayState, Witness
from villagedesk.errors import Invalid, NotFound

MAX_FEN = 100_000_000  # a million yuan: more than any drawer holds
NOTE_LENGTH = 120


@dataclass(frozen=True)
class Day:
    """A day of a drawer. ``code_given``: None without a county's code, else when a member of the staff gave it.

    ``code_unknown``: the day names a code that nobody here gave.
    """

    day: Found
    centre_name: str
    code_given: int | None
    code_unknown: bool

    @property
    def difference_fen(self) -> int:
        """What was counted more than the book says; 0 when it was not counted."""
        if self.day.data.get("counted_fen") is None:
            return 0
        return self.day.number("counted_fen") - self.day.number("expected_fen")


@dataclass(frozen=True)
class Bag:
    """A bag of money and the room it is of."""

    bag: Found
    centre_name: str


def days_in(connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 30) -> list[Day]:
    """Days of every drawer in one state, those that have waited longest first."""
    found = rows(connection, "cash_day", state=state, after=after, limit=limit)
    names = centre_names(connection, [day.centre for day in found])
    return [_day(connection, day, names.get(day.centre, "")) for day in found]


def day_facts(connection: Connection, day_id: str) -> Day:
    """One day.

    Raises:
        NotFound: there is none.
    """
    day = one(connection, "cash_day", day_id)
    return _day(connection, day, centre_names(connection, [day.centre]).get(day.centre, ""))


def proofs_of(connection: Connection, found: Found, about: str) -> tuple[tuple[str, str], ...]:
    """The pictures that prove something about a day or a bag: kind and SHA-256."""
    proofs = children(connection, found.scope, "evidence", "about_id", found.id)
    wanted = [proof for proof in proofs if proof.text("about") == about and proof.text("sha256")]
    return tuple((proof.text("kind"), proof.text("sha256")) for proof in wanted)


def deposits_in(connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 30) -> list[Bag]:
    """Bags of money in one state, those that have stood longest first."""
    found = rows(connection, "deposit", state=state, after=after, limit=limit)
    names = centre_names(connection, [bag.centre for bag in found])
    return [Bag(bag, names.get(bag.centre, "")) for bag in found]


def check_day(connection: Connection, day_id: str, note: str, *, by: str = acts.CENTRAL) -> None:
    """A closed day was looked at; the operator reads the note as it is.

    Raises:
        Invalid: no note. NotFound: no such day. Refused: it is open, or was looked at already.
    """
    day = acts.locked(connection, "cash_day", day_id)
    fields = {"state": DayState.CHECKED.value, "checked_note": acts.checked_text("note", note, NOTE_LENGTH)}
    acts.change(connection, day.scope, day.centre, "check_day", "cash_day", day_id, fields, by=by)


def give_day_code(
    central: Central, centre: str, drawer: int, day: str, counted_fen: int, expected_fen: int, *, by: str = acts.CENTRAL
) -> str:
    """The eight digits for a count that somebody reads out by phone; central keeps that they were given.

    Args:
        drawer: the computer's digit.
        day: ISO date, as the operator's page says it.
        counted_fen: what was counted, in fen.
        expected_fen: what the book there says, in fen.

    Raises:
        Invalid: on ``day``, ``counted`` or ``expected``. NotFound: no such centre or computer.
    """
    _check_said(day, counted_fen, expected_fen)
    with central.database.write() as connection:
        check_centre(connection, centre)
        device = tables.device
        public = connection.execute(
            select(device.c.public_key).where(
                device.c.centre == centre, device.c.number == drawer, device.c.revoked == 0
            )
        ).scalar()
        if public is None:
            raise NotFound("device", str(drawer))
        said = {
            "centre": centre,
            "drawer": drawer,
            "day": day,
            "counted_fen": counted_fen,
            "expected_fen": expected_fen,
        }
        insert_missing(connection, tables.day_code, **said, by=by, at=clock.now_ms())
    key = day_code.shared_key(central.key, bytes(public))
    return day_code.shown(
        day_code.day_code(
            key, centre=centre, drawer=drawer, day=day, counted_fen=counted_fen, expected_fen=expected_fen
        )
    )


def _check_said(day: str, counted_fen: int, expected_fen: int) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Invalid("day", "not_a_date") from None
    if not 0 <= counted_fen <= MAX_FEN:
        raise Invalid("counted", "too_large" if counted_fen > 0 else "negative")
    if abs(expected_fen) > MAX_FEN:  # a book can be below zero when an entry is missing
        raise Invalid("expected", "too_large")


def _day(connection: Connection, day: Found, centre_name: str) -> Day:
    if day.text("witness") != Witness.COUNTY_CODE:
        return Day(day, centre_name, None, False)
    code = tables.day_code
    at = connection.execute(
        select(code.c.at).where(
            code.c.centre == day.centre,
            code.c.drawer == day.number("drawer"),
            code.c.day == day.text("day"),
            code.c.counted_fen == day.number("counted_fen"),
            code.c.expected_fen == day.number("expected_fen"),
        )
    ).scalar()
    return Day(day, centre_name, at, at is None)
