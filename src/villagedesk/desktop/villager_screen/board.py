"""Painting in letters that fit: sizes follow the screen, and a text that is too long gets smaller before it is cut."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from villagedesk.desktop import icons, theme
from villagedesk.desktop.widgets.goods_tile import kept_picture, paint_picture
from villagedesk.desktop.widgets.pictures import paint_qr, qr_matrix

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter
_LEAST = 0.55  # of the wanted size; smaller letters are not read from the other side of a counter


@dataclass(frozen=True)
class Written:
    """A text that was painted, where, and in how many pixels."""

    text: str
    rect: QRectF
    pixels: int
    whole: bool


class Board:
    """One picture of the villager's screen while it is painted.

    Args:
        painter: open on the window.
        rect: the whole window.
        percent: the text size of the settings; letters that are large anyhow grow a fifth as fast.
    """

    def __init__(self, painter: QPainter, rect: QRectF, percent: int) -> None:
        self.painter, self.rect = painter, rect
        self._unit = min(rect.width() / 1100, rect.height() / 768)
        self._grow = 1 + (percent - 100) / 500
        self.written: list[Written] = []
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def px(self, size: float) -> float:
        """A length of the usual screen as one of this screen."""
        return size * self._unit

    def letters(self, size: float) -> float:
        """A letter size of the usual screen as pixels here."""
        return size * self._unit * self._grow

    def ground(self, colour: str = "paper") -> None:
        """Fill the whole screen."""
        self.painter.fillRect(self.rect, theme.colour(colour))

    def card(self, rect: QRectF) -> None:
        """A white card."""
        self.painter.setPen(theme.colour("hairline"))
        self.painter.setBrush(theme.colour("card"))
        self.painter.drawRoundedRect(rect, self.px(18), self.px(18))

    def tile(self, rect: QRectF, icon: str, sha256: str = "") -> None:
        """Goods: their picture where there is one, else the drawing of their kind on its ground."""
        picture = kept_picture(sha256)
        if picture is not None:
            paint_picture(self.painter, rect, picture)
            return
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(theme.colour("good_soft"))
        self.painter.drawRoundedRect(rect, self.px(14), self.px(14))
        name = icon or "bag"
        side = round(rect.height() * (0.8 if icons.is_kind(name) else 0.58))
        at = QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2)
        self.painter.drawPixmap(at, icons.pixmap(name, "green", side))

    def write_name(self, rect: QRectF, text: str, size: float) -> None:
        """A name on one line, or on two where they fit at this size; else smaller, on one."""
        wanted = self.letters(size)
        font = _font(wanted, False)
        metrics = QFontMetricsF(font)
        two = rect.height() >= 2 * metrics.height() * 0.9 and metrics.horizontalAdvance(text) > rect.width()
        flags = LEFT | Qt.TextFlag.TextWrapAnywhere
        if not two or metrics.boundingRect(rect, flags, text).height() > 2.1 * metrics.height():
            self.write(rect, text, size)
            return
        self.painter.setFont(font)
        self.painter.setPen(theme.colour("ink"))
        self.painter.drawText(rect, flags, text)
        self.written.append(Written(text, rect, font.pixelSize(), True))

    def write(
        self,
        rect: QRectF,
        text: str,
        size: float,
        *,
        colour: str = "ink",
        strong: bool = False,
        align: Qt.AlignmentFlag = LEFT,
        least: float = _LEAST,
    ) -> None:
        """One line of text, ``size`` high on the usual screen; where there is no room smaller, down to ``least`` of it."""
        wanted = min(self.letters(size), rect.height() * 0.78)
        font = _font(wanted, strong)
        wide = QFontMetricsF(font).horizontalAdvance(text)
        if wide > rect.width():
            font = _font(max(wanted * least, wanted * rect.width() / wide - 1), strong)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        self.painter.setFont(font)
        self.painter.setPen(theme.colour(colour))
        self.painter.drawText(rect, align, shown)
        self.written.append(Written(text, rect, font.pixelSize(), shown == text))

    def code(self, rect: QRectF, text: str) -> None:
        """A square code in the middle of ``rect``, on white, with its quiet border."""
        matrix = qr_matrix(text)
        module = int(min(rect.width(), rect.height()) / (len(matrix) + 8))
        side = module * len(matrix)
        square = QRectF(round(rect.center().x() - side / 2), round(rect.center().y() - side / 2), side, side)
        border = 4 * module
        self.painter.fillRect(square.adjusted(-border, -border, border, border), Qt.GlobalColor.white)
        paint_qr(self.painter, square, matrix, theme.colour("ink"))


def _font(pixels: float, strong: bool) -> QFont:
    made = theme.font("body", strong=strong)
    made.setPixelSize(max(8, int(pixels)))
    return made
