"""How it stands with the materials of a course, in one sentence."""

from villagedesk import i18n
from villagedesk.errors import sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.county_courses import Offered
from villagedesk.store.training_results.material_wishes import LineNote, Wish
from villagedesk.store.training_results.materials import CourseMaterials


def is_missing(found: CourseMaterials, offered: Offered | None) -> bool:
    """Whether the county has something that is not here."""
    return offered is not None and (not found.whole or found.version < offered.version)


def state(found: CourseMaterials, offered: Offered | None, withdrawn: int = 0) -> tuple[str, str]:
    """What is here and what comes next, and the tone in which it is said; ``withdrawn``: the version the county took back."""
    if found.files and found.version <= withdrawn:
        return _("The county has withdrawn these materials. Take them off, and show them to nobody any more."), "act"
    if offered is None or not is_missing(found, offered):
        return _without_line(found)
    trouble = found.note.error
    if trouble is not None:
        return sentence(trouble), "act"
    if found.note.slow:
        said = _("The line is thin now, so this waits until it is quicker: {so_far}.")
        return said.format(so_far=so_far(found.have, found.size)), "wait"
    if found.note.wish:
        if not found.files or found.version < offered.version:
            return _("It comes with the next sync, after everything else: {size}.").format(
                size=size_of(offered)
            ), "wait"
        said = _("{so_far} are here. The rest comes with each sync, after everything else.")
        return said.format(so_far=so_far(found.have, found.size)), "wait"
    if found.whole:
        return _("The county has newer ones: {size}.").format(size=size_of(offered)), "wait"
    return _("The county has a pack for this course: {size}. Fetch it by the line or from a stick.").format(
        size=size_of(offered)
    ), "muted"


def fetch_button(note: LineNote) -> str:
    """What the key for the line does now."""
    if note.slow and note.wish is Wish.QUICK:
        return _("Fetch on the thin line too")
    return _("Do not fetch them") if note.wish else _("Fetch by the line")


def so_far(done: int, size: int) -> str:
    """How many bytes of how many."""
    return _("{done} of {total}").format(done=i18n.data_size(done), total=i18n.data_size(size))


def size_of(offered: Offered) -> str:
    """How much a pack is."""
    files = ngettext("{count} file", "{count} files", offered.files).format(count=i18n.number(offered.files))
    return f"{files}, {i18n.data_size(offered.size)}"


def _without_line(found: CourseMaterials) -> tuple[str, str]:
    if not found.files:
        return _("None here. A pack with documents and films comes on the county's stick."), "muted"
    if not found.whole:
        said = _("{so_far} are here. Take the pack in again for the rest.")
        return said.format(so_far=so_far(found.have, found.size)), "wait"
    said = _("All of it is here: {size}, version {version}.")
    return said.format(size=i18n.data_size(found.size), version=found.version), "good"
