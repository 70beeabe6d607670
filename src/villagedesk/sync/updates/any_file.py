"""One door for whatever the county's stick brings: a version of the program, villages, courses, or a pack of goods.

Each is signed, never older than what is here, and whole: all of a file is looked at before anything of it is taken in.
"""

from collections.abc import Callable
from pathlib import Path

from villagedesk import i18n
from villagedesk.store import Store
from villagedesk.sync import pack
from villagedesk.sync.updates.take import Progress, Taken, take_in

CATALOGUE = "catalogue"
# What the names of such files end in.
ENDINGS = (".vdupdate", ".vdpack", ".vdcourse")


def take_any(
    store: Store,
    path: Path,
    *,
    progress: Progress = lambda done, size: None,
    test: Callable[[Path, str], bool] | None = None,
) -> Taken:
    """Take in a signed file of any kind; arguments and errors are those of ``take.take_in`` and ``pack.take_in_pack``."""
    if not pack.is_pack(path):
        return take_in(store, path, progress=progress, test=test)
    made = pack.take_in_pack(store, path, progress=progress).made_at
    return Taken(CATALOGUE, day_of(made))


def day_of(moment: int) -> str:
    """The day on which a pack was made, as it is said."""
    return i18n.date_text(i18n.local(moment).date().isoformat())
