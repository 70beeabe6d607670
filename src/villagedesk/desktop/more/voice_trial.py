"""Is the counter heard? The voice and the three sounds, tried in the settings and at the first start."""

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.sounds import NEEDS_YOU, TAKEN, WRONG
from villagedesk.desktop.speech.button import SpeakButton
from villagedesk.desktop.widgets import PlainButton, Text, column, flow
from villagedesk.domain import spoken
from villagedesk.domain.spoken import Amount, Count, Pause, Phrase
from villagedesk.i18n import N_, _

_SOUNDS = {TAKEN: N_("Scan taken"), WRONG: N_("Scan wrong"), NEEDS_YOU: N_("Needs you")}


class VoiceTrial(QWidget):
    """A button for the voice, one for each sound, and a line that says which voice it is, or that nothing is heard."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.voice = SpeakButton(
            desk.speech, lambda: [Phrase(spoken.TRIAL), Pause(), Count(2, "袋"), Amount(6380)], key=""
        )
        self.voice.words = N_("Try the voice")
        self.sounds = {name: PlainButton("") for name in _SOUNDS}
        for name, button in self.sounds.items():
            button.clicked.connect(lambda _checked=False, name=name: desk.sounds.try_out(name))
        self.line = Text("", "small", tone="muted", wrap=True)
        self.setLayout(column(flow(self.voice, *self.sounds.values()), self.line, spacing=4))
        desk.speech.voices_changed.connect(self._show)
        desk.speech.player.ended.connect(self._show)
        desk.sounds.player.ended.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Its texts in the language of the moment."""
        self.voice.retranslate()
        for name, button in self.sounds.items():
            button.set_text(_(_SOUNDS[name]))
        self._show()

    def _show(self) -> None:
        speech = self.desk.speech
        silent = False in (speech.player.works, self.desk.sounds.player.works) and not speech.reads_anything()
        self.line.set_tone("wait" if silent else "muted")
        if silent:
            self.line.setText(
                _("Nothing can be heard on this computer: no loudspeaker was found. Everything else works without.")
            )
        elif speech.reads_anything():
            self.line.setText(_("This computer's own voice reads everything."))
        else:
            self.line.setText(_("Recorded words: figures and set phrases are said, names are not."))
