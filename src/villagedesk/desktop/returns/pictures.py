"""Pictures that prove something: a row of slots to take them, and what those that were taken are called."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.widgets import Text, column, flow
from villagedesk.domain.evidence import KIND_WORDS
from villagedesk.i18n import _

SIZE = QSize(150, 112)


class PhotoRow(QWidget):
    """Slots for some photos; the first empty one has the key.

    Signals:
        edited(): one was taken.
    """

    edited = Signal()

    def __init__(self, desk: Desk, kinds: Sequence[str], *, key: str = "F4", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.slots = [KeptPhoto(desk, kind) for kind in kinds]
        self.line = Text("", "small", tone="act", wrap=True)
        self.line.hide()
        self.setLayout(column(flow(*self.slots), self.line, spacing=4))
        for slot in self.slots:
            slot.taken.connect(self._on_taken)
            slot.told.connect(self.tell)
        QShortcut(QKeySequence(key), self).activated.connect(self.take_next)

    def retranslate(self) -> None:
        """The words on the slots."""
        following = self._next()
        for slot in self.slots:
            words = _(KIND_WORDS[slot.kind])
            slot.set_caption(f"{words}  {self.key}" if slot is following else words)

    def taken(self) -> tuple[tuple[str, str], ...]:
        """The photos, as (kind, SHA-256)."""
        return tuple((slot.kind, slot.sha256) for slot in self.slots if slot.sha256)

    def load(self, photos: Sequence[tuple[str, str]]) -> None:
        """Show photos that were kept before; each goes into the first free slot of its kind."""
        left = list(photos)
        for slot in self.slots:
            found = next((photo for photo in left if photo[0] == slot.kind), None)
            if found is not None:
                left.remove(found)
            slot.load(found[1] if found else "")
        self.tell("")
        self.retranslate()

    def take_next(self) -> None:
        """The first photo that is still missing."""
        self._next().ask()

    def tell(self, trouble: str) -> None:
        """What is wrong, beneath; "" takes it away."""
        self.line.setText(trouble)
        self.line.setVisible(bool(trouble))

    def _on_taken(self) -> None:
        self.tell("")
        self.retranslate()
        self.edited.emit()

    def _next(self) -> KeptPhoto:
        return next((slot for slot in self.slots if not slot.sha256), self.slots[-1])


def with_words(pictures: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pictures as (EvidenceKind, SHA-256) with the words of their kinds instead."""
    return [(_(KIND_WORDS.get(kind, kind)), sha256) for kind, sha256 in pictures]
