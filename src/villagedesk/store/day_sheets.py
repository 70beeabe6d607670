"""The sheet of a drawer's day, for the folder and for who checks it."""

from sqlalchemy import func, select
from sqlmodel import col

from villagedesk.domain import cash_papers
from villagedesk.domain.cash import Account, CashEntry, CashKind
from villagedesk.domain.cash_day import CashDay, Witness, read_figures
from villagedesk.errors import Refused
from villagedesk.store import print_queue
from villagedesk.store.cash.lists import CashRow, entries_between
from villagedesk.store.cash_days import DayRow, day_row, taken_by_code
from villagedesk.store.centre import centre_name
from villagedesk.store.session import WriteSession, action, get


@action
def print_day_sheet(s: WriteSession, day_id: str, *, a4: bool = False) -> int:
    """Queue the sheet of a day that is over; returns the job's number. On A4 every entry stands on it.

    Raises:
        NotFound: no such day. Refused: it is open, and its sums are nobody's business yet.
    """
    day = get(s, CashDay, day_id)
    shown = day_row(s, day)
    if shown.closed_at is None:
        raise Refused("cash_day_not_closed")
    entries = entries_between(s, day.drawer, day.first_number, day.last_number)
    paper = _paper(s, day, shown, entries if a4 else [], a4=a4)
    # A roll and a sheet are two papers: neither is the reprint of the other.
    return print_queue.add_job(s, paper, title=day.day, about=f"{day.id}-a4" if a4 else day.id)


def _paper(s: WriteSession, day: CashDay, shown: DayRow, entries: list[CashRow], *, a4: bool) -> cash_papers.DaySheet:
    # As it was when the day was closed; a day that was closed before that was kept says nothing of it.
    kept = read_figures(day.at_closing)
    return cash_papers.DaySheet(
        a4=a4,
        centre=centre_name(s),
        day=day.day,
        drawer=day.drawer,
        state=day.state,
        opened_at=day.opened_at,
        closed_at=day.closed_at,
        closed_by=shown.closed_by,
        opening_fen=day.opening_fen,
        opening_count=day.opening_count,
        sums=_sums(s, day),
        expected_fen=day.expected_fen,
        closing_count=day.closing_count,
        counted_fen=day.counted_fen,
        counts=day.counts,
        reason=day.difference_reason,
        witness=day.witness,
        witness_name=day.witness_proof if day.witness == Witness.COUNTY_CODE else shown.witness_name,
        due_fen=kept.due if kept else None,
        owed_fen=kept.owed if kept else None,
        bags=kept.bags if kept else (),
        float_used_fen=kept.float_used if kept else None,
        earned_fen=kept.earned if kept else None,
        earned_back_fen=kept.earned_back if kept else 0,
        code_fen=taken_by_code(s, day.drawer, day.first_number, day.last_number or 0),
        code_arrived=day.code_arrived,
        code_note=day.code_note,
        entries=tuple(_line(row) for row in reversed(entries) if row.account == Account.DRAWER),
    )


def _line(row: CashRow) -> cash_papers.DayEntry:
    about = "  ".join(part for part in (row.order_number, row.person, row.note) if part)
    return cash_papers.DayEntry(
        number=row.number, at=row.at, kind=row.kind, about=about, fen=row.amount_fen, reverses=row.reverses
    )


def _sums(s: WriteSession, day: CashDay) -> tuple[cash_papers.DaySum, ...]:
    """What each kind came to, in the order of the kinds; the difference of a closing stands elsewhere on the sheet."""
    entry = CashEntry
    found = s.execute(
        select(col(entry.kind), func.count(), func.sum(col(entry.amount_fen)))
        .where(
            col(entry.drawer) == day.drawer,
            col(entry.number) >= day.first_number,
            col(entry.number) <= (day.last_number or 0),
            col(entry.account) == Account.DRAWER.value,
            (col(entry.kind) != CashKind.DIFFERENCE.value) | (col(entry.about_id) == ""),
        )
        .group_by(col(entry.kind))
    ).all()
    place = {kind.value: at for at, kind in enumerate(CashKind)}
    rows = sorted(found, key=lambda row: place.get(row[0], len(place)))
    return tuple(cash_papers.DaySum(kind=kind, entries=count, fen=int(fen)) for kind, count, fen in rows)
