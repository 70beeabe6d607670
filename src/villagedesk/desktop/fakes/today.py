"""What Today shows of complaints: an answer that is there, a deadline that is near or over."""

from sqlmodel import Session

from villagedesk.desktop.fakes.words import deadline_pill, state_pill
from villagedesk.desktop.returns.words import days_left
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.domain.fakes import FakeState
from villagedesk.i18n import _, ngettext
from villagedesk.store.fakes import FakeRow, fakes_in

_SINGLE = 3  # so many a card each; the rest shares one
_NEAR_DAYS = 2


def cards(s: Session) -> list[TodayCard]:
    """A card for each of the most urgent complaints, and one for all others: no deadline is out of sight."""
    rows = fakes_in(s)
    made = sorted(((_card(row), row) for row in rows), key=lambda one: -one[0].danger)
    return [*(card for card, _row in made[:_SINGLE]), *_others(made[_SINGLE:])]


def _others(made: list[tuple[TodayCard, FakeRow]]) -> list[TodayCard]:
    if not made:
        return []
    title = ngettext("{count} more complaint about a fake", "{count} more complaints about fakes", len(made))
    names = _(", ").join(row.name for _one, row in made[:4])
    first = made[0][0]
    return [TodayCard(first.danger, "shield", first.kind, title.format(count=len(made)), names, _("Look"), "fakes", {})]


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
