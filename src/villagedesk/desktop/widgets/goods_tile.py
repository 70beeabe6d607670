"""The picture of goods: their thumbnail where it is on this computer, else the drawing of their kind."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets.card import IconTile

# Large enough for the read-back at 200 %.
_SIDE = 168
_MOST_KEPT = 150
_MOST_PIXELS = 4_000_000

# By their SHA-256, so what was read once is right for ever. Only the UI thread touches it.
_kept: OrderedDict[str, QPixmap] = OrderedDict()


def kept_picture(sha256: str) -> QPixmap | None:
    """A thumbnail that was shown lately."""
    found = _kept.get(sha256)
    if found is not None:
        _kept.move_to_end(sha256)
    return found


def keep_picture(sha256: str, image: QImage) -> QPixmap:
    """A thumbnail that was read, as it can be painted."""
    _kept[sha256] = made = QPixmap.fromImage(image)
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return made


def read_pictures(session: Any, names: Iterable[str]) -> dict[str, QImage]:
    """The thumbnails of these names that are on this computer; for the background."""
    pictures = session.info["store"].pictures
    found = {name: _image(pictures.get(name)) for name in dict.fromkeys(names) if name}
    return {name: image for name, image in found.items() if image is not None}


def paint_picture(painter: QPainter, box: QRectF, picture: QPixmap) -> None:
    """Fill a rounded box with a picture; what is too long of it is cut off."""
    side = QSize(round(box.width()), round(box.height()))
    filled = picture.scaled(
        side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    path = QPainterPath()
    path.addRoundedRect(box, 10, 10)
    painter.save()
    painter.setClipPath(path)
    painter.drawPixmap(
        round(box.center().x() - filled.width() / 2), round(box.center().y() - filled.height() / 2), filled
    )
    painter.restore()


class GoodsTile(IconTile):
    """Shows the drawing at once, and the thumbnail when it was read. Stands on a Page, whose desk reads it."""

    def __init__(self, icon: str, picture: str = "", size: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(icon or "bag", "tile", size, parent)
        self._picture = picture
        self._asked = not picture

    def has_picture(self) -> bool:
        """Whether the thumbnail is shown, for tests."""
        return kept_picture(self._picture) is not None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._asked or self.has_picture():
            return
        desk = _desk_of(self)
        if desk is not None:
            self._asked = True
            desk.tasks.read(self, lambda s: read_pictures(s, [self._picture]), self._came)

    def _came(self, found: dict[str, QImage]) -> None:
        for name, image in found.items():
            keep_picture(name, image)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        picture = kept_picture(self._picture)
        if picture is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_picture(painter, QRectF(self.rect()), picture)


def _image(data: bytes | None) -> QImage | None:
    if not data:
        return None
    held = QByteArray(data)
    buffer = QBuffer(held)
    reader = QImageReader(buffer)
    size = reader.size()
    # A few KB may claim to be a wall: no memory is taken for what says so.
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    if max(size.width(), size.height()) > _SIDE:
        reader.setScaledSize(size.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def _desk_of(widget: QWidget) -> Any:
    above: QWidget | None = widget
    while above is not None:
        desk = getattr(above, "desk", None)
        if desk is not None:
            return desk
        above = above.parentWidget()
    return None
