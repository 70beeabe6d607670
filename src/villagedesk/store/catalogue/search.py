"""Finding goods by what is typed: what this villager bought before, whole words, word borders, brand shops first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.domain.goods import Goods
from villagedesk.i18n import _
from villagedesk.store.catalogue.catalogue import COLUMNS, Catalogue, as_goods, known_goods
from villagedesk.store.catalogue.match import Fit, fit
from villagedesk.store.catalogue.query import Query, parse, pieces

# How many goods that the index proposes and that do not fit are looked at before a question is given up.
_MOST_IN_VAIN = 100
_MOST_SIDE_BY_SIDE = 20
_MOST_BOUGHT = 200
_MOST_PIECES = 12

_COLUMNS = ", ".join(f"goods.{name}" for name in COLUMNS.split(", "))
_CATEGORY = 1 + COLUMNS.split(", ").index("category")
_ASK = f"""SELECT goods.n, {_COLUMNS} FROM words JOIN goods ON goods.n = words.rowid
    WHERE words MATCH ? ORDER BY words.rowid LIMIT ?"""
_EXISTS = "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the most fitting first.

    ``close``: nothing is called what was typed, and these hold most of it. ``empty``: there are no goods at all yet.
    """

    goods: tuple[Goods, ...]
    close: bool = False
    empty: bool = False


def search(catalogue: Catalogue, typed: str, *, bought: Sequence[str] = (), limit: int = 50) -> Found:
    """Goods for what was typed, in Chinese, pinyin, initials, letters and digits, in any mixture.

    The order is always the same for the same catalogue: bought before (in the order given), then by how they fit,
    brand shops first, then as central published them.

    Args:
        typed: as it stands in the field; empty finds nothing.
        bought: ids of what this villager bought before, the last first.
        limit: how many goods at most.

    Raises:
        StorageTrouble: the file cannot be read.
    """
    query = parse(typed)
    if query is None:
        return Found((), empty=catalogue.empty)
    with catalogue.searching() as connection:
        before = _bought_before(catalogue, connection, query, bought)[:limit]
        found = _Ranking(connection, query, {goods.id for goods in before}, limit - len(before)).run()
        if before or found:
            return Found((*before, *found))
        kept, everything = _kept_pieces(connection, query)
        rows = connection.execute(_ASK, (kept, limit)).fetchall() if kept else []
    goods = tuple(as_goods(row[1:]) for row in rows)
    return Found(goods, close=bool(goods) and not everything, empty=not goods and catalogue.empty)


def explain(found: Found) -> str:
    """The sentence to show with what was found; "" when the goods speak for themselves."""
    if found.close:
        return _("Nothing is called exactly that. These goods come close.")
    if found.goods:
        return ""
    if found.empty:
        return _("The goods catalogue is not on this computer yet. It comes by itself with the next connection.")
    return _("No goods are found. Try fewer or other characters, or the first letters of the pinyin.")


class _Ranking:
    """The questions of one search, asked one after the other until there is enough."""

    def __init__(self, connection: Any, query: Query, left_out: set[str], limit: int) -> None:
        self._connection = connection
        self._query = query
        self._limit = limit
        self._seen = left_out
        self._found: list[tuple[Fit, int, Goods]] = []

    def run(self) -> list[Goods]:
        query = self._query
        self._ask(query.whole, ())
        if not query.spaced:
            self._ask(query.joined, ())
            self._ask(query.apart, query.terms)
        elif self._ask(query.apart or query.joined, query.terms):
            # There are more with these words than are shown: some with the words side by side go first.
            self._ask(query.joined, (), more=_MOST_SIDE_BY_SIDE)
        self._found.sort(key=lambda entry: entry[:2])
        return [goods for _how, _n, goods in self._found[: self._limit]]

    def _ask(self, question: str, terms: tuple[str, ...], *, more: int = 0) -> bool:
        """Look at what a question finds until there is enough; returns whether there might be more of it."""
        missing = more or self._limit - len(self._found)
        if not question or missing <= 0:
            return False
        most = missing + _MOST_IN_VAIN
        looked_at = 0
        for row in _rows(self._connection, question, most):
            looked_at += 1
            if row[1] in self._seen:
                continue
            found = _fit(row, self._query.text, terms)
            if found is None:
                continue
            self._seen.add(row[1])
            self._found.append((found, row[0], as_goods(row[1:])))
            missing -= 1
            if missing == 0:
                return True
        return looked_at == most


def _rows(connection: Any, question: str, most: int) -> Iterator[Any]:
    cursor = connection.execute(_ASK, (question, most))
    try:
        yield from cursor
    finally:
        cursor.close()


def _fit(row: Sequence[Any], typed: str, terms: tuple[str, ...]) -> Fit | None:
    """The fit of a row that was asked for."""
    _n, _id, title, _fen, spec, *_rest = row
    return fit(f"{title} {spec}", row[_CATEGORY], typed, terms)


def _bought_before(catalogue: Catalogue, connection: Any, query: Query, bought: Sequence[str]) -> list[Goods]:
    """What was bought before and fits, in the order given. The goods are kept while the same villager is served."""
    ids = tuple(bought[:_MOST_BOUGHT])
    if not ids:
        return []
    # The version of the file counts for one connection only.
    state = (ids, id(connection), connection.execute("PRAGMA data_version").fetchone()[0])
    kept = catalogue.last_bought
    if kept is None or kept[0] != state:
        known = known_goods(connection, ids)
        kept = catalogue.last_bought = (state, [known[id_] for id_ in ids if id_ in known])
    return [goods for goods in kept[1] if fit(goods.shown, goods.category, query.text, query.terms) is not None]


def _kept_pieces(connection: Any, query: Query) -> tuple[str, bool]:
    """What of the query goods can be found with, when there are none with the terms as they stand.

    It begins at the end: what a thing is stands behind what it is like.

    Returns:
        The question, "" when less than half of the typed characters is left, and whether all of them are.
    """
    kept: list[str] = []
    characters: set[str] = set()
    for piece, asked in reversed(pieces(query.terms)[-_MOST_PIECES:]):
        if connection.execute(_EXISTS, (" AND ".join([*kept, asked]),)).fetchone():
            kept.append(asked)
            characters |= set(piece)
    typed = set("".join(term for term in query.terms if len(term) > 1 or not term.isascii()))
    return (" AND ".join(kept) if 2 * len(characters) >= len(typed) else ""), characters == typed
