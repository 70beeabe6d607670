"""Small charts painted by ourselves: few colours, every mark has a word or a number, and a screen reader hears them.

``BarChart`` shows days or months as upright bars, ``RankChart`` who had how much as lying bars with their names, and
``LineChart`` how two times went beside each other. A chart that has nothing to show is hidden by its page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk.desktop import theme

FIRST, SECOND = "green", "avatar_blue"
_GAP = 6


@dataclass(frozen=True)
class Bar:
    """One bar: its word, its value, and a second value in front of it where there are two kinds. None is below zero."""

    label: str
    value: int
    second: int = 0
    now: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a chart: what it is called, and its values from the left; it may end early."""

    name: str
    values: tuple[int, ...]


class _Chart(QWidget):
    """What the three have in common: a height that grows with the text, and words for a screen reader."""

    def __init__(
        self,
        *,
        name: str = "",
        shown: Callable[[int], str] = str,
        tall: int = 190,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown, self._tall = shown, tall
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """What a screen reader calls it."""
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.half(self._tall) + 2 * _metrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.half(160), self.sizeHint().height())

    def _text(self, painter: QPainter, box: QRectF, flag: Qt.AlignmentFlag, text: str, colour: str = "muted") -> None:
        painter.setPen(theme.colour(colour))
        painter.drawText(box, int(flag | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)

    def _begin(self) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        return painter


class BarChart(_Chart):
    """Upright bars. ``legend`` names the two kinds where there are two; the highest bar and the newest say their sum."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bars: list[Bar] = []
        self.legend: tuple[str, str] = ("", "")

    def set_bars(self, bars: Sequence[Bar], legend: tuple[str, str] = ("", "")) -> None:
        """Show these, from the left."""
        self.bars, self.legend = list(bars), legend
        self.setAccessibleDescription(", ".join(f"{bar.label} {self._shown(bar.value)}" for bar in bars))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter, metrics = self._begin(), _metrics()
        line, width = metrics.height() + 2, self.width()
        top, bottom = float(line + 4), float(self.height() - line - 4)
        if self.legend[1]:
            _paint_legend(painter, self.legend, width, metrics)
            top += line
        most = max(max(bar.value, bar.second) for bar in self.bars) or 1
        step = width / len(self.bars)
        wide = min(step * 0.66, theme.half(56))
        painter.setPen(QPen(theme.colour("hairline"), 1))
        painter.drawLine(QPointF(0, bottom + 0.5), QPointF(width, bottom + 0.5))
        for at, bar in enumerate(self.bars):
            x = at * step + (step - wide) / 2
            _paint_bar(painter, x, bottom, wide, (bottom - top) * bar.value / most, FIRST)
            if bar.second:
                thin = wide * 0.5
                _paint_bar(painter, x + (wide - thin) / 2, bottom, thin, (bottom - top) * bar.second / most, SECOND)
        self._paint_sums(painter, metrics, step, top, bottom, most)
        for at in _labelled([bar.label for bar in self.bars], [bar.now for bar in self.bars], step, metrics):
            box = _centred(at * step + step / 2, metrics.horizontalAdvance(self.bars[at].label), width)
            colour = "ink" if self.bars[at].now else "muted"
            area = QRectF(box[0], bottom + 4, box[1], line)
            self._text(painter, area, Qt.AlignmentFlag.AlignHCenter, self.bars[at].label, colour)
        painter.end()

    def _paint_sums(
        self, painter: QPainter, metrics: QFontMetrics, step: float, top: float, bottom: float, most: int
    ) -> None:
        """The numbers above the bars: of all where there is room, else of the highest and of the newest."""
        texts = [self._shown(bar.value) if bar.value else "" for bar in self.bars]
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        highest = max(range(len(self.bars)), key=lambda at: self.bars[at].value)
        order = range(len(self.bars)) if widest + _GAP <= step else [highest, *_now(self.bars)]
        taken: list[tuple[float, float]] = []
        for at in order:
            box = _centred(at * step + step / 2, metrics.horizontalAdvance(texts[at]), self.width())
            if not texts[at] or any(box[0] < end + _GAP and begin < box[0] + box[1] + _GAP for begin, end in taken):
                continue
            taken.append((box[0], box[0] + box[1]))
            y = bottom - (bottom - top) * self.bars[at].value / most - metrics.height() - 2
            area = QRectF(box[0], y, box[1], metrics.height())
            self._text(painter, area, Qt.AlignmentFlag.AlignHCenter, texts[at], "ink")


class RankChart(_Chart):
    """Lying bars with names, the longest first, as many as it is given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bars: list[Bar] = []

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these, from the top."""
        self.bars = list(bars)
        self.setAccessibleDescription(", ".join(f"{bar.label} {self._shown(bar.value)}" for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), max(1, len(self.bars)) * (_metrics().height() + theme.half(10)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter, metrics = self._begin(), _metrics()
        line = self.height() / len(self.bars)
        names = min(max(metrics.horizontalAdvance(bar.label) for bar in self.bars), int(self.width() * 0.34))
        sums = max(metrics.horizontalAdvance(self._shown(bar.value)) for bar in self.bars)
        room = max(20.0, self.width() - names - sums - 4 * _GAP)
        most = max(bar.value for bar in self.bars) or 1
        for at, bar in enumerate(self.bars):
            y = at * line
            text = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, names)
            self._text(painter, QRectF(0, y, names, line), Qt.AlignmentFlag.AlignLeft, text, "ink")
            long = max(2.0, room * bar.value / most) if bar.value else 0.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(FIRST))
            thick = min(line * 0.6, theme.half(22))
            painter.drawRoundedRect(QRectF(names + 2 * _GAP, y + (line - thick) / 2, long, thick), 4, 4)
            area = QRectF(names + 3 * _GAP + long, y, sums + _GAP, line)
            self._text(painter, area, Qt.AlignmentFlag.AlignLeft, self._shown(bar.value), "ink")
        painter.end()


class LineChart(_Chart):
    """One or two lines from the left edge; each says at its end what it came to. ``labels`` stand under the points."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.lines: list[Line] = []
        self.labels: list[str] = []

    def set_lines(self, lines: Sequence[Line], labels: Sequence[str]) -> None:
        """Show these; as many labels as the longest line has points."""
        self.lines, self.labels = [line for line in lines if line.values], list(labels)
        said = [f"{line.name} {self._shown(line.values[-1])}" for line in self.lines]
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.lines or not self.labels:
            return
        painter, metrics = self._begin(), _metrics()
        text, width = metrics.height() + 2, float(self.width())
        names = (self.lines[0].name, self.lines[1].name if len(self.lines) > 1 else "")
        _paint_legend(painter, names, self.width(), metrics)
        top, bottom = 2.0 * text + 4, float(self.height() - text - 4)
        most = max(max(line.values) for line in self.lines) or 1
        step = (width - 8) / max(1, len(self.labels) - 1)
        painter.setPen(QPen(theme.colour("hairline"), 1))
        painter.drawLine(QPointF(0, bottom + 0.5), QPointF(width, bottom + 0.5))
        for line, colour in reversed(list(zip(self.lines, (FIRST, SECOND), strict=False))):
            points = [
                QPointF(4 + at * step, bottom - (bottom - top) * max(0, value) / most)
                for at, value in enumerate(line.values)
            ]
            painter.setPen(QPen(theme.colour(colour), 3 if colour == FIRST else 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            painter.setBrush(theme.colour(colour))
            painter.drawEllipse(points[-1], 4, 4)
            box = _centred(points[-1].x(), metrics.horizontalAdvance(self._shown(line.values[-1])), self.width())
            if colour == FIRST:
                area = QRectF(box[0], points[-1].y() - text - 6, box[1], text)
                self._text(painter, area, Qt.AlignmentFlag.AlignHCenter, self._shown(line.values[-1]), "ink")
        for at in _labelled(self.labels, [False] * len(self.labels), step, metrics):
            box = _centred(4 + at * step, metrics.horizontalAdvance(self.labels[at]), self.width())
            area = QRectF(box[0], bottom + 4, box[1], text)
            self._text(painter, area, Qt.AlignmentFlag.AlignHCenter, self.labels[at])
        painter.end()


def _metrics() -> QFontMetrics:
    return QFontMetrics(theme.font("small"))


def _now(bars: Sequence[Bar]) -> list[int]:
    return [at for at, bar in enumerate(bars) if bar.now]


def _centred(middle: float, wide: float, room: float) -> tuple[float, float]:
    """Left edge and width of a text around a point, moved so that the whole text can be seen."""
    wide += 2
    return max(0.0, min(middle - wide / 2, room - wide)), wide


def _labelled(labels: Sequence[str], now: Sequence[bool], step: float, metrics: QFontMetrics) -> list[int]:
    """Which labels are shown so that none touches the next: every n-th, and the newest in place of its neighbours."""
    widest = max(metrics.horizontalAdvance(label) for label in labels) + 2 * _GAP
    every = next(n for n in (1, 2, 3, 5, 7, 10, 15, 20, 30, 60, 10**6) if n * step >= widest or n >= len(labels))
    chosen = list(range(0, len(labels), every))
    for at in (at for at, is_now in enumerate(now) if is_now):
        chosen = [*[other for other in chosen if abs(other - at) >= every], at]
    gone = {b for a, b in pairwise(sorted(chosen)) if (b - a) * step < widest and not now[b]}
    return [at for at in sorted(chosen) if at not in gone]


def _paint_bar(painter: QPainter, x: float, bottom: float, wide: float, tall: float, colour: str) -> None:
    if tall <= 0:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(colour))
    tall = max(2.0, tall)
    top, round_ = bottom - tall, min(4.0, tall / 2)
    shape = QPainterPath(QPointF(x, bottom))
    shape.lineTo(x, top + round_)
    shape.quadTo(x, top, x + round_, top)
    shape.lineTo(x + wide - round_, top)
    shape.quadTo(x + wide, top, x + wide, top + round_)
    shape.lineTo(x + wide, bottom)
    painter.drawPath(shape)


def _paint_legend(painter: QPainter, names: tuple[str, str], width: int, metrics: QFontMetrics) -> None:
    x, side = 0.0, metrics.height() * 0.6
    for name, colour in zip(names, (FIRST, SECOND), strict=True):
        if not name:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(colour))
        painter.drawRoundedRect(QRectF(x, (metrics.height() - side) / 2, side, side), 3, 3)
        painter.setPen(theme.colour("muted"))
        room = max(0, int(width - x - side - _GAP))
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(x + side + _GAP, 0, room, metrics.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        x += side + _GAP + metrics.horizontalAdvance(text) + 3 * _GAP
