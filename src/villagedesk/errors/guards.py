"""What the guards say: a feed that would remove much, what has not been sent, a disk that is nearly full."""

from villagedesk.i18n import N_

GUARDS: dict[str, str] = {
    "feed_removes_much": N_(
        "Central wants to remove a lot from this computer. Nothing was removed; a manager has to look at it first."
    ),
    "feed_differs": N_(
        "This computer and central do not have the same. Nothing is lost. Call the county office and name this sentence."
    ),
    "disk_low": N_(
        "The disk is nearly full: {free} MB are left. Orders, cash and hand-overs are still saved; photos, goods and copies wait until there is room."
    ),
    "only_looking": N_(
        "The disk cannot be written to. You can look at everything, but nothing can be saved. Call your county support."
    ),
    "unsent_here": N_(
        "Central does not have everything from here yet: {actions} actions and {photos} photos. Sync, or write a stick first."
    ),
    "central_set_back": N_(
        "Central is getting back from this computer what it lost. Sync until both sides are equal, then give it back."
    ),
    "enrolled_elsewhere": N_(
        "This computer belongs to another centre, and so does what is on it. Give it back first: villagedesk leave."
    ),
    "central_backup_postgresql": N_(
        "This central keeps its data in PostgreSQL: make the backup with its own tools, between --begin and --done."
    ),
    "central_too_old": N_(
        "Central does not know this newer Village Desk yet. Work goes on; everything goes out once central is renewed."
    ),
    "manager_needed": N_("Only a manager may decide this. Ask one to log in."),
}
