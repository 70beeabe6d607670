"""The counter's voice: ``say(parts)`` and ``stop()``. One sentence at a time; a new one ends the one before."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from villagedesk import i18n
from villagedesk.desktop.speech import clips
from villagedesk.desktop.speech.player import Player
from villagedesk.desktop.speech.system_voice import SystemVoice
from villagedesk.domain.spoken import Part, text
from villagedesk.settings import Settings


class Speech(QObject):
    """Signals: ``began()`` and ``ended()`` of a sentence, ``said_all()`` before that where it was said to its last word;
    ``voices_changed()`` the system's voices were found or lost.
    """

    began = Signal()
    said_all = Signal()
    ended = Signal()
    voices_changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.player = Player(self)
        self.system = SystemVoice(self)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._speaking = False
        self._looked_for = ""
        self.player.ended.connect(self._on_ended)
        self.system.ended.connect(self._on_ended)
        self.system.found.connect(self._on_found)

    def look_for_voices(self) -> None:
        """Behind the window: has the system a voice for this language? Until the answer comes the clips speak."""
        self._looked_for = i18n.language()
        self.system.look()

    def reads_anything(self) -> bool:
        """Whether a voice of the system speaks the language of the window; the clips know set phrases and numbers only."""
        return i18n.language() in self.system.languages

    def say(self, parts: Sequence[Part]) -> None:
        """Say a sentence; returns at once."""
        self.stop()
        language, volume = i18n.language(), self._settings.volume
        if self.reads_anything():
            self._begin()
            self.system.say(text(parts, language), language, volume)
            return
        if self._looked_for not in ("", language):
            self.look_for_voices()  # the window speaks another language since
        sound = clips.sentence(parts, language, volume)
        if sound:
            self._begin()
            self.player.play(self._written(sound))

    def stop(self) -> None:
        """Be quiet, at once: the page is left, or the villager has answered."""
        if not self._speaking:
            return
        self.player.stop()
        self.system.stop()
        self._finish()

    def speaking(self) -> bool:
        """Whether a sentence is being said."""
        return self._speaking

    def close(self) -> None:
        """End everything that was started."""
        self.stop()
        self.player.close()
        self.system.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _on_found(self) -> None:
        if self.system.languages and not self.reads_anything():
            self.system.release()
        self.voices_changed.emit()

    def _begin(self) -> None:
        self._speaking = True
        self.began.emit()

    def _on_ended(self, well: bool) -> None:
        if well and self._speaking:
            self.said_all.emit()
        self._finish()

    def _finish(self) -> None:
        if self._speaking:
            self._speaking = False
            self.ended.emit()

    def _written(self, sound: bytes) -> Path:
        """The sentence as a file: programs of the system play nothing else. It holds sums, no names."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="villagedesk-voice-", ignore_cleanup_errors=True)
        file = Path(self._folder.name, "sentence.wav")
        file.write_bytes(sound)
        return file
