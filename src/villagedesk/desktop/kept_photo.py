"""A slot for one photo that is checked, shrunk and kept on this computer as soon as it is chosen."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.photos import shrink
from villagedesk.desktop.widgets import PhotoSlot
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files, want_photo


class KeptPhoto(PhotoSlot):
    """One photo. ``sha256`` names it once it is kept, "" before; a file that is no photo leaves it as it was.

    Signals:
        taken(): another photo was kept.
        told(text): what is happening, or (with a text) what is wrong with the file; the page shows it beneath.
    """

    taken = Signal()
    told = Signal(str)

    def __init__(
        self,
        desk: Desk,
        kind: str,
        key: str = "",
        *,
        width: int = 108,
        height: int = 90,
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", key, width=width, height=height, beside=beside, parent=parent)
        self._desk = desk
        self.kind = kind
        self.sha256 = ""
        self.chosen.connect(self.take)

    def take(self, path: Path) -> None:
        """Check, shrink and keep a file."""
        self._desk.tasks.aside(self, lambda: _read(path), self._keep, self._failed, busy=self.button)

    def load(self, sha256: str) -> None:
        """Show a photo that was kept before; "" shows the empty slot."""
        self.sha256 = sha256
        self.set_line("")
        self.set_image(None)
        self.told.emit("")
        if sha256:
            self._desk.tasks.keep(self, lambda store: desk_files(store).get(sha256), self._show, self._missing)

    def _keep(self, jpeg: bytes) -> None:
        def done(sha256: str) -> None:
            self.sha256 = sha256
            self._show(jpeg)
            self.told.emit("")
            self.taken.emit()

        self._desk.tasks.keep(self, lambda store: desk_files(store).put(jpeg), done, self._failed)

    def _show(self, jpeg: bytes) -> None:
        self.set_image(QImage.fromData(jpeg))

    def _failed(self, error: AppError) -> bool:
        self.told.emit(sentence(error))
        return True

    def _missing(self, _error: AppError) -> bool:
        self.set_line(_("Not on this computer. It comes with the next sync."))
        sha256 = self.sha256
        self._desk.tasks.keep(None, lambda store: want_photo(store, sha256))
        return True


def _read(path: Path) -> bytes:
    try:
        return shrink(path)
    except OSError as error:
        raise AppError("photo_damaged", detail=str(error)) from error
