"""The sentences about the room itself: its equipment, repairs, the line, setting it up, practising."""

from villagedesk.i18n import N_

ROOM: dict[str, str] = {
    "asset_check_over": N_("This check is over. Begin a new one."),
    "asset_kind_missing": N_("Please choose what it is."),
    "asset_reason_missing": N_("Please write down what happened, so that nobody has to ask later."),
    "warranty_before_bought": N_("The warranty cannot end before the thing was bought. Look at both days."),
}
