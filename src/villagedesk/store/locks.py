"""Locks on files, between processes. The system lets go of them when a process ends, however it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from villagedesk.errors import Refused

# Windows locks bytes, and nobody else may even read them: one far behind everything that is ever written.
_FAR_BYTE = 1 << 40


def try_lock(descriptor: int) -> bool:
    """Take the lock of an open file for as long as it is open; False when somebody else has it."""
    try:
        if os.name == "nt":
            _lock_byte(descriptor, wait=False)
        else:
            import fcntl  # not there on Windows

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def check_window_closed(home: Path) -> None:
    """What changes the data folder from outside may only be done while the counter's window is closed.

    Raises:
        Refused: ``already_running``.
    """
    process = _process_of(home / "desk.lock")
    if process is not None and _is_alive(process):
        raise Refused("already_running")


def _process_of(lock: Path) -> int | None:
    """The process that the window's lock names; None when there is none."""
    try:
        return int(lock.read_text(encoding="utf-8", errors="replace").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # there asking for a process by its number would end it
        return True
    try:
        os.kill(process, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


@contextmanager
def locked(descriptor: int) -> Iterator[None]:
    """Hold the lock of an open file, waiting for it; for moments only.

    Raises:
        OSError: somebody else does not let go of it (Windows only, after ten seconds).
    """
    if os.name == "nt":
        _lock_byte(descriptor, wait=True)
        try:
            yield
        finally:
            _unlock_byte(descriptor)
    else:
        import fcntl  # not there on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def _lock_byte(descriptor: int, *, wait: bool) -> None:
    import msvcrt  # only there on Windows

    os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]


def _unlock_byte(descriptor: int) -> None:
    import msvcrt  # only there on Windows

    os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
    msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
