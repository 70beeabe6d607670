"""The papers of a class, for the printer: the sign-in sheet of a session, invitation slips, and whom to call."""

from collections.abc import Iterable

from villagedesk import i18n
from villagedesk.domain import papers
from villagedesk.domain.class_papers import Sitting, sheet_code
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.training import ENROLMENT, HERE, EnrolmentState
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.session import WriteSession
from villagedesk.store.training.class_page import ClassPage, PlaceRow, class_page
from villagedesk.store.training.lists import session_page

# Who has no answer yet, and so gets a slip.
_INVITED = frozenset({EnrolmentState.INVITED, EnrolmentState.MOVED_UP, EnrolmentState.ENROLLED})


def print_sheet(s: WriteSession, session_id: str) -> None:
    """Put the sheet into the print queue: one line and one square a person, who is here already with the time.

    Raises:
        NotFound: the session is not on this computer.
    """
    page = session_page(s, session_id)
    session = page.session
    rows = tuple(
        papers.SignInRow(
            person=row.name,
            group=row.group,
            mark=i18n.time_text(row.at) if row.mark in HERE and row.at else "",
            qr=sheet_code(row.enrolment_id),
        )
        for row in sorted(page.rows, key=lambda row: (row.name, row.enrolment_id))
    )
    sheet = papers.SignInSheet(
        course=session.title,
        held_on=session.held_on,
        place=session.place,
        trainer=session.trainer,
        rows=rows,
        number=class_page(s, session.class_id).row.number,
        begins=session.begins,
        ends=session.ends,
    )
    print_queue.add_job(s, sheet, title=session.title, about=session.id)


def print_invitations(s: WriteSession, class_id: str) -> int:
    """A slip for everybody who is invited or enrolled; returns how many.

    Raises:
        NotFound: the class is not on this computer.
    """
    page = class_page(s, class_id)
    people = [one for one in page.people if one.state in _INVITED]
    if people:
        sheet = papers.InvitationSheet(
            centre=centre_name(s),
            course=page.row.title,
            number=page.row.number,
            place=page.row.place,
            trainer=page.row.trainer,
            # What is held side by side in two rooms is one time to come.
            sittings=tuple(
                dict.fromkeys(
                    Sitting(held_on=one.held_on, begins=one.begins, ends=one.ends) for one in page.row.sessions
                )
            ),
            people=_slips(people),
            meal_fen=page.form.meal_fen,
            travel_fen=page.form.travel_fen,
        )
        print_queue.add_job(s, sheet, title=page.row.title, about=class_id)
    return len(people)


def print_class_calls(s: WriteSession, class_id: str) -> int:
    """Everybody who has to be called, with the number; where nobody has, everybody on the list. Returns how many.

    Raises:
        NotFound: the class is not on this computer.
    """
    page = class_page(s, class_id)
    people = page.to_call or tuple(one for one in page.people if one.state != EnrolmentState.WITHDRAWN)
    title = _("Call list: {title}").format(title=page.row.title)
    facts = tuple((f"{one.name}  {one.group}".strip(), _call_line(one)) for one in people)
    sheet = papers.PlainSheet(title=title, facts=facts, paragraphs=(_what_to_say(page),))
    print_queue.add_job(s, sheet, title=title, about=class_id)
    return len(people)


def _slips(people: Iterable[PlaceRow]) -> tuple[papers.SignInRow, ...]:
    return tuple(papers.SignInRow(person=one.name, group=one.group, qr=sheet_code(one.id)) for one in people)


def _call_line(one: PlaceRow) -> str:
    return "  ".join((shown_phone(one.phone) or _("no phone"), ENROLMENT.said(one.state)))


def _what_to_say(page: ClassPage) -> str:
    first = next(iter(page.row.sessions), None)
    when = i18n.date_text(first.held_on) if first else ""
    return "  ".join((when, page.row.place, page.row.trainer))
