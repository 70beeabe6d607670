"""A return with all that belongs to it, and the lists of them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk.central.found import Found, by_ids, centre_names, children, one, rows
from villagedesk.domain.entity import Row


@dataclass(frozen=True)
class ReturnFacts:
    """A return with all that belongs to it. ``pieces``: (line of the order, how many); ``photos``: (kind, SHA-256)."""

    back: Found
    order: Found
    centre_name: str
    person: Row
    pieces: tuple[tuple[Row, int], ...]
    photos: tuple[tuple[str, str], ...]

    @property
    def price_fen(self) -> int:
        """What the pieces cost."""
        return sum(int(line.get("price_fen") or 0) * count for line, count in self.pieces)

    @property
    def may_refund_fen(self) -> int:
        """What of the order's price was not given back yet."""
        return self.order.number("total_fen") - self.order.number("refund_fen")

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
    lines = by_ids(connection, back.scope, "order_line", [piece.text("order_line_id") for piece in pieces])
    person_id = back.text("person_id")
    return ReturnFacts(
        back,
        order,
        centre_names(connection, [back.centre]).get(back.centre, ""),
        by_ids(connection, back.scope, "person", [person_id]).get(person_id, {}),
        tuple((lines.get(piece.text("order_line_id"), {}), piece.number("quantity")) for piece in pieces),
        photos_about(connection, back),
    )
