"""The window's end of the process that speaks with a voice of the system, see child.py."""

import json
import shutil
import sys
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

_PATIENCE_MS = 20_000  # a speech service that does not answer in this time hangs
_TRIES = 3  # a process that falls again and again is left alone


class SystemVoice(QObject):
    """Signals: ``ended(bool)`` a sentence was said (True) or could not be; ``found()`` which languages have a voice."""

    ended = Signal(bool)
    found = Signal()

    def __init__(self, parent: QObject | None = None, engine: str = "") -> None:
        super().__init__(parent)
        self.languages: frozenset[str] = frozenset()
        self._engine = engine
        self._process: QProcess | None = None
        self._tries = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)

    def look(self) -> None:
        """Ask for the voices; the answer is ``found``. Nothing happens where there is no speech service."""
        if self._process is None and self._tries < _TRIES and (self._engine or _may_have_voices()):
            self._tries += 1
            self._start()

    def say(self, text: str, language: str, volume: int) -> None:
        """Begin to say a text.

        Args:
            text: what to say.
            language: one of ``languages``.
            volume: in percent.
        """
        self._send(say=text, language=language, volume=volume)

    def stop(self) -> None:
        """Be quiet."""
        self._send(stop=True)

    def release(self) -> None:
        """Let the process end by itself: it has no voice that is wanted, and takes 40 MB."""
        self.languages = frozenset()
        if self._process is not None:
            self._process.closeWriteChannel()

    def close(self) -> None:
        """End the process now."""
        process, self._process = self._process, None
        self.languages = frozenset()
        if process is not None:
            process.kill()  # it keeps nothing that could be lost
            process.waitForFinished(300)

    def _start(self) -> None:
        process = QProcess(self)
        self._process = process
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._on_lines)
        process.finished.connect(self._on_gone)
        process.errorOccurred.connect(self._on_gone)
        self._patience.start()
        program, *words = self.command()
        process.start(program, words)

    def command(self) -> tuple[str, ...]:
        """How this program starts itself again to speak."""
        again = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "villagedesk")
        return (*again, "speak", *([self._engine] if self._engine else []))

    def _send(self, **words: object) -> None:
        if self._process is not None:
            self._process.write(json.dumps(words).encode() + b"\n")

    def _on_lines(self) -> None:
        while self._process is not None and self._process.canReadLine():
            try:
                told: dict[str, Any] = json.loads(bytes(self._process.readLine().data()))
            except ValueError:
                continue  # a library of the system that talks too much
            if "voices" in told:
                self._patience.stop()
                self.languages = frozenset(map(str, told["voices"]))
                self.found.emit()
            elif "ended" in told:
                self.ended.emit(bool(told["ended"]))

    def _give_up(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _on_gone(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._patience.stop()
        process.deleteLater()
        spoke, self.languages = bool(self.languages), frozenset()
        self.found.emit()
        if spoke:
            self.ended.emit(False)


def _may_have_voices() -> bool:
    """Linux has voices only with this service; asking Qt would load its libraries for nothing."""
    return sys.platform in ("win32", "darwin") or shutil.which("speech-dispatcher") is not None
