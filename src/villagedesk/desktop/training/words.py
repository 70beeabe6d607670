"""Times and marks of a session in words."""

from villagedesk import i18n
from villagedesk.domain.training import Mark
from villagedesk.i18n import _
from villagedesk.store.training import SessionRow, SignRow


def clock_text(minutes: int) -> str:
    """Minutes after midnight as ``14:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def span(session: SessionRow) -> str:
    """``14:00–16:00`` of a session."""
    return f"{clock_text(session.begins)}–{clock_text(session.ends)}"


def number_text(session: SessionRow) -> str:
    """Which session of how many."""
    return _("Session {number} of {count}").format(number=session.number, count=session.of)


def mark_pill(row: SignRow) -> tuple[str, str]:
    """The words and the colour of one person's mark."""
    time = i18n.time_text(row.at) if row.at is not None else ""
    match row.mark:
        case Mark.PRESENT:
            return f"✓ {time}", "good"
        case Mark.LATE:
            return _("Late {time}").format(time=time), "wait"
        case Mark.PROXY:
            return _("{name} signed").format(name=row.proxy), "info"
        case Mark.ABSENT:
            return _("Absent"), "act"
        case _:
            return _("Not here yet"), "plain"


def state_pill(session: SessionRow) -> tuple[str, str]:
    """The words and the colour of a session's state."""
    if session.closed:
        return _("Closed  {here} of {enrolled} came").format(here=session.here, enrolled=session.enrolled), "plain"
    if session.open:
        return _("Open  {here} of {enrolled} here").format(here=session.here, enrolled=session.enrolled), "good"
    return _("{enrolled} enrolled").format(enrolled=session.enrolled), "info"
