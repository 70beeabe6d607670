"""Plays one sound file with what the system brings along; Qt's multimedia library would cost 200 ms at the first sound.

A computer without a loudspeaker, or without any program that plays, stays quiet and works on; ``works`` tells Settings.
"""

import shutil
import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

# PulseAudio, PipeWire, ALSA: the first that is there and can reach a loudspeaker.
_PLAYERS = (("paplay",), ("pw-play",), ("aplay", "-q"))
_LAST_MS = 200
_BYTES_A_SECOND = 24_000  # of the sentences that are put together, see clips.py


class Player(QObject):
    """One sound at a time: a new one ends the one before.

    Signals:
        ended(bool): True when it was heard to its end, False when it cannot be played here. Not sent when it was stopped.
    """

    ended = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.works: bool | None = None  # None: nobody has tried yet
        self._file = ""
        self._left: list[tuple[str, ...]] = []
        self._process: QProcess | None = None
        self._timer = QTimer(self)  # Windows does not say when a sound is over
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._finish(True))

    def play(self, file: Path) -> None:
        """Begin to play a WAV file; returns at once."""
        self.stop()
        self._file = str(file)
        if sys.platform == "win32":
            self._play_on_windows(file)
            return
        self._left = list(players())
        self._try_next()

    def stop(self) -> None:
        """Be quiet, at once."""
        self._timer.stop()
        self._left = []
        self._give_up()
        if sys.platform == "win32" and self._file:
            import winsound  # lazy: only there on Windows

            winsound.PlaySound(None, winsound.SND_PURGE)
        self._file = ""

    def close(self) -> None:
        """Be quiet for good: the program ends, and takes nothing with it that still plays."""
        process = self._process
        self.stop()
        if process is not None:
            process.waitForFinished(_LAST_MS)

    def busy(self) -> bool:
        """Whether something is heard."""
        return self._process is not None or self._timer.isActive()

    def _try_next(self) -> None:
        if not self._left:
            # Later, so that whoever asked can listen for it.
            QTimer.singleShot(0, self, lambda: self._finish(False))
            return
        command = self._left.pop(0)
        process = QProcess(self)
        self._process = process
        process.setStandardInputFile(QProcess.nullDevice())
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.start(command[0], [*command[1:], self._file])

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._give_up()
            self._try_next()

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._give_up()
        if code == 0 and status == QProcess.ExitStatus.NormalExit:
            self._finish(True)
        else:
            self._try_next()

    def _give_up(self) -> None:
        """Hear nothing more of the program that plays, and end it if it still does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._on_finished)
        process.errorOccurred.disconnect(self._on_error)
        if process.state() == QProcess.ProcessState.NotRunning:
            process.deleteLater()
        else:
            process.finished.connect(process.deleteLater)
            process.kill()

    def _finish(self, well: bool) -> None:
        self.works = well
        self.ended.emit(well)

    def _play_on_windows(self, file: Path) -> None:
        if sys.platform == "win32":
            import winsound  # lazy: only there on Windows

            try:
                winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            except RuntimeError:  # no loudspeaker
                QTimer.singleShot(0, self, lambda: self._finish(False))
                return
            self._timer.start(file.stat().st_size * 1000 // _BYTES_A_SECOND)


@cache
def players() -> tuple[tuple[str, ...], ...]:
    """The commands that can play a file here, the best first."""
    return tuple(command for command in _PLAYERS if shutil.which(command[0]))
