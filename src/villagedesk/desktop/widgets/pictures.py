"""Pictures on a page: a QR code painted square by square, and a slot for one photo."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop import icons, theme
from villagedesk.desktop.printing import qr
from villagedesk.desktop.widgets.ask_file import PHOTO_KINDS, ask_file
from villagedesk.desktop.widgets.buttons import PlainButton
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

Matrix = Sequence[Sequence[bool]]


def qr_matrix(text: str) -> Matrix:
    """The squares of a QR code without border, the same as on paper."""
    return qr.modules(text)


def paint_qr(painter: QPainter, rect: QRectF, matrix: Matrix, colour: QColor) -> None:
    """Paint the squares into ``rect``; the caller leaves the quiet zone around it."""
    side = min(rect.width(), rect.height()) / max(1, len(matrix))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            if dark:
                left, top = round(rect.left() + x * side), round(rect.top() + y * side)
                right, bottom = round(rect.left() + (x + 1) * side), round(rect.top() + (y + 1) * side)
                painter.fillRect(left, top, right - left, bottom - top, colour)
    painter.restore()


class QrLabel(QWidget):
    """A QR code of ``size`` pixels; ``name`` says what it is for to those who cannot see it."""

    def __init__(self, text: str = "", size: int = 92, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Matrix = []
        self.setFixedSize(QSize(size, size))
        self.setAccessibleName(name or _("QR code"))
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another code; "" shows none."""
        self._matrix = qr_matrix(text) if text else []
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("card"))
        if self._matrix:
            paint_qr(painter, QRectF(self.rect()), self._matrix, theme.colour("ink"))


class PhotoSlot(QWidget):
    """Room for one photo with its caption and a button that opens a file; a dropped or chosen file is only named.

    With ``beside`` the button stands at the right of the picture, where height is short.

    Signals:
        chosen(path): a pathlib.Path; the page checks and shrinks it, and shows it with ``set_image``.
    """

    chosen = Signal(object)

    def __init__(
        self,
        caption: str = "",
        key: str = "",
        *,
        width: int = 108,
        height: int = 90,
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caption = caption
        self.view = _Picture(width, height)
        self.button = PlainButton(caption, key)
        self.line = Text("", "small", tone="muted", wrap=True)
        self.line.hide()
        self.button.clicked.connect(self.ask)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        whole = column(spacing=6)
        if beside:
            whole.addLayout(row(self.view, self.button, spacing=8))
        else:
            whole.addWidget(self.view)
            whole.addWidget(self.button)
        whole.addWidget(self.line)
        self.setLayout(whole)

    def set_caption(self, caption: str) -> None:
        """The words on the button."""
        self._caption = caption
        self.button.set_text(caption)

    def set_image(self, image: QImage | None) -> None:
        """Show a picture; None shows the empty slot."""
        self.view.set_image(image)

    def set_line(self, text: str, tone: str = "muted") -> None:
        """A line beneath: what was done with the photo, or (tone "act") what is wrong with it."""
        self.line.setText(text)
        self.line.set_tone(tone)
        self.line.setVisible(bool(text))

    def ask(self) -> None:
        """Open the file dialog."""
        path = ask_file(self, self._caption, _("Pictures ({kinds})").format(kinds=PHOTO_KINDS))
        if path is not None:
            self.chosen.emit(path)


class _Picture(QWidget):
    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._pixmap: QPixmap | None = None
        self.setMinimumSize(width, height)

    def set_image(self, image: QImage | None) -> None:
        self._pixmap = None if image is None or image.isNull() else QPixmap.fromImage(image)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("hairline"))
        painter.setBrush(theme.colour("tile"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        shown = self._pixmap
        if shown is None:
            shown = icons.pixmap("camera", "green", 36)
        else:  # the whole frame is filled, and its corners stay round
            shown = shown.scaled(
                self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
            )
            corners = QPainterPath()
            corners.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)
            painter.setClipPath(corners)
        painter.drawPixmap((self.width() - shown.width()) // 2, (self.height() - shown.height()) // 2, shown)
