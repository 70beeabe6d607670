"""What Today shows of sync and the disk: a feed that would remove much, and a disk with room for sales only."""

from typing import Any

from villagedesk.desktop.today.cards import TodayCard
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.store.room import Level, level
from villagedesk.sync.guard import waiting_for_word


def cards(session: Any) -> list[TodayCard]:
    """One card while something is held back that nobody has looked at, and one on a disk that has room for sales only."""
    return [*_held(session), *_disk(session)]


def _disk(session: Any) -> list[TodayCard]:
    if level(session.info["store"].home) is not Level.TIGHT:
        return []
    return [
        TodayCard(
            danger=75,
            icon="warning",
            kind="act",
            title=_("The disk is full"),
            detail=_(
                "Orders, cash and hand-overs are still saved, but not for long. Delete what is not needed, films first."
            ),
            button=_("Look"),
            place="settings",
        )
    ]


def _held(session: Any) -> list[TodayCard]:
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
