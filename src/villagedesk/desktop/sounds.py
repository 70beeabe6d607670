"""Three sounds: a scan was taken, a scan was wrong, something needs the operator."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from villagedesk import paths
from villagedesk.desktop.speech.clips import louder
from villagedesk.desktop.speech.player import Player
from villagedesk.settings import Settings

TAKEN, WRONG, NEEDS_YOU = "taken", "wrong", "needs_you"
ALL = (TAKEN, WRONG, NEEDS_YOU)


class Sounds(QObject):
    """Plays when the settings say so; a computer without a loudspeaker beeps if it can, and works on."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.player = Player(self)
        self.player.ended.connect(self._on_ended)
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def play(self, name: str) -> None:
        """Play one of ``ALL``, unless sounds are switched off; returns at once."""
        if self._settings.sound:
            self.try_out(name)

    def try_out(self, name: str) -> None:
        """Play it also when sounds are switched off: for the settings."""
        self.player.play(self._file(name))

    def _file(self, name: str) -> Path:
        """The sound at the volume of the settings."""
        shipped, volume = paths.resource(f"sounds/{name}.wav"), self._settings.volume
        if volume == 100:  # percent: as it was recorded
            return shipped
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="villagedesk-sounds-", ignore_cleanup_errors=True)
        file = Path(self._folder.name, f"{name}{volume}.wav")
        if not file.exists():
            file.write_bytes(louder(shipped, volume))
        return file

    def _on_ended(self, well: bool) -> None:
        if not well:
            QApplication.beep()
