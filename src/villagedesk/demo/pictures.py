"""Photos that the demo's people took, drawn: a heap of fruit on a table, and bought goods in their pack."""

import random
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QRadialGradient

_COLOURS = {
    "猕猴桃": ("#8a6b3d", "#b5925a"),
    "山核桃（生）": ("#6b4a2b", "#98703f"),
    "土鸡蛋": ("#d9b48a", "#f0d8b8"),
    "水蜜桃": ("#e98a7d", "#f7c3a6"),
    "红薯": ("#8e3b46", "#b65c5f"),
    "糯玉米": ("#d8a928", "#f2d566"),
    "春茶": ("#3f6b3a", "#6f9a53"),
    "板栗": ("#5a2f1c", "#8a4f2d"),
}


def draw_photo(product: str, path: Path, seed: int) -> Path:
    """Write a JPEG of a heap of ``product``; it needs no window."""
    chance = random.Random(seed)
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(0.5, 0.5)
    _table(painter)
    dark, light = _COLOURS.get(product, ("#4c7a43", "#8cb36a"))
    painter.setPen(Qt.PenStyle.NoPen)
    for row in range(7):
        for _ in range(5 + row * 2):
            size = chance.uniform(150, 230)
            x = 800 + chance.gauss(0, 90 + row * 70)
            y = 380 + row * 90 + chance.uniform(-30, 30)
            light_at = QRadialGradient(QPointF(x - size / 5, y - size / 5), size * 0.7)
            light_at.setColorAt(0, QColor(light).lighter(chance.randrange(95, 115)))
            light_at.setColorAt(1, QColor(dark).darker(chance.randrange(95, 120)))
            painter.setBrush(light_at)
            painter.drawEllipse(QRectF(x - size / 2, y - size / 2, size, size * chance.uniform(0.8, 1.0)))
    painter.end()
    image.save(str(path), quality=88)
    return path


def draw_pack(path: Path, *, close: bool = False, bagged: bool = False) -> Path:
    """Write a JPEG of goods in their pack; it needs no window.

    Args:
        path: where to.
        close: only the print on the pack, blurred as on a bad copy.
        bagged: the pack in a bag with a seal.
    """
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.scale(0.5, 0.5)
    _table(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    if close:
        painter.translate(-1600, -1450)
        painter.scale(3, 3)
    _pack(painter, blurred=close)
    if bagged:
        painter.setBrush(QColor(235, 242, 246, 110))
        painter.drawRoundedRect(QRectF(430, 130, 740, 960), 30, 30)
        painter.setBrush(QColor("#c0392b"))
        painter.drawRoundedRect(QRectF(430, 180, 740, 70), 10, 10)
    painter.restore()
    painter.end()
    image.save(str(path), quality=88)
    return path


def _table(painter: QPainter) -> None:
    ground = QLinearGradient(QPointF(0, 0), QPointF(0, 1200))
    ground.setColorAt(0, QColor("#e9e2d2"))
    ground.setColorAt(1, QColor("#b99f78"))
    painter.fillRect(0, 0, 1600, 1200, ground)


def _pack(painter: QPainter, *, blurred: bool) -> None:
    """An upright pack with a coloured band and some lines of print."""
    body = QLinearGradient(QPointF(520, 0), QPointF(1080, 0))
    body.setColorAt(0, QColor("#d8e4ee"))
    body.setColorAt(1, QColor("#9fb4c6"))
    painter.setBrush(body)
    painter.drawRoundedRect(QRectF(520, 260, 560, 780), 26, 26)
    painter.setBrush(QColor("#2f6fa3"))
    painter.drawRect(QRectF(520, 380, 560, 190))
    for line, width in enumerate((420, 360, 400, 240, 330)):
        painter.setBrush(QColor(255, 255, 255, 230) if line < 1 else QColor(40, 60, 80, 200))
        y = 450 if line < 1 else 570 + line * 80
        painter.drawRoundedRect(QRectF(590, y, width, 36), 8, 8)
        if blurred:
            painter.setBrush(QColor(40, 60, 80, 70))
            painter.drawRoundedRect(QRectF(602, y + 12, width, 36), 8, 8)
