"""What a paper looks like, as large as there is room."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop import theme

_HEIGHT = 230
_WIDTH = 300


class Preview(QWidget):
    """One page, shrunk to fit; nothing while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_image(self, image: QImage | None) -> None:
        """Show another page; None shows none."""
        self._image = image or QImage()
        self.setVisible(not self._image.isNull())
        self.updateGeometry()
        self.update()

    def image(self) -> QImage:
        """The page shown, in its full size."""
        return self._image

    def set_name(self, name: str) -> None:
        """What it shows, for those who cannot see it."""
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        if self._image.isNull():
            return QSize(_WIDTH, 0)
        fitted = self._image.size().scaled(_WIDTH, _HEIGHT, Qt.AspectRatioMode.KeepAspectRatio)
        return QSize(fitted.width(), fitted.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        room = self.size() - QSize(2, 2)
        shown = self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        small = self._image.scaled(
            shown * self.devicePixelRatioF(),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        box = QRectF(1, 1, shown.width(), shown.height())
        painter.drawImage(box, small)
        painter.setPen(theme.colour("hairline"))
        painter.drawRect(box)
