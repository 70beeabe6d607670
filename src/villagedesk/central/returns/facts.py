"""A return with all that belongs to it, and the lists of them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk.central.found import Found, by_ids, centre_names, children, one, rows
from villagedesk.central.returns.room import room_for
from villagedesk.domain.entity import Row


@dataclass(frozen=True)
class ReturnFacts:
    """A return with all that belongs to it. ``pieces``: (line of the order, how many); ``photos``: (kind, SHA-256).

    ``line_ids`` are the lines of the order of which something goes back; ``may_refund_fen`` is what of their price was
    not given back yet, for whatever reason.
    """

    back: Found
    order: Found
    centre_name: str
    person: Row
    pieces: tuple[tuple[Row, int], ...]
    photos: tuple[tuple[str, str], ...]
    line_ids: tuple[str, ...]
    may_refund_fen: int

    @property
    def price_fen(self) -> int:
        """What the pieces cost."""
        return sum(int(line.get("price_fen") or 0) * count for line, count in self.pieces)

    @property
    def late(self) -> bool:
        """Whether it was asked for after the deadline.

        The room's clock may be wrong. It reached central no earlier than it was asked for, so the earlier of the two
        moments counts.
        """
        asked = min(self.back.number("asked_at"), self.back.changed_at)
        return asked > self.back.number("deadline_at")


def returns_in(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 50
) -> list[ReturnFacts]:
    """Returns in one state over all centres, the one that has waited longest first."""
    return [_facts(connection, back) for back in rows(connection, "return", state=state, after=after, limit=limit)]


def return_facts(connection: Connection, return_id: str) -> ReturnFacts:
    """One return.

    Raises:
        NotFound: there is none.
    """
    return _facts(connection, one(connection, "return", return_id))


def photos_about(connection: Connection, row: Found) -> tuple[tuple[str, str], ...]:
    """The pictures that belong to a row, as (kind, SHA-256)."""
    found = children(connection, row.scope, "evidence", "about_id", row.id)
    return tuple((one.text("kind"), one.text("sha256")) for one in found if one.text("sha256"))


def _facts(connection: Connection, back: Found) -> ReturnFacts:
    order = one(connection, "order", back.text("order_id"))
    pieces = children(connection, back.scope, "return_line", "return_id", back.id)
    line_ids = tuple(piece.text("order_line_id") for piece in pieces)
    lines = by_ids(connection, back.scope, "order_line", line_ids)
    person_id = back.text("person_id")
    return ReturnFacts(
        back,
        order,
        centre_names(connection, [back.centre]).get(back.centre, ""),
        by_ids(connection, back.scope, "person", [person_id]).get(person_id, {}),
        tuple((lines.get(piece.text("order_line_id"), {}), piece.number("quantity")) for piece in pieces),
        photos_about(connection, back),
        line_ids,
        room_for(connection, order, line_ids),
    )
