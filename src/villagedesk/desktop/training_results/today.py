"""What Today shows of course certificates: those that open a right and run out soon, with the class to come back to."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.domain.courses import course_title
from villagedesk.i18n import _, ngettext

_NAMED = 3


def cards(session: Any) -> list[TodayCard]:
    """One card for all of them: he may list nothing new from that day on, and has to hear of it before."""
    from villagedesk.store.training_results import running_out  # lazy: the store loads behind the PIN screen

    found = running_out(session)
    if not found:
        return []
    first = found[0]
    names = "、".join(one.name for one in found[:_NAMED])
    course = course_title(first.course, i18n.language(), first.course)
    return [
        TodayCard(
            danger=45,
            icon="star",
            kind="wait",
            title=ngettext(
                "{count} course certificate runs out", "{count} course certificates run out", len(found)
            ).format(count=i18n.number(len(found))),
            detail="  ".join((names, course, _("until {day}").format(day=i18n.short_day(first.expires_on)))),
            button=_("Look"),
            place="training_certificates",
        )
    ]
