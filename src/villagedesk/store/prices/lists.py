"""What markets paid: the series that fit a product, the newest price of each, and its season, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk.domain.values import GRAMS

_EPOCH = date(1970, 1, 1)
_MONTHS = 12
_MOST = 4
# Of several that fit, the name itself, then the longest that is a part of it, then names it is a part of; the newest first.
_FITTING = """
SELECT s.id, s.market, s.product, s.spec, s.unit,
    (SELECT max(p.day) FROM market_price p WHERE p.series_id = s.id) AS last
FROM price_series s
WHERE s.product = ? OR instr(?, s.base) OR instr(s.base, ?)
ORDER BY CASE WHEN s.product = ? THEN 0 WHEN s.base = ? THEN 1 WHEN instr(?, s.base) THEN 2 ELSE 3 END,
    CASE WHEN instr(?, s.base) THEN -length(s.base) ELSE 0 END, last DESC, s.id LIMIT 60
"""
_PLATFORM = """
SELECT market, product, spec, unit, day, low_fen, average_fen, high_fen FROM platform_price
WHERE product = ? AND day >= ? ORDER BY day
"""


@dataclass(frozen=True)
class PricePoint:
    """The average of one month (``2016-04``), fen for the asked unit."""

    month: str
    fen: int


@dataclass(frozen=True)
class Reference:
    """What one market paid last, fen for the asked unit, and the last twelve months up to then."""

    market: str
    product: str
    spec: str
    day: str
    low_fen: int
    average_fen: int
    high_fen: int
    unit: str
    months: tuple[PricePoint, ...]


@dataclass(frozen=True)
class MarketRow:
    """What is here of one market."""

    market: str
    products: int
    prices: int
    first_on: str
    last_on: str


def references(s: Session, product: str, unit: str, *, limit: int = _MOST) -> list[Reference]:
    """What markets paid for a product, the best fitting name first and of it the newest; one line a market.

    Args:
        product: as the lot calls it; a market's name may be a part of it (猕猴桃 in 徐香猕猴桃), or the other way round.
        unit: the unit the prices are wanted for; jin and kg are turned into each other.
    """
    name = product.strip()
    if not name:
        return []
    connection = s.connection()
    found: dict[str, Reference] = {}
    for row in connection.exec_driver_sql(_FITTING, (name,) * 7).fetchall():
        id_, market, named, spec, of_unit, _last = row
        if market in found or (of_unit in GRAMS) != (unit in GRAMS):
            continue
        reference = _reference(connection, int(id_), str(market), str(named), str(spec), str(of_unit), unit)
        if reference is not None:
            found[market] = reference
        if len(found) >= limit:
            break
    for reference in _from_platform(connection, name, unit):
        known = found.get(reference.market)
        if known is None or known.day < reference.day:
            found[reference.market] = reference
    return sorted(found.values(), key=lambda one: one.day, reverse=True)[:limit]


def markets(s: Session) -> list[MarketRow]:
    """The markets whose tables are here, the newest prices first."""
    found = s.connection().exec_driver_sql(
        "SELECT s.market, count(DISTINCT s.product), sum(p.n), min(p.first), max(p.last) FROM price_series s JOIN"
        " (SELECT series_id, count(*) AS n, min(day) AS first, max(day) AS last FROM market_price GROUP BY series_id) p"
        " ON p.series_id = s.id GROUP BY s.market ORDER BY max(p.last) DESC"
    )
    return [
        MarketRow(str(market), int(products), int(count), _iso(int(first)), _iso(int(last)))
        for market, products, count, first, last in found
    ]


def forget_market(connection: Connection, market: str) -> int:
    """Take away a market's prices; returns how many there were."""
    run = connection.exec_driver_sql
    where = "series_id IN (SELECT id FROM price_series WHERE market = ?)"
    gone = int(str(run(f"SELECT count(*) FROM market_price WHERE {where}", (market,)).scalar() or 0))
    run(f"DELETE FROM market_price WHERE {where}", (market,))
    run("DELETE FROM price_series WHERE market = ?", (market,))
    return gone


def _reference(
    connection: Connection, id_: int, market: str, product: str, spec: str, of_unit: str, unit: str
) -> Reference | None:
    run = connection.exec_driver_sql
    last = run(
        "SELECT day, low_fen, average_fen, high_fen FROM market_price WHERE series_id = ? ORDER BY day DESC LIMIT 1",
        (id_,),
    ).fetchone()
    if last is None:
        return None
    since = _first_of_season(_iso(int(last[0])))
    days = run(
        "SELECT day, average_fen FROM market_price WHERE series_id = ? AND day >= ? ORDER BY day",
        (id_, (date.fromisoformat(since) - _EPOCH).days),
    ).fetchall()
    points = _by_month([(_iso(int(day)), int(fen)) for day, fen in days], of_unit, unit)
    low, average, high = (_in_unit(int(fen), of_unit, unit) for fen in last[1:])
    return Reference(market, product, spec, _iso(int(last[0])), low, average, high, unit, points)


def _from_platform(connection: Connection, product: str, unit: str) -> list[Reference]:
    newest = connection.exec_driver_sql("SELECT max(day) FROM platform_price WHERE product = ?", (product,)).scalar()
    if not newest:
        return []
    by_market: dict[str, list[Sequence[str | int]]] = {}
    for row in connection.exec_driver_sql(_PLATFORM, (product, _first_of_season(str(newest)))).fetchall():
        if (row[3] in GRAMS) == (unit in GRAMS):
            by_market.setdefault(str(row[0]), []).append(list(row))
    found = []
    for market, rows in by_market.items():
        last, of_unit = rows[-1], str(rows[-1][3])
        points = _by_month([(str(row[4]), int(row[6])) for row in rows if row[3] == of_unit], of_unit, unit)
        low, average, high = (_in_unit(int(fen), of_unit, unit) for fen in last[5:])
        found.append(Reference(market, product, str(last[2]), str(last[4]), low, average, high, unit, points))
    return found


def _by_month(days: Sequence[tuple[str, int]], of_unit: str, unit: str) -> tuple[PricePoint, ...]:
    months: dict[str, list[int]] = {}
    for day, fen in days:
        months.setdefault(day[:7], []).append(fen)
    return tuple(PricePoint(month, _in_unit(sum(fens) // len(fens), of_unit, unit)) for month, fens in months.items())


def _first_of_season(last: str) -> str:
    """The first day of the twelve months that end with a day's month."""
    year, month = int(last[:4]), int(last[5:7])
    months = year * 12 + month - _MONTHS
    return f"{months // 12:04d}-{months % 12 + 1:02d}-01"


def _in_unit(fen: int, of_unit: str, unit: str) -> int:
    if of_unit == unit or of_unit not in GRAMS:
        return fen
    return (2 * fen * GRAMS[unit] + GRAMS[of_unit]) // (2 * GRAMS[of_unit])


def _iso(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).isoformat()
