"""A place to sign with finger, pen or mouse; who cannot, signs on paper, and a key says so."""

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
from villagedesk.desktop.widgets.buttons import PlainButton, ToggleButton
from villagedesk.desktop.widgets.columns import Columns
from villagedesk.desktop.widgets.styling import column
from villagedesk.desktop.widgets.text import Text
from villagedesk.domain.evidence import Signed
from villagedesk.i18n import _

# The picture that is kept: black on white without grey, some hundred bytes.
_LARGEST = QSize(420, 140)
_AIR = 8
_PEN = 2.4
# Less ink than this (in pixels) is a slip of the hand and no name.
_LEAST_INK = 40


class SignaturePad(QWidget):
    """A caption, the white field, and a button: signed on paper (with ``paper_key``), or once more when a name stands.

    Signals:
        changed(): a stroke came, all went, or paper was chosen.
    """

    changed = Signal()

    def __init__(self, paper_key: str = "", *, height: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.caption = Text("", "small", tone="muted", wrap=True)
        self.field = _Field(height)
        self.again = PlainButton("")
        self.paper = ToggleButton("", paper_key)
        self.line = Text("", "small", tone="act", wrap=True)
        buttons = QWidget()
        buttons.setLayout(column(self.paper, self.again, None, spacing=6))
        field = Columns(self.field, buttons, shares=(1, 0), wide=400, spacing=10)
        self.setLayout(column(self.caption, field, self.line, spacing=4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.field.drawn.connect(self._on_drawn)
        self.again.clicked.connect(self.clear)
        self.paper.clicked.connect(self._on_paper)
        self.retranslate()
        self._show()

    def set_caption(self, words: str) -> None:
        """Who is to sign, for instance ``The driver signs``; "" for the usual words."""
        self._words = words
        self.retranslate()

    def signed(self) -> Signed:
        """What stands in it; false while nobody has signed."""
        if self.paper.isChecked():
            return Signed(on_paper=True)
        return Signed(self.field.png()) if self.field.has_name() else Signed()

    def clear(self) -> None:
        """Take everything away, for the next one or because it went wrong."""
        self.field.wipe()
        self.paper.setChecked(False)
        self._show()
        self.changed.emit()

    def set_error(self, text: str) -> None:
        """A red line beneath that says what to do; "" takes it away."""
        self.line.setText(text)
        self.line.setVisible(bool(text))

    def retranslate(self) -> None:
        """Every text."""
        words = self._words or _("Please sign here")
        self.caption.setText(words)
        self.field.setAccessibleName(words)
        self.field.setAccessibleDescription(_("Draw with finger, pen or mouse; without one, choose: signed on paper"))
        self.field.say(_("Signed on paper, with pen or thumb"))
        self.again.set_text(_("Sign again"))
        self.paper.set_text(_("Signed on paper"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_drawn(self) -> None:
        self._show()
        self.changed.emit()

    def _on_paper(self) -> None:
        self.field.wipe()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        on_paper = self.paper.isChecked()
        self.field.set_on_paper(on_paper)
        # One button at a time: two under each other would be higher than the field.
        self.again.setVisible(self.field.has_name())
        self.paper.setVisible(not self.field.has_name())
        if self.signed():
            self.set_error("")
        elif not self.line.text():
            self.line.hide()


class _Field(QWidget):
    """The white field. Strokes are kept as they were drawn, so that a larger window does not smear them."""

    drawn = Signal()

    def __init__(self, height: int) -> None:
        super().__init__()
        self._height = height
        self._strokes: list[list[QPointF]] = []
        self._down = False
        self._on_paper = False
        self._words = ""
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
        return bool(self._strokes)

    def has_name(self) -> bool:
        """Whether enough was drawn to be a name or a cross."""
        ink = 0.0
        for stroke in self._strokes:
            for one, other in itertools.pairwise(stroke):
                ink += (other - one).manhattanLength()
        return ink >= _LEAST_INK

    def wipe(self) -> None:
        """A blank field."""
        self._strokes, self._down = [], False
        self.update()

    def set_on_paper(self, on_paper: bool) -> None:
        """Say instead that the signature is on paper."""
        self._on_paper = on_paper
        self.update()

    def say(self, words: str) -> None:
        """What the field says when the signature is on paper."""
        self._words = words
        self.update()

    def png(self) -> bytes:
        """What was drawn, cut to its edges, in black on white."""
        around = QPolygonF([point for stroke in self._strokes for point in stroke]).boundingRect()
        around.adjust(-_AIR, -_AIR, _AIR, _AIR)
        size = around.size().toSize()
        if size.width() > _LARGEST.width() or size.height() > _LARGEST.height():
            size = size.scaled(_LARGEST, Qt.AspectRatioMode.KeepAspectRatio)
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
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._strokes:
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
        if self._on_paper:
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
        if self._on_paper:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("ink"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(10, 4, -10, -4), flags, self._words)
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
