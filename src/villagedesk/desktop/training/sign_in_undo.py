"""Ctrl+Z on the sign-in page: the sign-ins that were just made, one or all present, are taken back; they leave a trace."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import PlainButton, SearchBox
from villagedesk.i18n import _, ngettext


class UndoLast(QObject):
    """Remembers what was marked last on this page, and takes it back.

    Signal ``undone(sentence)``.
    """

    undone = Signal(str)

    def __init__(self, desk: Desk, search: SearchBox) -> None:
        super().__init__(search)
        self._desk, self._search = desk, search
        self._session_id, self._name = "", ""
        self._ids: list[str] = []
        self.button = PlainButton("", "Ctrl+Z")
        self.button.clicked.connect(self._on_undo)
        self.button.hide()
        search.installEventFilter(self)

    def remember(self, session_id: str, enrolment_ids: Sequence[str], name: str = "") -> None:
        """These were marked just now; ``name`` where it is one."""
        self._session_id, self._ids, self._name = session_id, list(enrolment_ids), name
        self.retranslate()

    def forget(self) -> None:
        """Nothing can be taken back by a key any more."""
        self.remember("", ())

    def retranslate(self) -> None:
        """Texts in the language of the moment; on the wall it takes no room, a press on the name corrects there."""
        self.button.set_text(_("Take back"))
        self.button.setVisible(bool(self._ids) and not self._desk.large)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field takes Ctrl+Z only while something is typed in it."""
        wanted = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if wanted and event.matches(QKeySequence.StandardKey.Undo) and not self._search.text():  # type: ignore[attr-defined]
            event.ignore()
            return True
        return False

    def _on_undo(self) -> None:
        from villagedesk.store.training import take_back_all  # lazy: SQLModel loads behind the PIN screen

        session_id, ids, name = self._session_id, list(self._ids), self._name
        if ids:
            self._desk.tasks.write(
                self, lambda s: take_back_all(s, session_id, ids), lambda count: self._back(name, count)
            )

    def _back(self, name: str, count: int) -> None:
        self.forget()
        words = ngettext("{count} mark taken back.", "{count} marks taken back.", count).format(count=count)
        self.undone.emit(_("{name} is not signed in any more.").format(name=name) if name and count else words)
