"""The statement of a month, and the check that recomputes all of it from orders and refunds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.domain import papers
from villagedesk.domain.commission import (
    OrderFacts,
    Share,
    commission_for,
    missing_shares,
    month_of,
    pack_of,
    rate_text,
)
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.commission.accrue import facts_of, rows_in
from villagedesk.store.session import WriteSession

# More lines than this nobody reads on a screen; the sums are of all of them.
MOST_ROWS = 400
_DAY_MS = 86_400_000

_ROWS = """
SELECT c.order_id, c.refund_id, c.created_at, c.base_fen, c.rate, c.fen, o.number, p.name
FROM commission c LEFT JOIN "order" o ON o.id = c.order_id LEFT JOIN person p ON p.id = o.person_id
WHERE c.month = ? ORDER BY c.created_at DESC LIMIT ?
"""


@dataclass(frozen=True)
class StatementLine:
    """One order in a month's statement, or what was taken back of it. ``rates`` in hundredths of a percent."""

    order_id: str
    number: str
    name: str
    at: int
    base_fen: int
    fen: int
    rates: tuple[int, ...]
    refund: bool


@dataclass(frozen=True)
class Payout:
    """What the platform paid for a month."""

    fen: int
    paid_on: str
    reference: str


@dataclass(frozen=True)
class Statement:
    """One month. ``count`` is of all its rows; ``lines`` are the newest of them, all where it is ``complete``."""

    month: str
    lines: tuple[StatementLine, ...]
    count: int
    accrued_fen: int
    back_fen: int
    payouts: tuple[Payout, ...]
    complete: bool = True

    @property
    def sum_fen(self) -> int:
        """What the month comes to."""
        return self.accrued_fen + self.back_fen

    @property
    def paid_fen(self) -> int:
        """What the platform paid of it."""
        return sum(payout.fen for payout in self.payouts)

    @property
    def open_fen(self) -> int:
        """What is still to come; below zero when a refund came after the payout."""
        return self.sum_fen - self.paid_fen


@dataclass(frozen=True)
class WrongLine:
    """An order whose lines of a month are not what its facts come to."""

    order_id: str
    number: str
    recorded_fen: int
    wanted_fen: int


@dataclass(frozen=True)
class MonthCheck:
    """A month recomputed from orders and refunds."""

    month: str
    orders: int
    refunds: int
    recorded_fen: int
    wanted_fen: int
    wrong: tuple[WrongLine, ...]

    @property
    def equal(self) -> bool:
        """Whether every line is what it should be, not only their sum."""
        return not self.wrong and self.recorded_fen == self.wanted_fen


@dataclass(frozen=True)
class Earned:
    """What some time earned: accrued, and taken back (below zero)."""

    accrued_fen: int
    back_fen: int

    @property
    def fen(self) -> int:
        """Both together."""
        return self.accrued_fen + self.back_fen


def statement(s: Session, month: str, *, most: int = MOST_ROWS) -> Statement:
    """One month's statement.

    Args:
        month: like ``2026-11``.
        most: how many rows are read at most, the newest first; -1 reads all.
    """
    run = s.connection().exec_driver_sql
    rows = run(_ROWS, (month, most)).fetchall()
    count, accrued, back = run(
        "SELECT count(*), coalesce(sum(max(fen, 0)), 0), coalesce(sum(min(fen, 0)), 0) FROM commission WHERE month = ?",
        (month,),
    ).one()
    paid = run(
        "SELECT fen, paid_on, reference FROM commission_payout WHERE month = ? ORDER BY paid_on, id", (month,)
    ).fetchall()
    payouts = tuple(Payout(*row) for row in paid)
    return Statement(month, _lines(rows), count, accrued, back, payouts, complete=len(rows) == count)


def months_earned(s: Session, since: str = "") -> list[tuple[str, int]]:
    """Every month that has a line, the newest first, with its sum in fen; from a month like ``2026-01`` on."""
    found = s.connection().exec_driver_sql(
        "SELECT month, sum(fen) FROM commission WHERE month >= ? GROUP BY month ORDER BY month DESC", (since,)
    )
    return [(month, int(fen)) for month, fen in found]


def earned_today(s: Session) -> Earned:
    """What today earned: everything that was written into the statements since midnight."""
    return earned_between(s, *clock.day_span(clock.today()))


def earned_between(s: Session, begin: int, end: int) -> Earned:
    """What was written into the statements from ``begin`` up to ``end`` (ms UTC)."""
    rules = rule_pack("").commission
    # What is written today counts in a month near today; asking for these alone is answered by the index.
    months = _months(month_of(begin - 62 * _DAY_MS, rules), month_of(end + _DAY_MS, rules))
    accrued, back = (
        s.connection()
        .exec_driver_sql(
            "SELECT coalesce(sum(max(fen, 0)), 0), coalesce(sum(min(fen, 0)), 0) FROM commission"
            f" WHERE month IN ({','.join('?' * len(months))}) AND created_at >= ? AND created_at < ?",
            (*months, begin, end),
        )
        .one()
    )
    return Earned(int(accrued), int(back))


def check_month(s: Session, month: str) -> MonthCheck:
    """Recompute a month from the orders handed over and the refunds made in it, and compare line by line."""
    recorded = _recorded(s, month)
    ids = sorted(set(recorded) | _concerned(s, month))
    facts = facts_of(s.connection(), ids)
    numbers = {
        row[0]: row[1] for row in rows_in(s.connection(), 'SELECT id, number FROM "order" WHERE id IN ({})', ids)
    }
    wrong, wanted_fen, refunds, orders = [], 0, 0, 0
    for order_id in ids:
        has = recorded.get(order_id, [])
        wanted = _wanted(facts.get(order_id), has, month)
        wanted_fen += sum(share.fen for share in wanted)
        orders += bool(wanted)
        refunds += len({share.refund_id for share in wanted if share.refund_id})
        if missing_shares(wanted, has):
            sums = sum(share.fen for share in has), sum(share.fen for share in wanted)
            wrong.append(WrongLine(order_id, numbers.get(order_id, ""), *sums))
    total = sum(share.fen for shares in recorded.values() for share in shares)
    return MonthCheck(month, orders, refunds, total, wanted_fen, tuple(wrong))


def print_statement(s: WriteSession, month: str) -> int:
    """Queue a month's statement on A4; returns the number of the print job."""
    shown = statement(s, month, most=-1)
    title = _("Commission {month}").format(month=month)
    facts = [
        (_("Earned"), i18n.money(shown.accrued_fen)),
        (_("Taken back by refunds"), i18n.money(shown.back_fen)),
        (_("Together"), i18n.money(shown.sum_fen)),
    ]
    facts += [
        (
            _("Paid {day}").format(day=i18n.date_text(paid.paid_on, style="medium")),
            f"{i18n.money(paid.fen)}  {paid.reference}",
        )
        for paid in shown.payouts
    ]
    facts.append((_("Still to come"), i18n.money(shown.open_fen)))
    sheet = papers.ListSheet(
        title=title,
        under=centre_name(s),
        facts=tuple(facts),
        shares=(4, 4, 6, 4, 4, 4),
        head=(_("Day"), _("Order number"), _("Name"), _("Sum"), _("Rate"), _("Commission")),
        rows=tuple(map(_cells, reversed(shown.lines))),
        right=(3, 4, 5),
    )
    return print_queue.add_job(s, sheet, title=title)


def _cells(line: StatementLine) -> tuple[str, ...]:
    day = i18n.short_day(i18n.local(line.at).date().isoformat())
    return day, line.number, line.name, i18n.money(line.base_fen), rate_text(line.rates), i18n.money(line.fen)


def _lines(rows: Sequence[Any]) -> tuple[StatementLine, ...]:
    """One line an order and refund: an order with goods of several rates has several rows."""
    found: dict[tuple[str, str, int], list[Any]] = {}
    for row in rows:
        found.setdefault((row[0], row[1], row[2]), []).append(row)
    return tuple(
        StatementLine(
            order_id=order_id,
            number=some[0][6] or "",
            name=some[0][7] or "",
            at=at,
            base_fen=sum(row[3] for row in some),
            fen=sum(row[5] for row in some),
            rates=tuple(sorted({row[4] for row in some})),
            refund=bool(refund_id) or sum(row[5] for row in some) < 0,
        )
        for (order_id, refund_id, at), some in found.items()
    )


def _recorded(s: Session, month: str) -> dict[str, list[Share]]:
    found: dict[str, list[Share]] = {}
    for row in s.connection().exec_driver_sql(
        "SELECT order_id, month, rate, refund_id, base_fen, fen, rules FROM commission WHERE month = ?", (month,)
    ):
        found.setdefault(row[0], []).append(Share(*row))
    return found


def _concerned(s: Session, month: str) -> set[str]:
    """Orders handed over or refunded around a month; which month they belong to is decided from their facts."""
    begin, end = clock.day_span(f"{month}-01")[0] - _DAY_MS, clock.day_span(f"{_next(month)}-01")[0] + _DAY_MS
    run = s.connection().exec_driver_sql
    collected = run('SELECT id FROM "order" WHERE collected_at >= ? AND collected_at < ?', (begin, end))
    refunded = run(
        "SELECT order_id FROM refund WHERE CASE refunded_at WHEN 0 THEN created_at ELSE refunded_at END BETWEEN ? AND ?",
        (begin, end),
    )
    return {row[0] for row in (*collected, *refunded)}


def _wanted(facts: OrderFacts | None, recorded: Sequence[Share], month: str) -> list[Share]:
    if facts is None:
        return []
    return [share for share in commission_for(facts, pack_of(facts, recorded)) if share.month == month]


def _months(first: str, last: str) -> list[str]:
    found = [first]
    while found[-1] < last:
        found.append(_next(found[-1]))
    return found


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
