"""What Today shows of training: sessions of today that are not closed, and sessions left open."""

from typing import Any

from villagedesk import clock
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.desktop.training.words import clock_text
from villagedesk.i18n import _, ngettext


def cards(session: Any) -> list[TodayCard]:
    """One card for each session of today."""
    from villagedesk.store.training import sessions_on  # lazy: the store loads behind the PIN screen

    return [_card(row) for row in sessions_on(session, clock.today()) if not row.closed]


def _card(row: Any) -> TodayCard:
    enrolled = ngettext("{count} enrolled", "{count} enrolled", row.enrolled).format(count=row.enrolled)
    return TodayCard(
        danger=40,
        icon="monitor",
        kind="plain",
        title=f"{clock_text(row.begins)} {row.title}",
        detail="  ".join((_("Trainer {name}").format(name=row.trainer), enrolled, row.place)),
        button=_("Go on") if row.open else _("Begin"),
        place="sign_in",
        params={"session_id": row.id},
    )
