"""Taking in a market's table of prices: a few thousand rows in each transaction, every bad row named, nothing doubled."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from villagedesk.domain.prices import NAME_LENGTH, Quote, base_name, find_columns, read_quote
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.store.room import check_room
from villagedesk.store.store import Store
from villagedesk.store.table_rows import read_rows

BATCH = 2_000
MOST_TROUBLES = 200
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class RowTrouble:
    """A row that was left out; ``row`` is its number in the file, the head being 1."""

    row: int
    error: Invalid


@dataclass
class PriceImport:
    """What an import did. ``whole`` is False when it was stopped; what was done is kept.

    ``mended`` rows had their lowest and highest turned round. ``bad`` counts all rows that were left out, ``troubles``
    names the first of them.
    """

    added: int = 0
    replaced: int = 0
    same: int = 0
    mended: int = 0
    bad: int = 0
    whole: bool = True
    troubles: list[RowTrouble] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many rows were looked at."""
        return self.added + self.replaced + self.same + self.bad


def import_prices(
    store: Store,
    path: Path,
    market: str,
    *,
    progress: Callable[[int], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> PriceImport:
    """Take in a table; a day's price that is known is replaced where the table says another.

    Args:
        store: the counter's store.
        path: CSV or Excel.
        market: whose prices these are, where the table does not say it.
        progress: told after each batch how many rows are done.
        cancelled: asked before each batch.

    Raises:
        StorageTrouble: ``disk_low``: there is not the room for all of it; nothing was taken in.
        Invalid: on ``market``, or on ``file``: it is no table, or has not the columns.
    """
    market = check_text("market", market, NAME_LENGTH, required=True)
    rows = read_rows(path)
    head = next((row for row in islice(rows, 10) if len([cell for cell in row if cell.strip()]) >= 3), None)
    if head is None:
        raise Invalid("file", "price_columns")
    columns, done = find_columns(head), PriceImport()
    check_room(store.home, path.stat().st_size)  # a price takes less on the disk than in the file
    numbered = enumerate(rows, start=2)
    series: dict[tuple[str, str, str, str], int] = {}
    while batch := list(islice(numbered, BATCH)):
        if cancelled():
            done.whole = False
            return done
        quotes = [quote for number, row in batch if (quote := _read(number, row, columns, market, done)) is not None]
        with store.transaction() as connection:
            _write(connection, quotes, series, done)
        progress(done.done)
    return done


def _read(number: int, row: list[str], columns: dict[str, int], market: str, done: PriceImport) -> Quote | None:
    if not any(cell.strip() for cell in row):
        return None
    try:
        quote = read_quote(row, columns, market)
    except Invalid as error:
        done.bad += 1
        if len(done.troubles) < MOST_TROUBLES:
            done.troubles.append(RowTrouble(number, error))
        return None
    done.mended += quote.mended
    return quote


def _write(
    connection: Connection, quotes: list[Quote], series: dict[tuple[str, str, str, str], int], done: PriceImport
) -> None:
    wanted: dict[tuple[int, int], tuple[int, int, int]] = {}
    for quote in quotes:
        key = (_series(connection, quote, series), (date.fromisoformat(quote.day) - _EPOCH).days)
        price = (quote.low_fen, quote.average_fen, quote.high_fen)
        if key in wanted:
            _count(done, wanted[key], price)
        wanted[key] = price
    known = _known(connection, wanted)
    new = []
    for key, price in wanted.items():
        if key not in known:
            done.added += 1
        else:
            _count(done, known[key], price)
        if known.get(key) != price:
            new.append((*key, *price))
    if new:
        connection.exec_driver_sql("INSERT OR REPLACE INTO market_price VALUES (?, ?, ?, ?, ?)", new)


def _known(connection: Connection, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, ...]]:
    """The prices that are here of these series, over the days that are asked for."""
    spans: dict[int, tuple[int, int]] = {}
    for id_, day in wanted:
        first, last = spans.get(id_, (day, day))
        spans[id_] = (min(first, day), max(last, day))
    query = "SELECT day, low_fen, average_fen, high_fen FROM market_price WHERE series_id = ? AND day BETWEEN ? AND ?"
    return {
        (id_, row[0]): tuple(row[1:])
        for id_, (first, last) in spans.items()
        for row in connection.exec_driver_sql(query, (id_, first, last)).fetchall()
    }


def _count(done: PriceImport, before: tuple[int, ...], now: tuple[int, int, int]) -> None:
    if before == now:
        done.same += 1
    else:
        done.replaced += 1


def _series(connection: Connection, quote: Quote, known: dict[tuple[str, str, str, str], int]) -> int:
    key = (quote.market, quote.product, quote.spec, quote.unit)
    if key not in known:
        run = connection.exec_driver_sql
        where = "market = ? AND product = ? AND spec = ? AND unit = ?"
        found = run(f"SELECT id FROM price_series WHERE {where}", key).scalar()
        if found is None:
            market, product, spec, unit = key
            run(
                "INSERT INTO price_series(market, product, base, spec, unit) VALUES (?, ?, ?, ?, ?)",
                (market, product, base_name(product), spec, unit),
            )
            found = run("SELECT last_insert_rowid()").scalar()
        known[key] = int(str(found))
    return known[key]
