"""What Today shows of sync: a feed that would remove much and waits for a manager's word."""

from typing import Any

from villagedesk.desktop.today.cards import TodayCard
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.sync.guard import waiting_for_word


def cards(session: Any) -> list[TodayCard]:
    """One card while something is held back that nobody has looked at."""
    if not waiting_for_word(session.connection()):
        return []
    return [
        TodayCard(
            danger=70,
            icon="warning",
            kind="act",
            title=_("Central wants to remove a lot"),
            detail=sentence(AppError("feed_removes_much")),
            button=_("Look"),
            place="held",
        )
    ]
