"""Back to the version of the program before, with its data: the copy that it can read, and what was done since."""

import logging
from pathlib import Path

from villagedesk import __version__, paths, versions
from villagedesk.errors import Refused, StorageTrouble
from villagedesk.store.backup import Backup, backups
from villagedesk.store.engine import connect, trouble_told
from villagedesk.store.files import file_trouble_told
from villagedesk.store.key import load_key
from villagedesk.store.migrations import MIGRATIONS
from villagedesk.sync.repair import Repaired, put_back

_log = logging.getLogger(__name__)


def before_here(home: Path) -> str:
    """The version before this one, where it can be gone back to; "" where not."""
    chosen = versions.choice(home)
    if chosen is None or chosen.use != __version__:
        return versions.kept_version(home)
    is_here = chosen.before == chosen.instead_of or versions.program_of(home, chosen.before)
    return chosen.before if chosen.before and is_here else ""


def go_back(home: Path) -> str:
    """Let the version before run from the next start on; returns it.

    Raises:
        Refused: ``no_version_before``. StorageTrouble: the disk cannot be written to.
    """
    before = before_here(home)
    if not before:
        raise Refused("no_version_before")
    installed = versions.installed()
    with file_trouble_told():
        # Said also of the installed one: so it may put the data back that it can read, see ``put_data_back``.
        versions.choose(home, versions.Choice(before, installed))
    _log.warning("from the next start on version %s runs", before)
    return before


def put_data_back(home: Path, key: bytes | None = None) -> Repaired:
    """For a program that is older than its data: the newest copy that it can read, and the actions done since.

    What was done with the newer version is in the second event file; what of it this version does not know is kept and
    becomes rows again with the next update.

    Raises:
        StorageTrouble: ``database_newer``: there is no copy of this form. Nothing was changed.
    """
    key = key or load_key(home, may_create=False)
    for copy in _copies(home):
        try:
            with trouble_told():
                connection = connect(copy.path, key, at_rest=True)
                try:
                    form = int(connection.execute("PRAGMA user_version").fetchone()[0])
                finally:
                    connection.close()
        except StorageTrouble:
            _log.warning("the copy %s cannot be read", copy.path.name)
            continue
        if 0 < form <= len(MIGRATIONS):
            return put_back(home, key, copy)
    raise StorageTrouble("database_newer", known=len(MIGRATIONS), found="?")


def _copies(home: Path) -> list[Backup]:
    """The hourly copies and those that were taken before a change of form, the newest first."""
    before = [
        Backup(path, int(path.stat().st_mtime * 1000), path.stat().st_size)
        for path in paths.backups_dir(home).glob("before-*.db")
    ]
    return sorted([*backups(home), *before], key=lambda copy: copy.at, reverse=True)
