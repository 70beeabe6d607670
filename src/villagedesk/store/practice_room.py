"""The practice room beside a desk's data: where it is, what it takes, and throwing it away."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from villagedesk import paths
from villagedesk.store.files import file_trouble_told
from villagedesk.store.locks import check_window_closed


@dataclass(frozen=True)
class PracticeRoom:
    """What there is: ``made_at`` ms UTC and ``size`` in bytes, both 0 where there is none; ``inside``: this is it."""

    made_at: int = 0
    size: int = 0
    inside: bool = False


def practice_room(home: Path) -> PracticeRoom:
    """What there is of it."""
    if paths.practice_mark(home).exists():
        return PracticeRoom(inside=True)
    room = paths.practice_room(home)
    try:
        made_at = round(paths.practice_mark(room).stat().st_mtime * 1000)
        return PracticeRoom(made_at, sum(one.stat().st_size for one in room.rglob("*") if one.is_file()))
    except OSError:
        return PracticeRoom()


def throw_away_practice(home: Path) -> bool:
    """Throw the practice room away; whether there was one. Only a folder that is marked is ever removed.

    Raises:
        Refused: ``already_running``: its window is open.
        StorageTrouble: the disk cannot be written to.
    """
    room = paths.practice_room(home)
    if not paths.practice_mark(room).exists():
        return False
    check_window_closed(room)
    with file_trouble_told():
        shutil.rmtree(room)
    return True
