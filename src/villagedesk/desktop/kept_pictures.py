"""Pictures that are kept by their hash, with their words: photos, signatures, the goods' own."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.printing.runner import photos_of
from villagedesk.desktop.widgets import FlowLayout, Text, clear, column
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

_SIZE = QSize(200, 130)


class KeptPictures(QWidget):
    """Pictures beside each other; hidden while there are none. A signature on paper has no picture, only its words."""

    def __init__(self, desk: Desk, *, size: QSize = _SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._size = desk, size
        self._shown: tuple[tuple[str, str], ...] = ()
        self._flow = FlowLayout(self)
        self.hide()

    def show_pictures(self, pictures: Sequence[tuple[str, str]]) -> None:
        """Show these, as (words, SHA-256)."""
        self.setVisible(bool(pictures))
        if tuple(pictures) == self._shown:
            return
        self._shown = tuple(pictures)
        clear(self._flow)
        for words, sha256 in pictures:
            holder = QWidget()
            picture = picture_of(self._desk, sha256, words, self._size, enlarge=False)
            holder.setLayout(column(picture, Text(words, "small", tone="muted"), spacing=4))
            self._flow.addWidget(holder)


def picture_of(desk: Desk, sha256: str, name: str, size: QSize, *, enlarge: bool = True) -> QLabel:
    """A label that shows a kept picture as soon as it is read, or says why it does not.

    Args:
        sha256: "" for what is on paper only.
        size: the most it takes; a smaller picture grows to it where ``enlarge`` says so.
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMaximumWidth(size.width())
    label.setAccessibleName(name)
    if not sha256:
        label.setText(_("On paper"))
        return label

    def show(data: bytes | None) -> None:
        if data is None:
            label.setText(_("Not on this computer. It comes with the next sync."))
            from villagedesk.store.photos import want_photo  # lazy: the store loads behind the PIN screen

            desk.tasks.keep(None, lambda store: want_photo(store, sha256))
            return
        image = QImage.fromData(data)
        if image.isNull():
            label.setText(sentence(AppError("photo_damaged")))
            return
        if enlarge or image.width() > size.width() or image.height() > size.height():
            ratio = Qt.AspectRatioMode.KeepAspectRatio
            image = image.scaled(size, ratio, Qt.TransformationMode.SmoothTransformation)
        label.setPixmap(QPixmap.fromImage(image))

    desk.tasks.keep(label, lambda store: photos_of(store)(sha256), show)
    return label
