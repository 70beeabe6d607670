"""The sentences of new versions of the program and of packs."""

from villagedesk.i18n import N_

UPDATES: dict[str, str] = {
    "no_version_before": N_("There is no version before this one on this computer."),
    "update_cut": N_("The update is not whole, or was changed on its way. Copy it again. Nothing was changed here."),
    "update_does_not_work": N_(
        "Version {version} does not work on this computer, so it is not used. Go on with this one and call the county office."
    ),
    "update_none": N_("The platform has no newer version for this computer."),
    "update_not_ours": N_(
        "This update is not from your platform, so it is not taken. Ask the county office where it is from."
    ),
    "update_older": N_("This is version {version}; version {here} is here already. An older one is not taken."),
    "update_other_system": N_(
        "This update is for another kind of computer ({system}). Ask the county office for the right one."
    ),
    "update_sources": N_("Village Desk was not installed from a package here. Whoever set it up has to update it."),
    "villages_other_year": N_("The list is of {edition}, not of {version}. Nothing was signed."),
    "update_unknown": N_("This is no update that this program can read. Ask the county office for the right file."),
}
