"""A grade as a drawing: four fruits, by whose size, colour and scars one sees what the words beside it mean."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop import theme


@dataclass(frozen=True)
class Fruit:
    """One fruit: its size in percent of the largest, how ripe it is (percent), and where it has scars, around its middle."""

    size: int
    ripe: int = 100
    scars: tuple[tuple[int, int], ...] = ()


# By place of the grade in the rule pack: all alike; nearly alike with a small scar; of all sizes and colours, with scars.
FRUITS: tuple[tuple[Fruit, ...], ...] = (
    (Fruit(100), Fruit(100), Fruit(100), Fruit(100)),
    (Fruit(95), Fruit(88, 90), Fruit(92, scars=((20, -20),)), Fruit(86, 90)),
    (Fruit(92, 70, ((-30, 10),)), Fruit(58, 45), Fruit(80, 95, ((10, 30), (-20, -30))), Fruit(66, 60, ((0, 0),))),
)
_RIPE, _GREEN, _SCAR, _LEAF = QColor("#d9822b"), QColor("#a9b44a"), QColor("#6b4a2b"), QColor("#2f6b45")


class GradePicture(QWidget):
    """The drawing of a grade by its place, the best one first; further ones look like the last."""

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fruits = FRUITS[min(place, len(FRUITS) - 1)]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(26) * len(self.fruits), theme.px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self.fruits)
        for at, fruit in enumerate(self.fruits):
            paint_fruit(painter, fruit, QPointF(step * (at + 0.5), self.height() * 0.55), step * 0.46)
        painter.end()


def paint_fruit(painter: QPainter, fruit: Fruit, middle: QPointF, most: float) -> None:
    """One fruit.

    Args:
        painter: where to.
        fruit: which.
        middle: where its middle is.
        most: half the width of the largest fruit, in pixels.
    """
    half = most * fruit.size / 100
    painter.setPen(QPen(_SCAR.lighter(140), 1))
    painter.setBrush(_between(_GREEN, _RIPE, fruit.ripe))
    painter.drawEllipse(middle, half, half * 0.95)
    painter.setBrush(_LEAF)
    painter.setPen(QPen(_LEAF, 1))
    painter.drawEllipse(QRectF(middle.x(), middle.y() - half * 1.25, half * 0.55, half * 0.35))
    painter.setPen(QPen(_SCAR, max(1.5, half * 0.16)))
    for x, y in fruit.scars:
        spot = QPointF(middle.x() + half * x / 100, middle.y() + half * y / 100)
        painter.drawLine(spot, spot + QPointF(half * 0.3, half * 0.22))


def _between(one: QColor, other: QColor, percent: int) -> QColor:
    """A colour so many percent of the way from one to the other."""

    def part(a: int, b: int) -> int:
        return (a * (100 - percent) + b * percent) // 100

    return QColor(part(one.red(), other.red()), part(one.green(), other.green()), part(one.blue(), other.blue()))
