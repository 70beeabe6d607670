"""The button "Read aloud": says what its page has to say, and stops it while it is said."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.speech.speech import Speech
from villagedesk.desktop.widgets.buttons import PlainButton
from villagedesk.domain.spoken import Part
from villagedesk.i18n import N_, _

KEY = "F11"


class SpeakButton(PlainButton):
    """``parts`` is asked at each press what is to be said; ``words`` stand on it. Leaving the page is silence.

    Signals:
        said(): the voice has said all of it.
    """

    said = Signal()

    def __init__(
        self, speech: Speech, parts: Callable[[], Sequence[Part]], key: str = KEY, parent: QWidget | None = None
    ) -> None:
        super().__init__("", key, icon="sound", parent=parent)
        self._speech, self._parts = speech, parts
        self._mine = False
        self.words = N_("Read aloud")
        self.clicked.connect(self.on_pressed)
        speech.began.connect(self._show)
        speech.said_all.connect(self._on_said)
        speech.ended.connect(self._on_ended)
        self.retranslate()

    def on_pressed(self) -> None:
        """Say it, or stop saying it."""
        if self._mine:
            self.stop()
        else:
            self.say()

    def say(self) -> None:
        """Say it from the beginning."""
        parts = self._parts()
        self._speech.stop()
        self._mine = True
        self._speech.say(parts)
        self._mine = self._speech.speaking()
        self._show()

    def stop(self) -> None:
        """Be quiet, if it is this one that speaks."""
        if self._mine:
            self._speech.stop()

    def retranslate(self) -> None:
        """Its words in the language of the moment."""
        self._show()

    def _on_said(self) -> None:
        if self._mine:
            self.said.emit()

    def _on_ended(self) -> None:
        self._mine = False
        self._show()

    def _show(self) -> None:
        self.set_text(_("Stop reading") if self._mine else _(self.words))

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)
