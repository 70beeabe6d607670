"""What Today shows of complaints: an answer that is there, a deadline that is near or over."""

from sqlmodel import Session

from villagedesk.desktop.fakes.words import deadline_pill, state_pill
from villagedesk.desktop.returns.words import days_left
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.domain.fakes import FakeState
from villagedesk.i18n import _
from villagedesk.store.fakes import FakeRow, fakes_in

_MOST = 3
_NEAR_DAYS = 2


def cards(s: Session) -> list[TodayCard]:
    """A card for each open complaint, those that need somebody first."""
    made = [_card(row) for row in fakes_in(s)]
    return sorted(made, key=lambda card: -card.danger)[:_MOST]


def _card(row: FakeRow) -> TodayCard:
    pill, kind = state_pill(row)
    until = deadline_pill(row)
    near = until is not None and days_left(row.deadline_at) <= _NEAR_DAYS
    act = kind == "act" or (near and row.state != FakeState.ESCALATED)
    title = _("Fake: {state}").format(state=pill)
    if until is not None:
        title = _("Fake: {state}, {until}").format(state=pill, until=until[0])
    return TodayCard(
        80 if act else 50 if near else 30,
        "shield",
        "act" if act else "wait",
        title,
        "  ".join((row.number, row.name, row.title)),
        _("Look"),
        "fake",
        {"report_id": row.id},
    )
