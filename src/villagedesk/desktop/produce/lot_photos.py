"""The photos of a lot, beside each other."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, FlowLayout, Text, clear, column
from villagedesk.domain.crops import PHOTO_WORDS
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files, want_photo

_SIZE = QSize(180, 136)


class LotPhotos(Card):
    """Hidden while there are none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._photos: tuple[tuple[str, str], ...] = ()
        self._title = Text("", "card")
        holder = QWidget()
        self._flow = FlowLayout(holder)
        self.body.addWidget(self._title)
        self.body.addWidget(holder)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Photos"))
        photos, self._photos = self._photos, ()
        self.show_photos(photos)

    def show_photos(self, photos: Sequence[tuple[str, str]]) -> None:
        """Show these, as (kind, SHA-256)."""
        self.setVisible(bool(photos))
        if tuple(photos) == self._photos:
            return
        self._photos = tuple(photos)
        clear(self._flow)
        for kind, sha256 in photos:
            self._add(kind, sha256)

    def _add(self, kind: str, sha256: str) -> None:
        picture, words = QLabel(), Text(_(PHOTO_WORDS[kind]) if kind in PHOTO_WORDS else kind, "small", tone="muted")
        picture.setAccessibleName(words.text())
        holder = QWidget()
        holder.setLayout(column(picture, words, spacing=4))
        self._flow.addWidget(holder)

        def show(jpeg: bytes) -> None:
            image = QImage.fromData(jpeg)
            if image.isNull():
                picture.setText(sentence(AppError("photo_damaged")))
                return
            ratio = Qt.AspectRatioMode.KeepAspectRatio
            picture.setPixmap(QPixmap.fromImage(image.scaled(_SIZE, ratio, Qt.TransformationMode.SmoothTransformation)))

        def missing(_error: AppError) -> bool:
            picture.setText(_("Not on this computer. It comes with the next sync."))
            self._desk.tasks.keep(None, lambda store: want_photo(store, sha256))
            return True

        self._desk.tasks.keep(picture, lambda store: desk_files(store).get(sha256), show, missing)
