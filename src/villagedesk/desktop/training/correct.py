"""Correct one person's mark: present, late, absent, signed by proxy, left early, or take it back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training.session_fields import read_time
from villagedesk.desktop.widgets import Card, Field, PlainButton, Text, flow, pair, show_invalid
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _

_MARKS = ("present", "late", "absent", "proxy")


class CorrectPanel(Card):
    """Stands above the list while a mark is corrected; Esc closes it. Signal ``left()``: nothing is to be corrected."""

    left = Signal()

    def __init__(self, desk: Desk, done: Callable[[str], None]) -> None:
        self._desk, self._done = desk, done
        self._session_id, self._row = "", None
        self._title = Text("", "card", wrap=True)
        self._proxy = Field("", name="proxy")
        self._why = Field("", name="why")
        self._left = Field("", name="left")
        self._buttons = {mark: PlainButton("") for mark in _MARKS}
        self._undo, self._cancel = PlainButton(""), PlainButton("", "Esc", bind=False)
        self._now = PlainButton("")
        super().__init__(
            self._title,
            pair(self._proxy, self._left),
            self._why,
            flow(*self._buttons.values(), self._now, self._undo, self._cancel),
        )
        for mark, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, mark=mark: self._mark(mark))
        self._now.clicked.connect(self._leaves_now)
        self._undo.clicked.connect(self._take_back)
        self._cancel.clicked.connect(self.leave)
        self.hide()

    def show_for(self, session_id: str, found: Any, *, closed: bool) -> None:
        """Correct the mark of this row of the session's list; of a ``closed`` one the reason is asked."""
        self._session_id, self._row = session_id, found
        self._proxy.set_text(found.proxy)
        self._proxy.set_error("")
        self._why.set_text("")
        self._why.set_error("")
        self._left.set_text(left_text(found))
        self._left.set_error("")
        self._now.setVisible(not closed and found.mark in ("present", "late", "proxy") and found.left_at is None)
        self._undo.setVisible(not closed)
        self._why.setVisible(closed)
        self.retranslate()
        self.show()
        self._buttons["present"].setFocus()

    def leave(self) -> None:
        """The operator leaves everything as it is."""
        self.close_panel()
        self.left.emit()

    def close_panel(self) -> None:
        """Take the panel away."""
        self._row = None
        self.hide()

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        name = self._row.name if self._row else ""
        self._title.setText(_("Correct {name}").format(name=name))
        self._proxy.set_label(_("Who signed instead"))
        self._why.set_label(_("Why it is corrected"))
        self._left.set_label(_("Left before the end, at"))
        self._left.set_hint(_("Empty: stayed to the end"))
        self._now.set_text(_("Leaves now"))
        words = {"present": _("Present"), "late": _("Late"), "absent": _("Absent"), "proxy": _("Signed by proxy")}
        for mark, button in self._buttons.items():
            button.set_text(words[mark])
        self._undo.set_text(_("Take back"))
        self._cancel.set_text(_("Leave as it is"))

    def _mark(self, mark: str) -> None:
        from villagedesk.domain.training import Mark  # lazy: SQLModel loads behind the PIN screen
        from villagedesk.store.training import mark as set_mark

        found, proxy = self._row, self._proxy.text() if mark == "proxy" else ""
        if found is None:
            return
        why = self._why.text()
        try:
            left = read_time(self._left) if self._left.text().strip() else None
        except Invalid as error:
            self._failed(error)
            return
        self._desk.tasks.write(
            self,
            lambda s: set_mark(s, self._session_id, found.enrolment_id, Mark(mark), proxy, why=why, left=left),
            lambda _result: self._finish(found.name),
            self._failed,
        )

    def _leaves_now(self) -> None:
        from villagedesk.store.training import left_early  # lazy, see _mark

        found = self._row
        if found is not None:
            self._desk.tasks.write(
                self,
                lambda s: left_early(s, self._session_id, found.enrolment_id),
                lambda _none: self._finish(found.name),
                self._failed,
            )

    def _take_back(self) -> None:
        from villagedesk.store.training import take_back  # lazy, see _mark

        found = self._row
        if found is not None:
            self._desk.tasks.write(
                self,
                lambda s: take_back(s, self._session_id, found.enrolment_id),
                lambda _result: self._finish(found.name),
                self._failed,
            )

    def _finish(self, name: str) -> None:
        self.close_panel()
        self._done(_("{name} corrected").format(name=name))

    def _failed(self, error: AppError) -> bool:
        return show_invalid({"proxy": self._proxy, "why": self._why, "left": self._left}, error)


def left_text(found: Any) -> str:
    """When somebody left, as it is typed."""
    return i18n.time_text(found.left_at) if found.left_at is not None else ""
