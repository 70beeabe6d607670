"""What Today shows of printing: papers that did not come out."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.prints.words import job_detail, job_title
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.i18n import _, ngettext
from villagedesk.store.print_queue import JobState, unfinished


def cards(session: Any) -> list[TodayCard]:
    """One card for all of them, with the newest reason."""
    failed = [job for job in unfinished(session.connection()) if job.state is JobState.FAILED]
    if not failed:
        return []
    words = ngettext("{count} paper did not come out", "{count} papers did not come out", len(failed))
    return [
        TodayCard(
            danger=50,
            icon="printer",
            kind="act",
            title=words.format(count=i18n.number(len(failed))),
            detail=f"{job_title(failed[0])}  {job_detail(failed[0])}",
            button=_("See why"),
            place="prints",
        )
    ]
