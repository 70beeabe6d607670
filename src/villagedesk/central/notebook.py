"""What a simulated outside service remembers: lines of JSON, in a file that outlives central, or only in memory."""

import json
import os
from pathlib import Path
from typing import Any


class Notebook:
    """Lines are only ever added. With a file each is on the disk before ``note`` returns."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._written: list[dict[str, Any]] = []

    def lines(self) -> list[dict[str, Any]]:
        """Everything that was noted, the oldest first."""
        if self._file is None:
            return self._written
        if not self._file.exists():
            return []
        return [json.loads(line) for line in self._file.read_text(encoding="utf-8").splitlines()]

    def note(self, line: dict[str, Any]) -> None:
        """Add a line."""
        if self._file is None:
            self._written.append(line)
            return
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
            out.flush()
            os.fsync(out.fileno())
