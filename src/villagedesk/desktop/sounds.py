"""Three sounds: a scan was taken, a scan was wrong, something needs the operator.

They are played by what the system brings along: Qt's multimedia library would cost 200 ms at the first sound.
"""

import shutil
import sys
from functools import cache

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QApplication

from villagedesk import paths
from villagedesk.settings import Settings

TAKEN, WRONG, NEEDS_YOU = "taken", "wrong", "needs_you"

# PulseAudio, PipeWire, ALSA: the first that is there.
_PLAYERS = (["paplay"], ["pw-play"], ["aplay", "-q"])


class Sounds(QObject):
    """Plays when the settings say so; a computer without sound stays quiet and works on."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    def play(self, name: str) -> None:
        """Play ``taken``, ``wrong`` or ``needs_you``; returns at once."""
        if not self._settings.sound:
            return
        file = str(paths.resource(f"sounds/{name}.wav"))
        player = _player()
        if sys.platform == "win32":
            import winsound  # lazy: only there on Windows

            winsound.PlaySound(file, winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
        elif player:
            QProcess.startDetached(player[0], [*player[1:], file])
        else:
            QApplication.beep()


@cache
def _player() -> list[str] | None:
    return next((player for player in _PLAYERS if shutil.which(player[0])), None)
