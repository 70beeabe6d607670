"""How a list becomes a table for a spreadsheet: columns with a title and a kind, filled from the rows that the page shows.

What stands in a cell is words, a count, fen or grams, and is made harmless when it is written (``domain.reports``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.domain import reports
from villagedesk.domain.identity import phone_tail
from villagedesk.domain.reports import Kind, Sheet
from villagedesk.domain.values import GRAMS
from villagedesk.i18n import N_, _, local
from villagedesk.store.reports.export import MOST_IN_A_FILE, MOST_ROWS, Told, much_cache, not_told

MOST = MOST_ROWS

Cell = str | int | None


@dataclass(frozen=True)
class Col:
    """One column: its title (marked for translation), what stands in it, and what kind that is."""

    title: str
    value: Callable[[Any], Cell]
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class ListExport:
    """One list: ``read(session, page)`` gives its rows; ``page`` tells, for instance, which day or person is shown.

    ``part(session, skip)`` stands in place of ``read`` where a list can grow long: it gives MOST rows after so many, the
    newest first, until there are no more.
    """

    title: str
    read: Callable[[Any, Any], Sequence[Any]] | None
    columns: tuple[Col, ...]
    part: Callable[[Any, int], Sequence[Any]] | None = None

    def sheet(self, session: Any, page: Any, told: Told = not_told) -> Sheet:
        """The table, in the language of the moment; ``told`` hears how many rows are read, and may end it."""
        columns = tuple(reports.Column(_(one.title), one.kind) for one in self.columns)
        rows: list[tuple[Cell, ...]] = []
        cut = False
        with much_cache(session):
            for found in self._parts(session, page):
                rows += [tuple(one.value(row) for one in self.columns) for row in found]
                told(len(rows))
                cut = (self.part is None and len(found) >= MOST) or len(rows) >= MOST_IN_A_FILE
                if cut:
                    break
        return Sheet(_(self.title), columns, tuple(rows[:MOST_IN_A_FILE]), cut)

    def _parts(self, session: Any, page: Any) -> Iterator[Sequence[Any]]:
        if self.part is None:
            yield self.read(session, page) if self.read else ()
            return
        skip = 0
        while found := self.part(session, skip):
            yield found
            skip += len(found)
            if len(found) < MOST:
                return


def words(title: str, name: str) -> Col:
    """A field of the row as it is."""
    return Col(title, lambda row: getattr(row, name) or "")


def said(title: str, name: str, of: Mapping[str, str]) -> Col:
    """A field of the row in the words of its table."""
    return Col(title, lambda row: _(of[value]) if (value := str(getattr(row, name) or "")) in of else value)


def fen(title: str, name: str) -> Col:
    """A sum of money."""
    return Col(title, lambda row: getattr(row, name), Kind.FEN)


def count(title: str, name: str) -> Col:
    """A number of things."""
    return Col(title, lambda row: getattr(row, name), Kind.COUNT)


def when(title: str, name: str) -> Col:
    """A moment, as local date and time in a form that sorts."""
    return Col(title, lambda row: moment(getattr(row, name)))


def amount(name: str, kg: str = N_("Weight, kg"), pieces: str = N_("Pieces")) -> tuple[Col, Col]:
    """How much produce, in two columns with these titles: kilograms where it is weighed, pieces where it is counted."""

    def weighed(row: Any) -> Cell:
        return getattr(row, name) if row.sale_unit in GRAMS else None

    def counted(row: Any) -> Cell:
        return None if row.sale_unit in GRAMS else getattr(row, name)

    return Col(kg, weighed, Kind.GRAMS), Col(pieces, counted, Kind.COUNT)


def moment(at: int | None) -> str:
    """``2026-11-18 14:05``; "" where nothing happened yet."""
    return local(at).strftime("%Y-%m-%d %H:%M") if at else ""


def tail(phone: str) -> str:
    """The end of a phone number: a lost file gives nobody away."""
    return f"…{phone_tail(phone)}" if phone else ""
