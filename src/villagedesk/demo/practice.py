"""``villagedesk practice``: the counter with invented data in a folder of its own, never synced, emptied when asked."""

from collections.abc import Callable
from pathlib import Path

from villagedesk import i18n, paths
from villagedesk.demo.practice_world import make_world
from villagedesk.desktop.practice import PIN
from villagedesk.i18n import _
from villagedesk.store.practice_room import throw_away_practice


def empty_room(home: Path, say: Callable[[str], None]) -> int:
    """Throw the practice room away; the next start makes a new one. Only a folder that is marked is ever removed."""
    throw_away_practice(home)
    say(_("The practice room is empty. The next start makes a new one."))
    return 0


def run(home: Path, say: Callable[[str], None]) -> int:
    """Open the practice room, made in some seconds where there is none."""
    room = paths.practice_room(home)
    if not paths.desk_db(room).exists():
        say(_("Making the practice room ..."))
        make_world(room, language=i18n.language())
    say(_("PIN in the practice room: {pin}").format(pin=PIN))
    from villagedesk.desktop.app import run_desk  # lazy: the window must not wait for the world above

    return run_desk(room)
