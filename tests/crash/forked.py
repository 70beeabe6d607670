"""A piece of work in a forked process that tells what is done on a pipe, and may be killed at any moment.

The libraries are loaded once, so that a kill costs milliseconds. Whoever forks has no other threads.
"""

import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# Says one line; whatever stands in a pipe stays there when the writer is killed.
Tell = Callable[[str], object]


class Child:
    """A running process. ``told`` are the lines that it said."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        self._reading, writing = os.pipe()
        self._rest = b""
        self.told: list[str] = []
        self.id = os.fork()
        if self.id == 0:
            os.close(self._reading)
            try:
                work(lambda line: os.write(writing, f"{line}\n".encode()))
            finally:
                os._exit(1)
        os.close(writing)

    def hear(self, seconds: float) -> bool:
        """Wait for something to be said; whether it was. The end of the process is heard as well."""
        ready = select.select([self._reading], [], [], seconds)[0]
        piece = os.read(self._reading, 1 << 16) if ready else b""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        self.told += [line.decode() for line in lines]
        return bool(piece)

    def hear_of(self, begin: str, seconds: float = 10) -> None:
        """Wait until a line with this beginning was said, or the process ended."""
        end = time.monotonic() + seconds
        while not any(line.startswith(begin) for line in self.told) and time.monotonic() < end:
            if not self.hear(end - time.monotonic()):
                return

    def kill(self) -> list[str]:
        """SIGKILL; returns all that was said."""
        os.kill(self.id, signal.SIGKILL)
        os.waitpid(self.id, 0)
        while self.hear(0):
            pass
        os.close(self._reading)
        return self.told


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: a kill cannot tell the difference, and a disk makes everybody wait."""
    folder = Path(tempfile.mkdtemp(prefix="vd-kill-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
