"""A white field to draw on with finger, pen or mouse: for a name, a thumb's mark, or the sketch of a plot."""

import itertools

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QImageWriter,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop import theme

# The picture that is kept: black on white without grey, some hundred bytes.
LARGEST = QSize(420, 140)
_AIR = 8
_PEN = 2.4
# Less ink than this (in pixels) is a slip of the hand and no name.
_LEAST_INK = 40


class InkField(QWidget):
    """The white field. Strokes are kept as they were drawn, so that a larger window does not smear them.

    ``largest`` is the size of the picture that is kept. Instead of strokes it can show a picture drawn before.

    Signals:
        drawn(): a stroke came to its end, or all of them went.
    """

    drawn = Signal()

    def __init__(self, height: int, largest: QSize = LARGEST) -> None:
        super().__init__()
        self._height = height
        self._largest = largest
        self._kept = b""
        self._kept_image = QImage()
        self._strokes: list[list[QPointF]] = []
        self._down = False
        self._on_paper = False
        self._words = self._hint = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.half(300), theme.half(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.half(160), theme.half(self._height))

    # --- what the pad asks

    def has_ink(self) -> bool:
        """Whether anything was drawn."""
        return bool(self._strokes or self._kept)

    def has_name(self) -> bool:
        """Whether enough was drawn to be a name or a cross."""
        if self._kept:
            return True
        ink = 0.0
        for stroke in self._strokes:
            for one, other in itertools.pairwise(stroke):
                ink += (other - one).manhattanLength()
        return ink >= _LEAST_INK

    def wipe(self) -> None:
        """A blank field."""
        self._strokes, self._down = [], False
        self._kept, self._kept_image = b"", QImage()
        self.update()

    def show_kept(self, png: bytes) -> None:
        """Show a picture that was drawn before; it stays what it is until it is wiped."""
        self.wipe()
        self._kept, self._kept_image = png, QImage.fromData(png)
        self.update()

    def set_on_paper(self, on_paper: bool) -> None:
        """Say instead that the signature is on paper."""
        self._on_paper = on_paper
        self.update()

    def say(self, words: str) -> None:
        """What the field says when the signature is on paper."""
        self._words = words
        self.update()

    def set_hint(self, words: str) -> None:
        """What stands in the blank field, where there is no room for words above it."""
        self._hint = words
        self.update()

    def png(self) -> bytes:
        """What was drawn, cut to its edges, in black on white."""
        if self._kept:
            return self._kept
        around = QPolygonF([point for stroke in self._strokes for point in stroke]).boundingRect()
        around.adjust(-_AIR, -_AIR, _AIR, _AIR)
        size = around.size().toSize()
        if size.width() > self._largest.width() or size.height() > self._largest.height():
            size = size.scaled(self._largest, Qt.AspectRatioMode.KeepAspectRatio)
        image = QImage(size, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = size.width() / around.width()
        painter.scale(scale, scale)
        painter.translate(-around.topLeft())
        _paint_strokes(painter, self._strokes, QPen(Qt.GlobalColor.black, _PEN / scale))
        painter.end()
        mono = image.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(mono)
        return bytes(buffer.data().data())

    # --- finger, pen, mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif kind == QEvent.Type.TabletMove:
            self._go_on(event.position())
        else:
            self._end()
        event.accept()  # else Qt sends it once more as a mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent) and self._touched(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.has_ink():
            self.wipe()
            self.drawn.emit()
            return
        super().keyPressEvent(event)

    def _touched(self, event: QTouchEvent) -> bool:
        points = event.points()
        if not points:
            return False
        at, kind = points[0].position(), event.type()  # a second finger is the ball of the hand
        if kind == QEvent.Type.TouchBegin:
            self._begin(at)
        elif kind == QEvent.Type.TouchUpdate:
            self._go_on(at)
        else:
            self._end()
        return True

    def _begin(self, at: QPointF) -> None:
        if self._on_paper or self._kept:
            return
        self._down = True
        self._strokes.append([at])
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if self._down:
            inside = QRectF(self.rect())
            x = min(max(at.x(), inside.left()), inside.right())
            y = min(max(at.y(), inside.top()), inside.bottom())
            self._strokes[-1].append(QPointF(x, y))
            self.update()

    def _end(self) -> None:
        if self._down:
            self._down = False
            self.drawn.emit()

    # --- painting

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("green" if focused else "edge"), 2 if focused else 1))
        painter.setBrush(theme.colour("tile" if self._on_paper else "card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        words = self._words if self._on_paper else "" if self.has_ink() else self._hint
        if words:
            painter.setFont(theme.font("body" if self._on_paper else "small"))
            painter.setPen(theme.colour("ink" if self._on_paper else "muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(10, 4, -10, -4), flags, words)
            return
        if self._kept:
            room = self.rect().adjusted(_AIR, _AIR, -_AIR, -_AIR)
            size = self._kept_image.size()
            if size.width() > room.width() or size.height() > room.height():
                size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRectF(room.x(), room.y(), size.width(), size.height()), self._kept_image)
            return
        _paint_strokes(painter, self._strokes, QPen(theme.colour("ink"), _PEN))


def _paint_strokes(painter: QPainter, strokes: list[list[QPointF]], pen: QPen) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in strokes:
        if len(stroke) == 1:
            painter.drawPoint(stroke[0])
        else:
            painter.drawPolyline(QPolygonF(stroke))
