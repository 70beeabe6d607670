"""The sentences about classes, sign-in, waiting lists and allowances."""

from villagedesk.i18n import N_

CLASSES: dict[str, str] = {
    "session_closed": N_("This session is closed. Open the person's name to correct what is wrong."),
    "time_wrong": N_("Please type the time as hours and minutes, for instance 14:00."),
    "sessions_out_of_range": N_("A class has 1 to {limit} sessions."),
    "sessions_overlap": N_("Two sessions on {day} are at the same time. Please check their times."),
    "ends_before_it_begins": N_("A session ends after it begins. Please check both times."),
    "number_out_of_range": N_("Please type a number between {lowest} and {highest}."),
}
