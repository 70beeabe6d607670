"""What Today shows of training: the next class, sessions left open, who has to be told, and what two computers paid."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.desktop.training.words import clock_text
from villagedesk.i18n import _, ngettext


def cards(session: Any) -> list[TodayCard]:
    """One card for each session of today, or for the next class where today has none; and what has to be done."""
    from villagedesk.store.training import next_session, sessions_on  # lazy: the store loads behind the PIN screen

    today = clock.today()
    found = [row for row in sessions_on(session, today) if not row.closed and not row.called_off]
    shown = [_card(row) for row in found]
    if not shown:
        coming = next_session(session, today)
        shown = [_coming(coming)] if coming is not None else []
    return [*shown, *_to_do(session)]


def _card(row: Any) -> TodayCard:
    return TodayCard(
        danger=40,
        icon="monitor",
        kind="plain",
        title=f"{clock_text(row.begins)} {row.title}",
        detail=_detail(row),
        button=_("Go on") if row.open else _("Begin"),
        place="sign_in",
        params={"session_id": row.id},
    )


def _coming(row: Any) -> TodayCard:
    when = f"{i18n.short_day(row.held_on)} {clock_text(row.begins)}"
    return TodayCard(
        danger=10,
        icon="monitor",
        kind="plain",
        title=_("Next class: {title}").format(title=row.title),
        detail=f"{when}  {_detail(row)}",
        button=_("Look"),
        place="class",
        params={"class_id": row.class_id},
    )


def _detail(row: Any) -> str:
    enrolled = ngettext("{count} enrolled", "{count} enrolled", row.enrolled).format(count=row.enrolled)
    return "  ".join((_("Trainer {name}").format(name=row.trainer), enrolled, row.place))


def _to_do(session: Any) -> list[TodayCard]:
    from villagedesk.store.training import class_rows, paid_twice  # lazy, see cards
    from villagedesk.store.training.class_page import moved_up_classes

    shown = [
        TodayCard(
            danger=55,
            icon="phone",
            kind="wait",
            title=_("Moved up, to be told: {title}").format(title=row.title),
            detail=ngettext("{count} villager", "{count} villagers", row.moved_up).format(count=row.moved_up),
            button=_("Call"),
            place="class",
            params={"class_id": row.id},
        )
        for row in class_rows(session, moved_up_classes(session))
    ]
    for class_id, title, name in paid_twice(session):
        shown.append(
            TodayCard(
                danger=80,
                icon="cash",
                kind="act",
                title=_("An allowance was paid twice: {name}").format(name=name),
                detail=title,
                button=_("Look"),
                place="allowances",
                params={"class_id": class_id},
            )
        )
    return shown
