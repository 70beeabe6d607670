"""Photos that the demo's farmers took, drawn: a heap of fruit on a table, different for each lot."""

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
    ground = QLinearGradient(QPointF(0, 0), QPointF(0, 1200))
    ground.setColorAt(0, QColor("#e9e2d2"))
    ground.setColorAt(1, QColor("#b99f78"))
    painter.fillRect(0, 0, 1600, 1200, ground)
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
