"""Finding goods by what is typed: what this villager bought before, whole words, word borders, brand shops first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.domain.goods import Goods, barcode_in
from villagedesk.i18n import _
from villagedesk.store.catalogue.catalogue import COLUMNS, Catalogue, as_goods, known_goods
from villagedesk.store.catalogue.close import close_to, scattered
from villagedesk.store.catalogue.match import Fit, ends_in, fit, fit_apart
from villagedesk.store.catalogue.query import Query, in_other_units, parse, piece_question
from villagedesk.store.catalogue.tokens import characters, wide

# How many goods that the index proposes and that do not fit are looked at before a question is given up.
_MOST_IN_VAIN = 100
_MOST_SIDE_BY_SIDE = 20
_MOST_BOUGHT = 200
# Goods with the characters of a word anywhere that are looked at.
_MOST_SCATTERED = 500

_CATEGORY, _VARIANTS = (1 + COLUMNS.split(", ").index(name) for name in ("category", "variants"))
_ASK = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?"
# Rows lie all over the file, so they are read a few at a time, and only those that were not looked at before.
_AT_A_TIME = 16
_LOOK = f"SELECT n, {COLUMNS} FROM goods WHERE n IN ({','.join('?' * _AT_A_TIME)}) ORDER BY n"
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
    what is ordered most, brand shops first, then as central published them. A barcode finds what carries it, and
    nothing else.

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
        scanned = _with_barcode(connection, barcode_in(typed), limit)
        if scanned:
            return Found(tuple(scanned))
        before = _bought_before(catalogue, connection, query, bought)[:limit]
        found = _asked(connection, query, {goods.id for goods in before}, limit - len(before))
        if before or found:
            return Found((*before, *found))
        near = _near(connection, query, limit)
    return near if near.goods else Found((), empty=catalogue.empty)


def explain(found: Found) -> str:
    """The sentence to show with what was found; "" when the goods speak for themselves."""
    if found.close:
        return _("Nothing is called exactly that. These goods come close.")
    if found.goods:
        return ""
    if found.empty:
        return _("The goods catalogue is not on this computer yet. It comes by itself with the next connection.")
    return _("No goods are found. Try fewer or other characters, or the first letters of the pinyin.")


def _with_barcode(connection: Any, barcode: str, limit: int) -> list[Goods]:
    """All goods with this barcode: shops sell the same thing at different prices."""
    if not barcode:
        return []
    question = f"SELECT {COLUMNS} FROM goods WHERE barcode = ? AND barcode <> '' AND active ORDER BY n LIMIT ?"
    return [as_goods(row) for row in connection.execute(question, (barcode, limit))]


def _asked(connection: Any, query: Query, left_out: set[str], limit: int) -> list[Goods]:
    """Goods with all that was typed. Packs are written in kg and litres: 大米10斤 is rather 5 kg than 10 and 斤 apart."""
    ranking = _Ranking(connection, query, left_out, limit)
    found = ranking.run()
    text = in_other_units(query.text)
    other = parse(text) if text != query.text else None
    if other is None:
        return found
    as_typed = ranking.side_by_side()
    meant = _Ranking(connection, other, left_out, limit).run()
    return list(dict.fromkeys([*as_typed, *meant, *found]))[:limit]


class _Ranking:
    """The questions of one search, asked one after the other until there is enough."""

    def __init__(self, connection: Any, query: Query, left_out: set[str], limit: int) -> None:
        self._connection = connection
        self._query = query
        self._limit = limit
        self._left_out = left_out
        self._seen = set[int]()
        self._found: list[tuple[Fit, int, Goods]] = []

    def run(self) -> list[Goods]:
        query = self._query
        self._ask(query.name, ())
        self._ask(query.whole, ())
        if not query.spaced:
            self._ask(query.joined, ())
            self._ask(query.packed, query.terms, apart=True)
            self._ask(query.apart, query.terms)
        else:
            # Some with the words side by side go first; most of what was meant has them apart.
            self._ask(query.joined, (), more=_MOST_SIDE_BY_SIDE)
            self._ask(query.packed, query.terms, apart=True)
            self._ask(query.apart or query.joined, query.terms, apart=len(query.terms) > 1)
        return self._in_order()

    def near(self, question: str, pieces: tuple[str, ...]) -> list[Goods]:
        """Goods that hold these pieces of the query."""
        self._ask(question, pieces)
        return self._in_order()

    def side_by_side(self) -> list[Goods]:
        """Of what was found, the goods in which the text stands as it was typed."""
        return [goods for how, _n, goods in self._found if how <= Fit.INSIDE]

    def _in_order(self) -> list[Goods]:
        self._found.sort(key=lambda entry: entry[:2])
        return [goods for _how, _n, goods in self._found[: self._limit]]

    def _ask(self, question: str, terms: tuple[str, ...], *, more: int = 0, apart: bool = False) -> None:
        """Look at what a question finds until there is enough, or ``more`` of it."""
        missing = min(more or self._limit, self._limit - len(self._found))
        if not question or missing <= 0:
            return
        most = missing + _MOST_IN_VAIN
        numbers = _numbers(self._connection, question, most)
        for row in _rows(self._connection, [n for n in numbers if n not in self._seen]):
            if row[1] in self._left_out:
                continue
            found = _fit(row, self._query.text, terms, apart=apart)
            if found is None:
                continue
            self._seen.add(row[0])
            self._found.append((found, row[0], as_goods(row[1:])))
            missing -= 1
            if missing == 0:
                return


def _numbers(connection: Any, question: str, most: int) -> list[int]:
    """The numbers of the goods that the index proposes, in their order."""
    return [n for (n,) in connection.execute(_ASK, (question, most)).fetchall()]


def _rows(connection: Any, numbers: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(numbers), _AT_A_TIME):
        some = numbers[start : start + _AT_A_TIME]
        yield from connection.execute(_LOOK, (*some, *[-1] * (_AT_A_TIME - len(some)))).fetchall()


def _fit(row: Sequence[Any], typed: str, terms: tuple[str, ...], *, apart: bool) -> Fit | None:
    """The fit of a row that was asked for; ``apart``: what has all side by side was asked for before."""
    _n, _id, title, _fen, spec, *_rest = row
    text = f"{title} {spec}" if not row[_VARIANTS] else as_goods(row[1:]).searched
    if apart:
        return fit_apart(text, row[_CATEGORY], terms)
    return fit(text, row[_CATEGORY], typed, terms)


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
        there = [known[id_] for id_ in ids if id_ in known]
        kept = catalogue.last_bought = (
            state,
            [(goods, characters(goods.searched + goods.category)) for goods in there],
        )
    # Most are seen not to fit at one glance: a Chinese character or the first letter is not in them.
    needed = {char for char in query.text if wide(char)} | {query.text[0]}
    return [
        goods
        for goods, there in kept[1]
        if needed <= there and fit(goods.searched, goods.category, query.text, query.terms) is not None
    ]


def _near(connection: Any, query: Query, limit: int) -> Found:
    """Goods that hold most of the query, when there are none with the terms as they stand."""

    def exists(question: str) -> bool:
        return connection.execute(_EXISTS, (question,)).fetchone() is not None

    close = close_to(query, exists)
    if close is not None:
        goods = _Ranking(connection, query, set(), limit).near(close.question, close.pieces)
        return Found(tuple(goods), close=not close.everything)
    characters = scattered(query)
    question = " AND ".join(piece_question(char) for char in dict.fromkeys(characters))
    rows = _rows(connection, _numbers(connection, question, _MOST_SCATTERED)) if question else ()
    found = [as_goods(row[1:]) for row in rows if ends_in(row[2], characters)]
    return Found(tuple(found[:limit]), close=True)
