"""Locks on files, between processes. The system lets go of them when a process ends, however it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

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
