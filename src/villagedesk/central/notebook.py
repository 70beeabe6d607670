"""What a simulated outside service remembers: lines of JSON, in a file that outlives central, or only in memory.

A real service keeps its own books; this file stands for them, so it holds what is needed to give the same answer again
and no more: our ids, sums and outcomes, never a whole phone number, a code or the words of a text.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any

from villagedesk.store.locks import locked


class Notebook:
    """Lines about things, only ever added. With a file each is on the disk before ``note`` returns.

    Two processes (the server, and ``central act``) may write to one file. Each reads a line once, when it is new.
    """

    def __init__(self, key: str, file: Path | None = None) -> None:
        """Begin with what the file holds.

        Args:
            key: the field that says what a line is about.
        """
        self._key, self._file = key, file
        self._known: dict[str, list[dict[str, Any]]] = {}
        self._read = 0
        self._lock = threading.Lock()

    def about(self, id_: str) -> list[dict[str, Any]]:
        """What was noted about one thing, the oldest first."""
        with self._lock:
            self._read_new()
            return list(self._known.get(id_, ()))

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """What was noted, by what it is about."""
        with self._lock:
            self._read_new()
            return {id_: list(lines) for id_, lines in self._known.items()}

    def note(self, line: dict[str, Any]) -> None:
        """Add a line."""
        with self._lock:
            if self._file is None:
                self._take(line)
                return
            with self._file.open("ab+") as out, locked(out.fileno()):
                self._write(out, line)

    def note_first(self, line: dict[str, Any], what: str) -> dict[str, Any]:
        """Add a line unless there is one about the same thing with the field ``what``; returns the one that stands.

        Whoever asks at the same moment, in this process or another, gets the same one.
        """
        with self._lock:
            if self._file is None:
                standing = self._standing(line, what)
                if standing is None:
                    self._take(line)
                return standing or line
            with self._file.open("ab+") as out, locked(out.fileno()):
                self._read_new()
                standing = self._standing(line, what)
                if standing is None:
                    self._write(out, line)
                return standing or line

    def _standing(self, line: dict[str, Any], what: str) -> dict[str, Any] | None:
        return next((known for known in self._known.get(str(line[self._key]), ()) if what in known), None)

    def _write(self, out: Any, line: dict[str, Any]) -> None:
        begin = b"\n" if _is_cut_off(out) else b""  # central was stopped while it wrote the line before
        out.write(begin + json.dumps(line).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())

    def _read_new(self) -> None:
        if self._file is None or not self._file.exists():
            return
        with self._file.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        whole = new.rpartition(b"\n")[0]  # what another process is writing is read the next time
        self._read += len(whole) + 1 if whole else 0
        for text in whole.splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue  # cut off by a stop
            if isinstance(line, dict) and self._key in line:
                self._take(line)

    def _take(self, line: dict[str, Any]) -> None:
        self._known.setdefault(str(line[self._key]), []).append(line)


def _is_cut_off(out: Any) -> bool:
    if not out.seek(0, os.SEEK_END):
        return False
    out.seek(-1, os.SEEK_END)
    return bool(out.read(1) != b"\n")
