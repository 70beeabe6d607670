"""How a report is spoken of: icon, pill, until when, and its way as a line of pills."""

from villagedesk import i18n
from villagedesk.domain.tickets import STATE_WORDS, STEP_WORDS, STEPS, TOPIC_WORDS, TicketState, Topic
from villagedesk.i18n import _
from villagedesk.store.tickets import TicketRow

ICONS: dict[str, str] = {
    Topic.PRINTER: "printer",
    Topic.LINE: "sync",
    Topic.SCANNER: "scanner",
    Topic.SCREEN: "monitor",
    Topic.SLOW_PC: "monitor",
    Topic.SCALE: "scale",
}
_PILLS: dict[str, str] = {
    TicketState.OPEN: "wait",
    TicketState.SEEN: "wait",
    TicketState.VISIT_BOOKED: "wait",
    TicketState.DONE: "act",
    TicketState.SIGNED_OFF: "good",
    TicketState.SELF_HELPED: "good",
}


def icon_of(topic: str) -> str:
    """The icon of a topic."""
    return ICONS.get(topic, "warning")


def state_pill(row: TicketRow) -> tuple[str, str]:
    """Where it stands, and how that looks; red where somebody should have come, or the operator has to sign."""
    if row.overdue:
        return _("overdue"), "act"
    return _(STATE_WORDS.get(row.state, row.state)), _PILLS.get(row.state, "plain")


def until_words(row: TicketRow) -> str:
    """When somebody comes, or by when he has to; "" once nobody has to."""
    if row.state == TicketState.VISIT_BOOKED:
        return _("somebody comes {day}").format(day=i18n.date_text(row.visit_on))
    if row.state in (TicketState.OPEN, TicketState.SEEN):
        return _("to be looked at by {day}").format(day=i18n.date_text(row.due_on))
    return ""


def title_of(row: TicketRow) -> str:
    """The thing it is about, else the topic."""
    return row.asset or _(TOPIC_WORDS.get(row.topic, row.topic))


def row_detail(row: TicketRow) -> str:
    """Number, symptom and until when, in one line."""
    return "  ".join(filter(None, (row.number, row.symptom, until_words(row))))


def steps(state: str) -> list[tuple[str, str]]:
    """The way of a report as pills: what is behind it, where it stands, what is to come."""
    if state in (TicketState.REFUSED, TicketState.SELF_HELPED):
        return [(_(STEP_WORDS[TicketState.OPEN]), "good"), (_(STATE_WORDS[state]), "plain")]
    at = next((number for number, step in enumerate(STEPS) if step == state), 0)
    ended = state == TicketState.SIGNED_OFF
    return [
        (_(STEP_WORDS[step]), "good" if number < at or ended else "wait" if number == at else "plain")
        for number, step in enumerate(STEPS)
    ]
