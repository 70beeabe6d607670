"""Whose orders they were, and whose work: by household and by operator."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from villagedesk.domain.operators import Operator
from villagedesk.domain.reports import Period
from villagedesk.store.commission.accrue import rows_in
from villagedesk.store.reports.overview import BOUGHT, TAKEN, span_ms
from villagedesk.store.same_person import kept_rows_of

MOST_HOUSEHOLDS = 300

_BY_PERSON = f"SELECT person_id, count(*), sum(total_fen) {TAKEN} GROUP BY person_id"
_BY_OPERATOR = f"SELECT created_by, count(*), sum(total_fen) {TAKEN} GROUP BY created_by"
_HANDED = "SELECT created_by, count(*) FROM hand_over WHERE handed_at >= ? AND handed_at < ? GROUP BY created_by"
_EARNED = (
    "SELECT created_by, sum(fen) FROM commission"
    " WHERE month >= ? AND month <= ? AND created_at >= ? AND created_at < ? GROUP BY created_by"
)


@dataclass(frozen=True)
class HouseholdRow:
    """What one household ordered. ``name`` is of its first person who ordered, ``people`` how many of it did."""

    id: str
    person_id: str
    name: str
    people: int
    orders: int
    fen: int


@dataclass(frozen=True)
class OperatorRow:
    """What one operator did: orders taken, what they come to, parcels handed over, and what that earned."""

    id: str
    name: str
    orders: int
    fen: int
    handed_over: int
    earned_fen: int


def households(s: Session, period: Period, *, most: int = MOST_HOUSEHOLDS) -> tuple[list[HouseholdRow], int]:
    """Households by what they ordered, the most first, and how many there are. Who lives alone is one, too."""
    begin, end = span_ms(period)
    connection = s.connection()
    found = _joined(s, connection.exec_driver_sql(_BY_PERSON, (*BOUGHT, begin, end)).fetchall())
    lives = dict(_pairs(rows_in(connection, "SELECT id, household_id FROM person WHERE id IN ({})", _ids(found))))
    together: dict[str, list[tuple[str, int, int]]] = {}
    for person, orders, fen in found:
        together.setdefault(lives.get(person) or person, []).append((person, orders, int(fen)))
    ranked = sorted(together.items(), key=lambda pair: (-sum(fen for _, _, fen in pair[1]), pair[0]))
    shown = ranked[: most if most >= 0 else None]
    heads = {house: max(members, key=lambda one: (one[0] == house, one[2], one[0]))[0] for house, members in shown}
    names = dict(_pairs(rows_in(connection, "SELECT id, name FROM person WHERE id IN ({})", list(heads.values()))))
    rows = [
        HouseholdRow(
            house,
            heads[house],
            names.get(heads[house]) or "",
            len(members),
            sum(orders for _, orders, _ in members),
            sum(fen for _, _, fen in members),
        )
        for house, members in shown
    ]
    return rows, len(ranked)


def operators(s: Session, period: Period) -> list[OperatorRow]:
    """Everybody who took an order or handed a parcel over, the most orders first. Central's own acts are nobody's."""
    begin, end = span_ms(period)
    run = s.connection().exec_driver_sql
    taken = {by: (orders, int(fen)) for by, orders, fen in run(_BY_OPERATOR, (*BOUGHT, begin, end))}
    handed = {row[0]: int(row[1]) for row in run(_HANDED, (begin, end))}
    months = (_month_before(period.first), period.last[:7])
    earned = {by: int(fen) for by, fen in run(_EARNED, (*months, begin, end))}
    names = {operator.id: operator.name for operator in s.exec(select(Operator))}
    rows = [
        OperatorRow(by, names[by], *taken.get(by, (0, 0)), handed.get(by, 0), earned.get(by, 0))
        for by in names
        if by in taken or by in handed
    ]
    return sorted(rows, key=lambda row: (-row.orders, row.name))


def _joined(s: Session, found: Iterable[Any]) -> list[tuple[str, int, int]]:
    """What rows that are one person ordered, as the kept one's."""
    kept = kept_rows_of(s)
    sums: dict[str, tuple[int, int]] = {}
    for person, orders, fen in found:
        whose = kept.get(person, person)
        before = sums.get(whose, (0, 0))
        sums[whose] = (before[0] + orders, before[1] + int(fen))
    return [(person, orders, fen) for person, (orders, fen) in sums.items()]


def _ids(found: Iterable[tuple[str, int, int]]) -> list[str]:
    return [row[0] for row in found if row[0]]


def _pairs(rows: Iterable[tuple[str, str | None]]) -> Iterable[tuple[str, str | None]]:
    return ((row[0], row[1]) for row in rows)


def _month_before(day: str) -> str:
    """The month before an ISO date's: what is written today may count in it where the platform's day ends earlier."""
    year, month = int(day[:4]), int(day[5:7])
    return f"{year - 1:04d}-12" if month == 1 else f"{year:04d}-{month - 1:02d}"
