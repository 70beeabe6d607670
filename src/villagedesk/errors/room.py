"""The sentences about the room itself: its equipment, repairs, the line, setting it up, practising."""

from villagedesk.i18n import N_

ROOM: dict[str, str] = {
    "asset_check_over": N_("This check is over. Begin a new one."),
    "asset_kind_missing": N_("Please choose what it is."),
    "asset_reason_missing": N_("Please write down what happened, so that nobody has to ask later."),
    "manual_not_written": N_("{file} cannot be written there. Choose another folder."),
    "ticket_severity_missing": N_("Please say how much it hinders the work."),
    "ticket_topic_missing": N_("Please choose what does not work."),
    "visit_in_past": N_("This day is over. Choose today or a later day."),
    "warranty_before_bought": N_("The warranty cannot end before the thing was bought. Look at both days."),
}
