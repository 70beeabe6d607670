"""Asks why somebody may take a course without the one before it; the reason stays with his place."""

from collections.abc import Callable

from villagedesk.desktop.widgets import Card, Field, PlainButton, Text, flow
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _


class WaiverCard(Card):
    """Hidden until ``ask``."""

    def __init__(self) -> None:
        self._error: AppError | None = None
        self._again: Callable[[str], None] | None = None
        self.say = Text("", wrap=True)
        self.reason = Field("", name="waiver")
        self.yes, self.no = PlainButton("", "Ctrl+Enter"), PlainButton("")
        super().__init__(self.say, self.reason, flow(self.yes, self.no), tone="wait")
        self.yes.clicked.connect(self.on_yes)
        self.no.clicked.connect(self.close_again)
        self.hide()

    def ask(self, error: AppError, again: Callable[[str], None]) -> None:
        """Show what is missing; ``again(reason)`` does it all the same."""
        self._error, self._again = error, again
        self.reason.set_text("")
        self.retranslate()
        self.show()
        self.reason.focus()

    def on_yes(self) -> None:
        """With the reason."""
        if not self.reason.text().strip():
            self.reason.set_error(_("Please say why: it is written down."))
            return
        again, reason = self._again, self.reason.text()
        self.close_again()
        if again is not None:
            again(reason)

    def close_again(self) -> None:
        """He takes the other course first."""
        self._error = self._again = None
        self.hide()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.say.setText(sentence(self._error) if self._error else "")
        self.reason.set_label(_("Why it is not needed"))
        self.yes.set_text(_("Enrol all the same"))
        self.no.set_text(_("Leave it"))
