"""One page being laid out: it measures and breaks text, remembers what to paint, and paints it on any device.

All lengths are dots, 8 to a millimetre: what thermal printers have. The same page goes to a picture, a PDF (as text
and lines, not as a picture) and a printer.
"""

import re
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QImageReader,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer

from villagedesk import paths
from villagedesk.desktop import theme
from villagedesk.desktop.printing import qr

DOTS_PER_MM = 8
LINE_HEIGHT = 1.4
# Line ends and marks that turn the direction of what follows them would let a name rearrange a paper.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SMALLEST = 0.7  # text that does not fit shrinks to this share of its size, then it is cut with …

Op = Callable[[QPainter], None]

# Printed across every page while somebody practises; "" otherwise.
stamp = ""


@cache
def load_fonts() -> None:
    """Load the fonts we ship, unless the program has done so; call it once in the main thread."""
    if theme.FAMILY not in QFontDatabase.families():
        for name in theme.FONT_FILES:
            QFontDatabase.addApplicationFont(str(paths.resource(f"fonts/{name}")))


@cache
def font(size: int, strong: bool = False) -> QFont:
    """The font of paper: ``size`` in dots, no hinting so that every device measures alike.

    Forms by the language of the system are off: characters look as on the mainland everywhere, and the figures are the
    plain ones, which a PDF gives back as text (theirs have equal width anyway).
    """
    load_fonts()
    made = QFont(theme.FAMILY)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("locl"), 0)
    return made


def text_width(text: str, size: int, *, strong: bool = False) -> float:
    """How wide a line of text is, in dots."""
    return QFontMetricsF(font(size, strong)).horizontalAdvance(text)


class Page:
    """A page of ``width`` dots; ``height`` 0 grows with what is put on it (a receipt).

    ``lowest`` and ``rightmost`` say how far what was put on it reaches.
    """

    def __init__(self, width: int, height: int = 0) -> None:
        self.width = width
        self._height = height
        self.lowest = 0.0
        self.rightmost = 0.0
        self._ops: list[Op] = []

    @property
    def height(self) -> int:
        """Height in dots."""
        return self._height or int(self.lowest + 1)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        *,
        strong: bool = False,
        width: float | None = None,
        lines: int = 1,
        align: str = "left",
    ) -> float:
        """Put text into a box whose upper edge is at ``y``; returns the lower edge.

        Args:
            x: left edge of the box; ``align`` "right" and "centre" need ``width``.
            y: upper edge.
            text: what it says; control characters and line ends become spaces.
            size: dots.
            strong: semi-bold.
            width: of the box; None takes what is left of the page.
            lines: as many lines as there may be; longer text first shrinks, then is cut with ….
            align: left, right or centre.
        """
        room = self.width - x if width is None else width
        shown, fitted = fit(_CONTROL.sub(" ", text).strip(), size, strong, room, lines)
        metrics = QFontMetricsF(font(fitted, strong))
        step = fitted * LINE_HEIGHT
        rise = (step - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
        for number, line in enumerate(shown):
            indent = {"left": 0.0, "right": 1.0, "centre": 0.5}[align] * (room - metrics.horizontalAdvance(line))
            self._ops.append(_text_op(line, fitted, strong, x + indent, y + number * step + rise))
            self._grow(y, x + indent + metrics.horizontalAdvance(line))
        return self._grow(y + len(shown) * step)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, thick: float = 2, dashed: bool = False) -> float:
        """A straight line; returns its lower end."""
        pen = QPen(QColor("black"), thick, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._ops.append(lambda p: (p.setPen(pen), p.drawLine(round(x1), round(y1), round(x2), round(y2)))[0])
        return self._grow(max(y1, y2) + thick, max(x1, x2))

    def box(self, x: float, y: float, width: float, height: float, *, thick: float = 2, radius: float = 0) -> float:
        """An empty rectangle; returns its lower edge."""
        pen = QPen(QColor("black"), thick)
        area = QRectF(x + thick / 2, y + thick / 2, width - thick, height - thick)

        def draw(painter: QPainter) -> None:
            painter.setPen(pen)
            painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
            painter.drawRoundedRect(area, radius, radius)

        self._ops.append(draw)
        return self._grow(y + height, x + width)

    def qr(self, x: float, y: float, text: str, *, room: float, most: int = 6, align: str = "left") -> float:
        """A QR code of at most ``room`` dots, whole dots a module and at most ``most`` of them; returns its side.

        With ``align`` "right", ``x`` is its right edge.
        """
        count = len(qr.modules(text))
        module = max(2, min(most, int(room) // count))
        x -= module * count if align == "right" else 0
        self._ops.append(lambda painter: qr.paint(painter, x, y, module, text))
        self._grow(y + module * count, x + module * count)
        return module * count

    def icon(self, x: float, y: float, size: float, name: str) -> None:
        """The drawing called ``name``, see ``paths.drawing``; nothing when there is none."""
        source = _icon(name)
        if source:
            self._ops.append(lambda p: QSvgRenderer(QByteArray(source)).render(p, QRectF(x, y, size, size)))
            self._grow(y + size, x + size)

    def picture(self, x: float, y: float, width: float, height: float, jpeg: bytes) -> float:
        """A photo, as large as fits into the box and in its middle; returns the box's lower edge.

        Something that is no picture leaves the box empty.
        """
        image = QImage.fromData(jpeg)
        if not image.isNull():
            size = image.size().scaled(int(width), int(height), Qt.AspectRatioMode.KeepAspectRatio)
            area = QRectF(x + (width - size.width()) / 2, y + (height - size.height()) / 2, size.width(), size.height())
            self._ops.append(lambda painter: painter.drawImage(area, image))
        return self._grow(y + height, x + width)

    def photo(
        self, x: float, y: float, width: float, height: float, load: Callable[[], bytes | None], missing: str
    ) -> float:
        """A photo that is read only while the page is painted, at the size it has there, and forgotten at once.

        So a paper with forty of them needs no more memory than one with a single one. Where it is not on this computer
        its place says ``missing``. Returns the box's lower edge.
        """
        area = QRectF(x, y, width, height)

        def draw(painter: QPainter) -> None:
            image = _scaled(load() or b"", area)
            if image.isNull():
                painter.setFont(font(28))
                painter.setPen(Qt.GlobalColor.black)
                words = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
                painter.drawText(area.adjusted(20, 0, -20, 0), words, missing)
                return
            size = image.size().scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = x + (width - size.width()) / 2, y + (height - size.height()) / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), image)

        self._ops.append(draw)
        return self._grow(y + height, x + width)

    def dots(self, x: float, y: float, side: float, picture: bytes) -> None:
        """A small picture in a square, in black dots only: what a thermal head can print and one still recognises."""
        image = QImage.fromData(picture)
        if image.isNull():
            return
        size = QSize(int(side), int(side))
        small = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        made = small.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.DiffuseDither)
        place = QPointF(int(x), int(y))
        self._ops.append(lambda painter: painter.drawImage(place, made))
        self._grow(y + side, x + side)

    def paint(self, painter: QPainter) -> None:
        """Paint everything; one unit of the painter is one dot."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        for op in self._ops:
            op(painter)
        if stamp:
            self._paint_stamp(painter)
        painter.restore()

    def _paint_stamp(self, painter: QPainter) -> None:
        """Large, hollow and aslant: what is beneath can be read, and nobody takes it for a real paper."""
        size = round(self.width / 8)
        outline = QPainterPath()
        outline.addText(QPointF(-text_width(stamp, size) / 2, size / 3), font(size), stamp)
        painter.translate(self.width / 2, self.height / 2)
        painter.rotate(-20)
        painter.setPen(QPen(QColor("black"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)

    def image(self) -> QImage:
        """The page as a grey picture, one pixel a dot."""
        made = QImage(self.width, self.height, QImage.Format.Format_Grayscale8)
        made.setDotsPerMeterX(DOTS_PER_MM * 1000)
        made.setDotsPerMeterY(DOTS_PER_MM * 1000)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        self.paint(painter)
        painter.end()
        return made

    def _grow(self, bottom: float, right: float = 0) -> float:
        self.lowest = max(self.lowest, bottom)
        self.rightmost = max(self.rightmost, right)
        return bottom


def _text_op(line: str, size: int, strong: bool, x: float, baseline: float) -> Op:
    def draw(painter: QPainter) -> None:
        painter.setFont(font(size, strong))
        painter.setPen(Qt.GlobalColor.black)
        painter.drawText(QRectF(x, baseline, 0, 0).topLeft(), line)

    return draw


def fit(text: str, size: int, strong: bool, room: float, lines: int) -> tuple[list[str], int]:
    """The lines of a text and the size at which they fit: smaller where needed, cut with … where even that is too long."""
    for smaller in range(size, int(size * SMALLEST) - 1, -1):
        found = broken(text, smaller, room, strong=strong)
        if len(found) <= lines:
            return found, smaller
    smallest = int(size * SMALLEST)
    found = broken(text, smallest, room, strong=strong)
    rest = "".join(found[lines - 1 :])
    cut = QFontMetricsF(font(smallest, strong)).elidedText(rest, Qt.TextElideMode.ElideRight, room)
    return [*found[: lines - 1], cut], smallest


def broken(text: str, size: int, room: float, *, strong: bool = False) -> list[str]:
    """Text broken into lines of at most ``room`` dots: between words where there are any, else anywhere."""
    layout = QTextLayout(text, font(size, strong))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    units = text.encode("utf-16-le")  # Qt counts UTF-16 units; a rare name may need two for one character
    found = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        start, length = line.textStart(), line.textLength()
        found.append(units[2 * start : 2 * (start + length)].decode("utf-16-le").strip())
    layout.endLayout()
    return found or [""]


def _scaled(jpeg: bytes, area: QRectF) -> QImage:
    """A photo decoded at about the size it gets on paper, with a quarter more for the printer; empty when it is none."""
    buffer = QBuffer()
    buffer.setData(jpeg)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    whole, room = reader.size(), (area.size() * 1.25).toSize()
    if whole.isValid() and (whole.width() > room.width() or whole.height() > room.height()):
        reader.setScaledSize(whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


@cache
def _icon(name: str) -> bytes:
    path = paths.drawing(name)
    return path.read_bytes().replace(b"currentColor", b"#000000") if path else b""
