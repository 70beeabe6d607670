"""Asks before somebody gets a place: why the course before this one is not needed, or whether two at one hour are meant.

The answer stays with his place.
"""

from collections.abc import Callable
from typing import Any

from villagedesk.desktop.widgets import Card, Field, PlainButton, Text, flow
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

# What is asked about, and can be done all the same.
ASKED = frozenset({"course_before", "same_hour"})


class WaiverCard(Card):
    """Hidden until ``ask``."""

    def __init__(self) -> None:
        self._error: AppError | None = None
        self._again: Callable[[dict[str, Any]], None] | None = None
        self._said: dict[str, Any] = {}
        self.say = Text("", wrap=True)
        self.reason = Field("", name="waiver")
        self.yes, self.no = PlainButton("", "Ctrl+Enter"), PlainButton("")
        super().__init__(self.say, self.reason, flow(self.yes, self.no), tone="wait")
        self.yes.clicked.connect(self.on_yes)
        self.no.clicked.connect(self.close_again)
        self.hide()

    def ask(self, error: AppError, said: dict[str, Any], again: Callable[[dict[str, Any]], None]) -> bool:
        """Show what stands against it; ``again(said)`` does it all the same.

        Args:
            error: why it was refused.
            said: what was answered before: ``waiver`` and ``beside`` of ``enrol``.
            again: called with the answers.

        Returns:
            Whether this is something to be asked about.
        """
        if error.code not in ASKED:
            return False
        self._error, self._said, self._again = error, said, again
        self.reason.set_text("")
        self.reason.setVisible(self._asks_why())
        self.retranslate()
        self.show()
        if self._asks_why():
            self.reason.focus()
        else:
            self.yes.setFocus()
        return True

    def on_yes(self) -> None:
        """With the reason."""
        if self._asks_why() and not self.reason.text().strip():
            self.reason.set_error(_("Please say why: it is written down."))
            return
        again, answer = self._again, {"waiver": self.reason.text()} if self._asks_why() else {"beside": True}
        said = self._said | answer
        self.close_again()
        if again is not None:
            again(said)

    def close_again(self) -> None:
        """He takes the other course first."""
        self._error = self._again = None
        self.hide()

    def _asks_why(self) -> bool:
        return self._error is not None and self._error.code == "course_before"

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.say.setText(sentence(self._error) if self._error else "")
        self.reason.set_label(_("Why it is not needed"))
        self.yes.set_text(_("Enrol all the same"))
        self.no.set_text(_("Leave it"))
