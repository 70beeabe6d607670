"""A sheet that was signed on paper, typed in afterwards: all its lines are one action."""

from dataclasses import dataclass

from villagedesk.domain.texts import check_text, tidy
from villagedesk.domain.training import (
    HERE,
    MAX_NAME,
    Mark,
    Way,
)
from villagedesk.errors import Invalid
from villagedesk.store.session import WriteSession, action
from villagedesk.store.training.enrolling import let_in
from villagedesk.store.training.marks import (
    enrolment_in,
    marks_in,
    note_mark,
    open_session,
    walked_in,
)


@dataclass(frozen=True)
class SheetLine:
    """One line of a paper sheet that is typed in. ``enrolment_id`` is "" for a name that was written below the list.

    ``mark`` is a Mark that may stand on a sheet: present, late, proxy or absent.
    """

    mark: str
    enrolment_id: str = ""
    name: str = ""
    proxy: str = ""


@action
def type_in_sheet(s: WriteSession, session_id: str, lines: list[SheetLine]) -> int:
    """Take over a paper sheet: each line becomes a mark, names below the list walk in. Returns how many lines are new.

    Raises:
        Invalid: no name of a proxy or of a walk-in. Refused: the session is closed. NotFound: not on this class's list.
    """
    session = open_session(s, session_id)
    marked = marks_in(s, session_id)
    new = 0
    for line in lines:
        as_ = Mark(line.mark)
        if as_ is Mark.PROXY and not line.proxy.strip():
            raise Invalid("proxy", "field_required")
        if not line.enrolment_id:
            name = check_text("name", line.name, MAX_NAME, required=True)
            walked_in(s, session, name, "", "", as_, Way.PAPER)
            new += 1
            continue
        enrolment = enrolment_in(s, session, line.enrolment_id)
        now = marked.get(line.enrolment_id)
        if now is not None and (now.mark, now.proxy or "") == (as_, line.proxy.strip()):
            continue
        if as_ in HERE:
            let_in(enrolment)
        note_mark(s, session, line.enrolment_id, as_, Way.PAPER, proxy=tidy(line.proxy) or None)
        new += 1
    return new
