"""Pictures that are kept by their hash, beside each other with their words: photos, signatures."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import FlowLayout, Text, clear, column
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files

_SIZE = QSize(200, 130)


class KeptPictures(QWidget):
    """Hidden while there are none. A signature on paper has no picture, only its words."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
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
            self._add(words, sha256)

    def _add(self, words: str, sha256: str) -> None:
        picture = QLabel()
        picture.setTextFormat(Qt.TextFormat.PlainText)
        picture.setAccessibleName(words)
        holder = QWidget()
        holder.setLayout(column(picture, Text(words, "small", tone="muted"), spacing=4))
        self._flow.addWidget(holder)
        if not sha256:
            picture.setText(_("On paper"))
            return

        def show(data: bytes) -> None:
            image = QImage.fromData(data)
            if image.isNull():
                picture.setText(sentence(AppError("photo_damaged")))
                return
            if image.width() > _SIZE.width() or image.height() > _SIZE.height():
                image = image.scaled(
                    _SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
            picture.setPixmap(QPixmap.fromImage(image))

        def missing(_error: AppError) -> bool:
            picture.setText(_("On another computer"))
            return True

        self._desk.tasks.keep(picture, lambda store: desk_files(store).get(sha256), show, missing)
