"""The room on the disk: sales come first. Photos, goods and copies stop early, and a reserve is kept for the rest.

The reserve is a file that is deleted when the disk runs full: what it held is enough for a thousand orders,
entries of the till and hand-overs. It comes back once there is room again.
"""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from villagedesk import paths
from villagedesk.errors import StorageTrouble

_MB = 1 << 20
# On a disk of the usual size; on a very small one a share of it.
LOW_BYTES, TIGHT_BYTES, RESERVE_BYTES = 300 * _MB, 60 * _MB, 16 * _MB
_LOW_SHARE, _TIGHT_SHARE, _RESERVE_SHARE = 20, 50, 10
# A drawn name or a voucher goes through also when photos wait: a hand-over needs it.
SMALL = 16 << 10
_PIECE = 256 << 10


class Level(StrEnum):
    """How much room there is: enough; photos, goods and copies wait; only the reserve is left."""

    ENOUGH = "enough"
    LOW = "low"
    TIGHT = "tight"


@dataclass(frozen=True)
class Room:
    """Bytes that are free, and what this program's own files take; the parts are only counted when it is not enough."""

    level: Level
    free: int
    photos: int = 0
    copies: int = 0
    goods: int = 0


def room(home: Path) -> Room:
    """How much room there is where the data is."""
    free, level = _measured(home)
    if level is Level.ENOUGH:
        return Room(level, free)
    goods = sum(_size(path) for path in (paths.catalogue_db(home), paths.pictures_db(home)))
    return Room(level, free, _folder(paths.files_dir(home)), _folder(paths.backups_dir(home)), goods)


def check_room(home: Path, need: int = 0) -> None:
    """Refuse what can wait when sales might need the room.

    Args:
        need: bytes that are about to be written.

    Raises:
        StorageTrouble: ``disk_low``.
    """
    try:
        usage = shutil.disk_usage(home)
    except OSError:
        return  # whoever writes will be told what is wrong
    if usage.free - need < min(LOW_BYTES, usage.total // _LOW_SHARE):
        raise StorageTrouble("disk_low", free=max(0, usage.free >> 20))


def keep_reserve(home: Path) -> None:
    """Put the reserve aside while there is room for it; called now and then while the desk is open."""
    file = paths.reserve(home)
    with suppress(OSError):
        usage = shutil.disk_usage(home)
        size = min(RESERVE_BYTES, usage.total // _RESERVE_SHARE)
        if _size(file) >= size or usage.free - size < min(LOW_BYTES, usage.total // _LOW_SHARE):
            return
        new = file.with_suffix(".new")
        try:
            with new.open("wb") as out:
                _fill(out.fileno(), size)
                os.fsync(out.fileno())
            new.replace(file)
        except OSError:
            new.unlink(missing_ok=True)
            raise


def use_reserve(home: Path) -> bool:
    """The disk is full: let go of the reserve; whether there was one."""
    try:
        paths.reserve(home).unlink()
    except OSError:
        return False
    return True


def level(home: Path) -> Level:
    """How much room there is, without counting what takes it."""
    return _measured(home)[1]


def _fill(file: int, size: int) -> None:
    """Take so much room for good."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
        return
    for start in range(0, size, _PIECE):
        os.write(file, os.urandom(min(_PIECE, size - start)))  # zeros take no room on some disks


def _measured(home: Path) -> tuple[int, Level]:
    try:
        usage = shutil.disk_usage(home)
    except OSError:
        return 0, Level.TIGHT
    if usage.free < min(TIGHT_BYTES, usage.total // _TIGHT_SHARE):
        return usage.free, Level.TIGHT
    low = usage.free < min(LOW_BYTES, usage.total // _LOW_SHARE)
    return usage.free, Level.LOW if low else Level.ENOUGH


def _folder(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
