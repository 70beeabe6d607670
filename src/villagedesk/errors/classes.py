"""The sentences about classes, sign-in, waiting lists and allowances."""

from villagedesk.i18n import N_

CLASSES: dict[str, str] = {
    "session_closed": N_("This session is closed. Open the person's name to correct what is wrong."),
    "time_wrong": N_("Please type the time as hours and minutes, for instance 14:00."),
    "sessions_out_of_range": N_("A class has 1 to {limit} sessions."),
    "sessions_overlap": N_(
        "Two sessions on {day} are at the same time. That needs two rooms and two trainers; please check both."
    ),
    "ends_before_it_begins": N_("A session ends after it begins. Please check both times."),
    "number_out_of_range": N_("Please type a number between {lowest} and {highest}."),
    "left_before_it_began": N_("Nobody leaves before the session begins. Please check the time."),
    "not_here": N_("This person is not signed in."),
    "class_called_off": N_("“{name}” is called off. Hold it after all on its page first."),
    "class_archived": N_("“{name}” is archived; nothing is changed in it any more."),
    "session_held": N_("The session on {day} was held already. It stays in the plan."),
    "walk_in_known": N_("It is known already who {name} is."),
    "enrolled_already": N_("{name} is on this class's list already."),
    "allowance_none": N_("{name} gets nothing at the moment: nothing is due, or it was paid already."),
    "allowance_back_already": N_("{name} has given this money back already."),
    "survey_unanswered": N_("Please answer all {count} questions; a key from 1 to 5 each."),
    "survey_nobody_came": N_("Nobody has signed in to this class yet. Ask after the first session."),
    "survey_all_in": N_("As many sheets are handed in as people came. Nobody can hand in a second one."),
    "survey_twice": N_("{name} has handed in a sheet already."),
    "handout_nobody": N_("Nobody came yet. Choose a person, or hand out after the sign-in."),
    "handout_back_already": N_("This was taken back already."),
    "course_before": N_(
        "{name} has to pass “{course}” first. Enrol them there, or say here why it is not needed: it is written down."
    ),
    "same_hour": N_("{name} has a place in “{title}” at the same hour, {when}. Nobody can be in two rooms."),
    "two_at_once": N_(
        "Signed in to two classes at the same hour. Both are kept, and both count as hours. Say in which one they were; the "
        "other one is then marked as absent. Perhaps somebody else signed."
    ),
    "two_places": N_(
        "A place in two classes at the same hour. Say which place stays, or that both are meant; the other one is given up."
    ),
    "marked_twice": N_(
        "Two computers marked this person differently. Both are kept. Open the sign-in, press the name, and say what is true."
    ),
    "enrolled_twice": N_(
        "Two computers enrolled this person in the same class. Open the class and withdraw one of the two places."
    ),
    "class_overfull": N_(
        "Two computers gave the last place away. Open the class: raise the limit, or tell one of them."
    ),
}
