"""The sign-in sheet of a session, for the printer."""

from villagedesk import i18n
from villagedesk.domain import papers
from villagedesk.domain.training import HERE
from villagedesk.store import print_queue
from villagedesk.store.session import WriteSession
from villagedesk.store.training.lists import session_page


def print_sheet(s: WriteSession, session_id: str) -> None:
    """Put the sheet into the print queue, one line a person, who is here already with the time.

    Raises:
        NotFound: the session is not on this computer.
    """
    page = session_page(s, session_id)
    session = page.session
    rows = tuple(
        papers.SignInRow(
            person=row.name, group=row.group, mark=i18n.time_text(row.at) if row.mark in HERE and row.at else ""
        )
        for row in sorted(page.rows, key=lambda row: (row.name, row.enrolment_id))
    )
    sheet = papers.SignInSheet(
        course=session.title, held_on=session.held_on, place=session.place, trainer=session.trainer, rows=rows
    )
    print_queue.add_job(s.connection(), sheet, title=session.title, about=session.id)
    s.touch("print_job")
