"""The card with the words that are read to a villager before he agrees, one purpose after the other."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.farmers.mark_step import MarkStep
from villagedesk.desktop.speech.button import SpeakButton
from villagedesk.desktop.speech.speech import Speech
from villagedesk.desktop.widgets import Card, Pill, PlainButton, Text, flow, row
from villagedesk.domain.consents import PURPOSE_WORDS
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.spoken import Name
from villagedesk.i18n import _, language


class ReadAloudCard(Card):
    """Hidden until somebody asks for it.

    Signals:
        answered(purpose, agreed): the villager said yes or no to one purpose.
        ended(): the last one was answered, or the card was closed.
    """

    answered = Signal(str, bool)
    ended = Signal()

    def __init__(self, speech: Speech, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._purposes: list[str] = []
        self._at = 0
        self._title = Text("", "card", wrap=True)
        self._speech = speech
        self._count = Pill("", "info")
        self._words = Text("", wrap=True)
        self.yes, self.no, self.close_button = PlainButton(), PlainButton(), PlainButton()
        # The clips know no free text: without a voice of the system the operator reads, from large letters.
        self._told = Text("", "small", tone="wait", wrap=True)
        self.aloud = SpeakButton(speech, lambda: [Name(self._words.text())])
        self.body.addLayout(row(self._title, None, self._count))
        self.body.addWidget(self._told)
        self.body.addWidget(self._words)
        self.body.addWidget(flow(self.yes, self.no, self.aloud, self.close_button))
        self.mark = MarkStep()
        self.body.addWidget(self.mark)
        self.mark.done.connect(self.end)
        self.yes.clicked.connect(lambda: self._answer(True))
        self.no.clicked.connect(lambda: self._answer(False))
        self.close_button.clicked.connect(self.end)
        speech.voices_changed.connect(self.retranslate)
        self.hide()

    def begin(self) -> None:
        """Show the first purpose; the focus goes to "he agrees"."""
        self._purposes = list(rule_pack(clock.today()).consents)
        self._at = 0
        self._show_step(asking=True)
        self.show()
        self.yes.setFocus()

    def begin_mark(self) -> None:
        """Show only how he agreed, because his mark or the witness is missing."""
        self._purposes = self._purposes or list(rule_pack(clock.today()).consents)
        self._show_step(asking=False)
        self.show()
        self.mark.focus_first()

    def end(self) -> None:
        """Put the card away; what was answered stays."""
        self.hide()
        self.ended.emit()

    def is_open(self) -> bool:
        """Whether words are being read."""
        return not self.isHidden()

    def retranslate(self) -> None:
        """The words in the language of the moment."""
        self.yes.set_text(_("Agrees"))
        self.no.set_text(_("Does not agree"))
        self.close_button.set_text(_("Close"))
        self.aloud.retranslate()
        self.mark.retranslate()
        spoken, asking = self._speech.reads_anything(), not self._words.isHidden()
        self.aloud.setVisible(spoken and asking)
        self._told.setText(_("This computer has no voice that reads this. Please read it to the villager yourself:"))
        self._told.setVisible(not spoken and asking)
        self._words.set_role("body" if spoken else "card")
        if not self._purposes:
            return
        if self._words.isHidden():
            self._title.setText(_("How does he agree?"))
            return
        purpose = self._purposes[self._at]
        self._title.setText(_(PURPOSE_WORDS.get(purpose, purpose)))
        self._count.setText(_("{number} of {count}").format(number=self._at + 1, count=len(self._purposes)))
        self._words.setText(rule_pack(clock.today()).consents[purpose].text.said(language()))

    def _answer(self, agreed: bool) -> None:
        self.aloud.stop()
        self.answered.emit(self._purposes[self._at], agreed)
        if self._at + 1 == len(self._purposes):
            self.begin_mark()
            return
        self._at += 1
        self.retranslate()
        self.yes.setFocus()

    def _show_step(self, *, asking: bool) -> None:
        for widget in (self._words, self._count, self.yes, self.no, self.aloud, self.close_button):
            widget.setVisible(asking)
        self.mark.setVisible(not asking)
        self.retranslate()
