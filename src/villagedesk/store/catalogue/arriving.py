"""What of the catalogue arrives in numbered parts: which one is next, and the bytes of it that are here already.

It is kept in the catalogue's own file, so a cut line and a restart go on at the byte, and a catalogue that has to begin
anew forgets it by itself. ``sync`` knows what is in a list of parts; here it is bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.domain.goods import Goods
from villagedesk.store.catalogue.catalogue import Catalogue
from villagedesk.store.catalogue.imports import Imported, set_cursor, take_in, take_out_unseen

# Names of what may arrive: the whole catalogue, or a village pack.
WHOLE, VILLAGE = "whole", "village"


@dataclass(frozen=True)
class Arriving:
    """``parts`` is the signed list as it came, ``next`` the number of the part under way, ``have`` its bytes here."""

    parts: bytes
    next: int
    have: int


def arriving(catalogue: Catalogue, kind: str) -> Arriving | None:
    """What is under way, or None."""
    with catalogue.reading() as connection:
        row = connection.execute("SELECT parts, next FROM arriving WHERE kind = ?", (kind,)).fetchone()
        if row is None:
            return None
        have = connection.execute(
            "SELECT coalesce(sum(length(data)), 0) FROM arriving_piece WHERE kind = ?", (kind,)
        ).fetchone()[0]
    return Arriving(bytes(row[0]), row[1], have)


def begin_arrival(catalogue: Catalogue, kind: str, parts: bytes) -> None:
    """A list of parts has come: the first part is next. What was under way of this kind is forgotten."""
    with catalogue.writing() as connection:
        _forget(connection, kind)
        # Into an empty catalogue everything is new, and nothing has to be taken out at the end.
        anew = not connection.execute("SELECT EXISTS (SELECT 1 FROM goods)").fetchone()[0]
        connection.execute("INSERT INTO arriving VALUES (?, ?, 0, ?)", (kind, parts, anew))


def wish(catalogue: Catalogue, wanted: bool) -> None:
    """The operator wants the village pack by network, or not any more; what of it is here stays."""
    with catalogue.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('village_wanted', ?)", (wanted,))


def wished(catalogue: Catalogue) -> bool:
    """Whether a sync should bring the village pack."""
    return bool(_fact(catalogue, "village_wanted"))


def village_pack_of(catalogue: Catalogue) -> int:
    """When the village pack that is here was made, ms UTC; 0 for none."""
    return _fact(catalogue, "village_at")


def _fact(catalogue: Catalogue, name: str) -> int:
    with catalogue.reading() as connection:
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0


def add_piece(catalogue: Catalogue, kind: str, start: int, data: bytes) -> None:
    """Keep the next bytes of the part under way."""
    with catalogue.writing() as connection:
        connection.execute("INSERT INTO arriving_piece VALUES (?, ?, ?)", (kind, start, data))


def part_here(catalogue: Catalogue, kind: str) -> bytes:
    """The bytes of the part under way, in order."""
    with catalogue.reading() as connection:
        rows = connection.execute("SELECT data FROM arriving_piece WHERE kind = ? ORDER BY start", (kind,))
        return b"".join(bytes(row[0]) for row in rows)


def drop_pieces(catalogue: Catalogue, kind: str) -> None:
    """The bytes are not what was promised: fetch the part anew."""
    with catalogue.writing() as connection:
        connection.execute("DELETE FROM arriving_piece WHERE kind = ?", (kind,))


def finish_part(catalogue: Catalogue, kind: str, number: int, goods: Sequence[Goods]) -> Imported:
    """Take in the goods of a whole part and go on to the next one, together or not at all.

    Raises:
        Invalid: goods are not as they should be; nothing was changed.
        StorageTrouble: nothing was changed.
    """

    def noted(connection: Any) -> None:
        anew = connection.execute("SELECT anew FROM arriving WHERE kind = ?", (kind,)).fetchone()
        if kind == WHOLE and anew and not anew[0]:
            connection.executemany("INSERT OR IGNORE INTO arriving_seen VALUES (?)", ((one.id,) for one in goods))
        connection.execute("DELETE FROM arriving_piece WHERE kind = ?", (kind,))
        connection.execute("UPDATE arriving SET next = ? WHERE kind = ?", (number + 1, kind))

    return take_in(catalogue, goods, noted)


def end_whole(catalogue: Catalogue, cursor: int) -> Imported:
    """All parts of the whole catalogue are in: other goods go, and it stands at this place in central's feed."""
    report = Imported()
    with catalogue.writing() as connection:
        row = connection.execute("SELECT anew FROM arriving WHERE kind = ?", (WHOLE,)).fetchone()
        if row and not row[0]:
            take_out_unseen(connection, report)
        set_cursor(connection, cursor)
        _forget(connection, WHOLE)
    return report


def end_village(catalogue: Catalogue, made_at: int) -> None:
    """All parts of a village pack made at this time (ms UTC) are in."""
    with catalogue.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('village_at', ?), ('village_wanted', 0)", (made_at,))
        _forget(connection, VILLAGE)


def drop_arrival(catalogue: Catalogue, kind: str) -> None:
    """Central does not have these parts any more: what is in stays, the rest is asked for anew."""
    with catalogue.writing() as connection:
        _forget(connection, kind)


def _forget(connection: Any, kind: str) -> None:
    connection.execute("DELETE FROM arriving WHERE kind = ?", (kind,))
    connection.execute("DELETE FROM arriving_piece WHERE kind = ?", (kind,))
    if kind == WHOLE:
        connection.execute("DELETE FROM arriving_seen")
