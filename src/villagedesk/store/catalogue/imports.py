"""Goods on their way into the catalogue: in bulk, batch by batch, or as one page of central's feed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from villagedesk.domain.goods import Goods, Standing, check_goods
from villagedesk.store.catalogue.catalogue import COLUMNS, Catalogue, as_goods, as_row
from villagedesk.store.catalogue.tokens import tokens

# Larger ones are a little faster, but the memory they take is not given back.
BATCH = 4_000
# The index is put in order only when enough was written to be worth the seconds.
_TIDY_FROM = 20_000
# Goods between two looks whether a search waits: a few ms.
_GIVE_WAY = 16

_MARKS = ",".join("?" * len(COLUMNS.split(", ")))
_INSERT = f"INSERT INTO goods(n, {COLUMNS}) VALUES (?,{_MARKS})"
_UPDATE = f"UPDATE goods SET ({COLUMNS}) = ({_MARKS}) WHERE n = ?"
# Goods get numbers in the order in which they are shown: each rank has this much room.
_RANK_ROOM = 1 << 40
_LAST_RANK = 31
_STANDINGS = 3

Progress = Callable[[int], None]


@dataclass
class Imported:
    """What an import did. ``whole`` is False when it was cancelled; what was done is kept."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    same: int = 0
    whole: bool = True

    @property
    def done(self) -> int:
        """How many goods were looked at."""
        return self.added + self.changed + self.same


def import_goods(
    catalogue: Catalogue,
    rows: Iterable[Goods],
    *,
    progress: Progress = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
    complete: bool = False,
    cursor: int | None = None,
) -> Imported:
    """Take in goods, new or changed, a few thousand in each transaction; searching goes on meanwhile.

    Args:
        rows: the goods; the last of several with one id counts.
        progress: told after each batch how many are done.
        cancelled: asked before each batch; what is done stays.
        complete: these are all goods there are, so others are taken out at the end.
        cursor: the place in central's feed that the catalogue has reached afterwards. When it is an earlier one than
            now, it holds from the first batch on: what an import that was cut off has made older is fetched again.

    Raises:
        Invalid: goods are not as they should be; the batches before stay.
        StorageTrouble: disk full, read-only or locked; the batches before stay.
    """
    report = Imported()
    seen: set[int] | None = set() if complete else None
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        if cancelled():
            report.whole = False
            break
        ready = _ready(catalogue, batch)
        with catalogue.writing() as connection:
            _take_in(connection, ready, report, seen)
            if cursor is not None:
                _not_beyond(connection, cursor)
        progress(report.done)
    if report.whole:
        with catalogue.writing() as connection:
            if seen is not None:
                _take_out_others(connection, seen, report)
            if cursor is not None:
                set_cursor(connection, cursor)
    if report.added + report.changed + report.removed >= _TIDY_FROM:
        catalogue.tidy()
    return report


def apply_page(catalogue: Catalogue, page: Sequence[Goods], cursor: int) -> Imported:
    """Take in one page of the catalogue feed and its place, together or not at all. Goods with active=False go.

    Raises:
        Invalid: goods are not as they should be; nothing was changed.
        StorageTrouble: nothing was changed.
    """
    return take_in(catalogue, page, lambda connection: set_cursor(connection, cursor))


def take_in(catalogue: Catalogue, goods: Sequence[Goods], also: Callable[[Any], None]) -> Imported:
    """Take in a few thousand goods, and do ``also(connection)``, in one transaction.

    Raises:
        Invalid: goods are not as they should be; nothing was changed.
        StorageTrouble: nothing was changed.
    """
    report = Imported()
    ready = [_ready(catalogue, goods[start : start + BATCH]) for start in range(0, len(goods), BATCH)]
    with catalogue.writing() as connection:
        for piece in ready:
            _take_in(connection, piece, report, None)
        also(connection)
    return report


def take_out_unseen(connection: Any, report: Imported) -> None:
    """Take out the goods that no part of an arriving whole catalogue named."""
    question = "SELECT n FROM goods WHERE active AND id NOT IN (SELECT id FROM arriving_seen)"
    _take_out(connection, connection.execute(question).fetchall(), report)


def set_cursor(connection: Any, cursor: int) -> None:
    """Note how far the catalogue has followed central's feed."""
    connection.execute("UPDATE meta SET value = ? WHERE name = 'cursor'", (cursor,))


def _not_beyond(connection: Any, cursor: int) -> None:
    connection.execute("UPDATE meta SET value = min(value, ?) WHERE name = 'cursor'", (cursor,))


@dataclass(slots=True)
class _Ready:
    """One of the goods with its tokens, made before the file is locked."""

    goods: Goods
    tokens: str


def _ready(catalogue: Catalogue, batch: Sequence[Goods]) -> dict[str, _Ready]:
    """The batch by id; the last of several wins. It is most of the work, and done while others write and search."""
    by_id = {goods.id: check_goods(goods) for goods in batch}
    ready: dict[str, _Ready] = {}
    for number, (id_, goods) in enumerate(by_id.items()):
        if number % _GIVE_WAY == 0:
            catalogue.give_way()
        ready[id_] = _Ready(goods, tokens(goods.searched, goods.category) if goods.active else "")
    return ready


def _take_in(connection: Any, ready: dict[str, _Ready], report: Imported, seen: set[int] | None) -> None:
    known = dict(_known(connection, list(ready)))
    numbers = _Numbers(connection)
    out: list[tuple[int]] = []
    words: list[tuple[int, str]] = []
    new: list[tuple[Any, ...]] = []
    updates: list[tuple[Any, ...]] = []
    for id_, one in ready.items():
        before = known.get(id_)
        n = before[0] if before else 0
        if before is None:
            n = numbers.next(_rank(one.goods))
            new.append((n, *as_row(one.goods)))
            words += [(n, one.tokens)] if one.tokens else []
        elif before[1] == one.goods:
            report.same += 1
        else:
            report.changed += 1
            if _rank(before[1]) != _rank(one.goods):
                # Another place in the order is another number.
                connection.execute("DELETE FROM goods WHERE n = ?", (n,))
                out += [(n,)] if before[1].active else []
                n = numbers.next(_rank(one.goods))
                new.append((n, *as_row(one.goods)))
                words += [(n, one.tokens)] if one.tokens else []
            else:
                updates.append((*as_row(one.goods), n))
                if _indexed(before[1]) != _indexed(one.goods):
                    out += [(n,)] if before[1].active else []
                    words += [(n, one.tokens)] if one.tokens else []
        if seen is not None:
            seen.add(n)
    report.added += sum(1 for id_ in ready if id_ not in known)
    connection.executemany(_INSERT, new)
    connection.executemany(_UPDATE, updates)
    # In rising order, for the index begins a new piece whenever a number is smaller than the last.
    connection.executemany("DELETE FROM words WHERE rowid = ?", sorted(out))
    connection.executemany("INSERT INTO words(rowid, tokens) VALUES (?, ?)", sorted(words))


def _known(connection: Any, ids: Sequence[str]) -> Iterator[tuple[str, tuple[int, Goods]]]:
    question = f"SELECT n, {COLUMNS} FROM goods WHERE id IN ({','.join('?' * len(ids))})"
    for n, *row in connection.execute(question, ids):
        yield row[0], (n, as_goods(row))


def _indexed(goods: Goods) -> tuple[str, str, bool]:
    return goods.searched, goods.category, goods.active


def _take_out_others(connection: Any, seen: set[int], report: Imported) -> None:
    others = [(n,) for (n,) in connection.execute("SELECT n FROM goods WHERE active") if n not in seen]
    _take_out(connection, others, report)
    # Parts of a whole catalogue that came before may be among them.
    connection.execute("DELETE FROM arriving WHERE kind = 'whole'")
    connection.execute("DELETE FROM arriving_piece WHERE kind = 'whole'")
    connection.execute("DELETE FROM arriving_seen")


def _take_out(connection: Any, others: Sequence[tuple[int]], report: Imported) -> None:
    connection.executemany("DELETE FROM words WHERE rowid = ?", others)
    connection.executemany("DELETE FROM goods WHERE n = ?", others)
    report.removed += len(others)


def _rank(goods: Goods) -> int:
    """Where goods stand when several fit equally well, 0 first: how often they are ordered, and by how much.

    Four times as often is one step, so that goods seldom move. Within a step brand shops go first; who may not sell the
    brand comes behind everybody else.
    """
    if goods.standing is Standing.WARNED:
        return _LAST_RANK
    often = min((goods.ordered.bit_length() + 1) // 2, _LAST_RANK // _STANDINGS - 1)
    standing = (Standing.BRAND_SHOP, Standing.AUTHORISED, Standing.UNKNOWN).index(goods.standing)
    return (_LAST_RANK // _STANDINGS - 1 - often) * _STANDINGS + standing


class _Numbers:
    """Fresh numbers; they decide the order in which goods are shown."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._last: dict[int, int] = {}

    def next(self, rank: int) -> int:
        if rank not in self._last:
            begin = rank * _RANK_ROOM
            found = self._connection.execute(
                "SELECT max(n) FROM goods WHERE n >= ? AND n < ?", (begin, begin + _RANK_ROOM)
            )
            self._last[rank] = found.fetchone()[0] or begin
        self._last[rank] += 1
        return self._last[rank]
