"""Times and marks of a session in words."""

from typing import Any

from villagedesk import i18n
from villagedesk.i18n import _


def clock_text(minutes: int) -> str:
    """Minutes after midnight as ``14:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def span(session: Any) -> str:
    """``14:00–16:00`` of a session."""
    return f"{clock_text(session.begins)}–{clock_text(session.ends)}"


def number_text(session: Any) -> str:
    """Which session of how many."""
    return _("Session {number} of {count}").format(number=session.number, count=session.of)


def mark_pill(row: Any) -> tuple[str, str]:
    """The words and the colour of one person's mark."""
    time = i18n.time_text(row.at) if row.at is not None else ""
    match row.mark:
        case "present":
            return f"✓ {time}", "good"
        case "late":
            return _("Late {time}").format(time=time), "wait"
        case "proxy":
            return _("{name} signed").format(name=row.proxy), "info"
        case "absent":
            return _("Absent"), "act"
        case _:
            return _("Not here yet"), "plain"


def state_pill(session: Any) -> tuple[str, str]:
    """The words and the colour of a session's state."""
    if session.state == "closed":
        return _("Closed  {here} of {enrolled} came").format(here=session.here, enrolled=session.enrolled), "plain"
    if session.state == "open":
        return _("Open  {here} of {enrolled} here").format(here=session.here, enrolled=session.enrolled), "good"
    return _("{enrolled} enrolled").format(enrolled=session.enrolled), "info"
