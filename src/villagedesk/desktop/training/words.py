"""Times, marks, places and states of a class in words."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.widgets import CardRow, unbroken
from villagedesk.domain.training import CLASS, ENROLMENT, ClassState, EnrolmentState, Mark
from villagedesk.i18n import _, ngettext
from villagedesk.store.training import ClassRow, SessionRow, SignRow


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
    if row.doubtful:
        return _("Marked differently"), "act"
    if row.elsewhere and row.mark in ("", Mark.ABSENT):
        return _("In: {room}").format(room=row.elsewhere), "info"
    if row.left_at is not None:
        return _("Left {time}").format(time=i18n.time_text(row.left_at)), "wait"
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
            return (_("Not here yet"), "plain") if row.state != EnrolmentState.WAITING else (_("Waits"), "wait")


def state_pill(session: SessionRow) -> tuple[str, str]:
    """The words and the colour of a session's state."""
    if session.called_off:
        return _("Called off"), "plain"
    if session.closed:
        return _("Closed  {here} of {enrolled} came").format(here=session.here, enrolled=session.enrolled), "plain"
    if session.open:
        return _("Open  {here} of {enrolled} here").format(here=session.here, enrolled=session.enrolled), "good"
    return _("{enrolled} enrolled").format(enrolled=session.enrolled), "info"


def places_text(class_: ClassRow) -> str:
    """How many places are taken, of how many."""
    if class_.capacity:
        return _("{enrolled} of {capacity} enrolled").format(enrolled=class_.enrolled, capacity=class_.capacity)
    return _("{enrolled} enrolled").format(enrolled=class_.enrolled)


def class_pill(class_: ClassRow) -> tuple[str, str]:
    """The words and the colour of a class's state."""
    kinds = {ClassState.RUNNING: "good", ClassState.PLANNED: "info"}
    return f"{CLASS.said(class_.state)}  {places_text(class_)}", kinds.get(ClassState(class_.state), "plain")


def place_pill(one: Any) -> tuple[str, str]:
    """The words and the colour of somebody's place in a class."""
    kinds = {
        EnrolmentState.ENROLLED: "good",
        EnrolmentState.MOVED_UP: "act",
        EnrolmentState.WAITING: "wait",
        EnrolmentState.INVITED: "info",
    }
    words = ENROLMENT.said(one.state)
    return f"{one.queue}  {words}" if one.queue else words, kinds.get(one.state, "plain")


def session_card(session: SessionRow) -> CardRow:
    """One sitting in the list of a class."""
    pill, kind = state_pill(session)
    when = f"{i18n.short_day(session.held_on)} {span(session)}"
    detail = "  ".join(part for part in (number_text(session), session.topic, session.place, session.trainer) if part)
    return CardRow(session.id, when, detail, pill=pill, pill_kind=kind, icon="calendar")


def class_card(class_: ClassRow, today: str) -> CardRow:
    """One class in the list: when it goes on, where, with whom."""
    left = [one for one in class_.sessions if not one.closed and one.held_on >= today]
    shown = next(iter(left), class_.sessions[-1] if class_.sessions else None)
    when = f"{i18n.short_day(shown.held_on)} {span(shown)}" if shown else _("no session yet")
    count = len(class_.sessions)
    sessions = ngettext("{count} session", "{count} sessions", count).format(count=count)
    waiting = ngettext("{count} waits", "{count} wait", class_.waiting).format(count=class_.waiting)
    parts = [when, sessions, class_.place, class_.trainer, class_.number, waiting if class_.waiting else ""]
    pill, kind = class_pill(class_)
    return CardRow(
        class_.id, class_.title, "  ".join(part for part in parts if part), pill=pill, pill_kind=kind, icon="monitor"
    )


def plan_facts(shown: Any) -> str:
    """What the plan says, in one line."""
    form, class_ = shown.form, shown.row
    facts = [
        class_.number,
        _course(shown),
        _("Trainer {name}").format(name=form.trainer),
        form.place,
        _("plan {plan}").format(plan=form.plan) if form.plan else "",
        _("paid by {funder}").format(funder=form.funder) if form.funder else "",
        _("for {audience}").format(audience=form.audience) if form.audience else "",
        _("contract {contract}").format(contract=form.contract) if form.contract else "",
        _("fee {money}").format(money=i18n.money(form.fee_fen)) if form.fee_fen else "",
        _("meals {money} a day").format(money=i18n.money(form.meal_fen)) if form.meal_fen else "",
        _("travel {money} a day").format(money=i18n.money(form.travel_fen)) if form.travel_fen else "",
    ]
    return "    ".join(unbroken(fact) for fact in facts if fact)


def _course(shown: Any) -> str:
    """Which course a class follows, in the version it is held with."""
    code = shown.form.course_code
    if not code or not shown.course_version:
        return str(code)
    return _("{course}, version {version}").format(course=code, version=shown.course_version)


def clash_words(clash: Any) -> str:
    """That somebody is in another class at the same hour."""
    when = f"{i18n.short_day(clash.held_on)} {clock_text(clash.begins)}"
    title = "  ".join(part for part in (clash.title, clash.room) if part)
    if clash.both:
        return _("Signed in here and in “{title}” at the same time, {when}").format(title=title, when=when)
    if clash.meant:
        return _("At the same hour also in “{title}”, {when}: both are meant").format(title=title, when=when)
    return _("At the same hour also in “{title}”, {when}").format(title=title, when=when)
