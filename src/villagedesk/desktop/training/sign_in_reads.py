"""What the sign-in page reads: the session, whose card or square was scanned, and how one name looks."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.training.words import clash_words, mark_pill, number_text, span
from villagedesk.desktop.widgets import CardRow, unbroken
from villagedesk.domain.class_papers import enrolment_in_code
from villagedesk.domain.training import Mark
from villagedesk.i18n import _


def signed_in(s: Any, session_id: str, enrolment_id: str, mark: Any) -> tuple[str, Any, Any, str]:
    """Somebody who has just signed in, for the page.

    Returns:
        The name, the mark, the other sitting in which he is at this hour or None, and his place where the mark is new.
    """
    from villagedesk.domain.training import Enrolment  # lazy: SQLModel loads behind the PIN screen
    from villagedesk.store import get
    from villagedesk.store.training import also_signed_in
    from villagedesk.store.training.marks import held_marks

    row, held = get(s, Enrolment, enrolment_id), held_marks(s, session_id, enrolment_id)
    new = bool(held) and held[0].created_at == s.now
    return row.name, mark, also_signed_in(s, session_id, row.class_id, enrolment_id), enrolment_id if new else ""


def load_session(s: Any, session_id: str) -> Any:
    """The session with everybody on its list."""
    from villagedesk.store.training import session_page  # lazy: the store loads behind the PIN screen

    return session_page(s, session_id)


def scanned(s: Any, text: str) -> tuple[str, str, str]:
    """The person whose card was scanned, or the enrolment whose square; and "" or what is wrong."""
    enrolment_id = enrolment_in_code(text)
    if enrolment_id:
        return "", enrolment_id, ""
    from villagedesk.domain.labels import SENTENCES, Kind, Verdict  # lazy, see load_session
    from villagedesk.store.labels import check_label

    reading = check_label(s, text)
    if reading.verdict not in (Verdict.VALID, Verdict.NOT_OURS):
        return "", "", _(SENTENCES[reading.verdict])
    if reading.kind is not Kind.PERSON:
        return "", "", _("This is no villager's card of this platform.")
    return reading.id, "", ""


def signed_words(name: str, mark: Any, also: Any) -> tuple[str, str]:
    """That somebody is signed in, and the colour: red where he is in another sitting at this hour."""
    words = _("✓ {name}  {time}  signed in") if mark != Mark.LATE else _("✓ {name}  {time}  signed in, late")
    said = words.format(name=name, time=i18n.time_text(clock.now_ms()))
    return (said, "good") if also is None else (f"{said}\n{clash_words(also)}", "act")


def what_to_do(*, large: bool, closed: bool) -> str:
    """How one signs in: said to the operator, or on the wall to whoever comes in; what is left once it is over."""
    if closed:
        return _("It is over. Choose a name to correct what was written down; that leaves a trace.")
    if large:
        return _("Scan your card, or say your name.")
    return _("Put the villager's card before the scanner, or type two letters.")


def name_card(found: Any) -> CardRow:
    """One name on the sign-in page."""
    text, kind = mark_pill(found)
    grey = found.mark in ("", "absent") and not found.elsewhere
    return CardRow(found.enrolment_id, found.name, pill=text, pill_kind=kind, avatar=found.name, grey=grey)


def session_pills(session: Any) -> list[tuple[str, str]]:
    """Which session of how many, how many are here, and whether it is over."""
    here = _("{here} of {count} here").format(here=session.here, count=session.enrolled)
    pills = [(number_text(session), "info"), (here, "good")]
    return [*pills, (_("closed"), "plain")] if session.closed else pills


def session_facts(session: Any) -> str:
    """Who teaches, where and when."""
    day = _("today") if session.held_on == clock.today() else i18n.short_day(session.held_on)
    trainer = _("Trainer {name}").format(name=session.trainer)
    return "    ".join(unbroken(part) for part in (trainer, session.place, f"{day} {span(session)}"))
