"""Pictures that prove something: a row of slots to take them, and a row of those that were taken."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.printing.runner import photos_of
from villagedesk.desktop.widgets import FlowLayout, Text, clear, column, flow
from villagedesk.domain.evidence import KIND_WORDS
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

_SIZE = QSize(150, 112)


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


class Pictures(QWidget):
    """Pictures that were taken, beside each other; hidden while there are none."""

    def __init__(self, desk: Desk, *, size: QSize = _SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._size = desk, size
        self._shown: tuple[tuple[str, str], ...] = ()
        self._flow = FlowLayout(self)
        self.hide()

    def show_pictures(self, pictures: Sequence[tuple[str, str]], words: Mapping[str, str] = KIND_WORDS) -> None:
        """Show these, as (kind, SHA-256)."""
        self.setVisible(bool(pictures))
        if tuple(pictures) == self._shown:
            return
        self._shown = tuple(pictures)
        clear(self._flow)
        for kind, sha256 in pictures:
            self._add(_(words[kind]) if kind in words else kind, sha256)

    def forget(self) -> None:
        """Draw them anew, because the language changed."""
        self._shown = ()

    def _add(self, caption: str, sha256: str) -> None:
        holder = QWidget()
        holder.setLayout(
            column(picture_of(self._desk, sha256, caption, self._size), Text(caption, "small", tone="muted"), spacing=4)
        )
        self._flow.addWidget(holder)


def picture_of(desk: Desk, sha256: str, name: str, size: QSize) -> QLabel:
    """A label that shows a kept picture as soon as it is read, or says why it does not."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMaximumWidth(size.width())
    label.setAccessibleName(name)

    def show(data: bytes | None) -> None:
        if data is None:
            label.setText(_("On another computer"))
            return
        image = QImage.fromData(data)
        if image.isNull():
            label.setText(sentence(AppError("photo_damaged")))
            return
        ratio = Qt.AspectRatioMode.KeepAspectRatio
        label.setPixmap(QPixmap.fromImage(image.scaled(size, ratio, Qt.TransformationMode.SmoothTransformation)))

    desk.tasks.keep(label, lambda store: photos_of(store)(sha256), show)
    return label
