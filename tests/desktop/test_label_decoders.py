"""The printed square at 20 mm, blurred, with a tenth of it stained, is read by two decoders that know nothing of each other.

The first is zxing-cpp, which the program uses; the second is OpenCV's, which only the tests need.
"""

import random

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from tests.desktop.test_papers import PAPERS
from villagedesk.desktop.printing import qr
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.errors import AppError

SIDE_MM, PIXELS_A_MM = 20, 24  # 600 dots an inch, what a phone sees of it from a hand's width
DAMAGE = 0.10
STAINS = ("white", "black", "#806040")
NAMES = ("certificate", "lot", "certificate gtin")
SEEDS = range(6)


def printed(text: str, seed: int) -> QImage:
    """The square 20 mm wide in its white border, a stain over a tenth of its area, then out of focus."""
    count, chance = len(qr.modules(text)), random.Random(seed)
    side, border = SIDE_MM * PIXELS_A_MM, 4 * SIDE_MM * PIXELS_A_MM // count
    picture = QImage(side + 2 * border, side + 2 * border, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    module = side / count
    painter = QPainter(picture)
    qr.paint(painter, border, border, module, text)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(STAINS[seed % len(STAINS)]))
    painter.drawRect(_stain(chance, border, side, module))
    painter.end()
    return _blurred(picture, module)


def _stain(chance: random.Random, border: float, side: float, module: float) -> QRectF:
    """A tenth of the area, anywhere but on a corner: that hides where the square is, whatever its code can correct."""
    while True:
        width = side * (DAMAGE * chance.uniform(0.6, 1.7)) ** 0.5
        height = DAMAGE * side * side / width
        x, y = border + chance.uniform(0, side - width), border + chance.uniform(0, side - height)
        stain = QRectF(x, y, width, height)
        corners = [
            QRectF(cx - module, cy - module, 9 * module, 9 * module) for cx, cy in _corners(border, side, module)
        ]
        if not any(stain.intersects(corner) for corner in corners):
            return stain


def _corners(border: float, side: float, module: float) -> list[tuple[float, float]]:
    near, far = border, border + side - 7 * module
    return [(near, near), (far, near), (near, far)]


def _blurred(picture: QImage, module: float) -> QImage:
    """Out of focus by a third of a module: made so small that a module has three pixels, and large again."""
    small = picture.scaledToWidth(round(picture.width() * 3 / module), Qt.TransformationMode.SmoothTransformation)
    return small.scaledToWidth(picture.width(), Qt.TransformationMode.SmoothTransformation)


def by_zxing(picture: QImage) -> list[str]:
    try:
        return read_codes(picture)
    except AppError:
        return []


def by_opencv(picture: QImage) -> list[str]:
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    text, _points, _straight = cv2.QRCodeDetector().detectAndDecode(rows[:, : grey.width()].copy())
    return [text] if text else []


@pytest.mark.parametrize("decoder", [by_zxing, by_opencv])
@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_square_is_read(qapp, name, decoder):
    text = PAPERS[name].qr
    read = [decoder(printed(text, seed)) for seed in SEEDS]
    assert all(found in ([], [text]) for found in read), "nothing else is ever read"
    missed = [seed for seed, found in zip(SEEDS, read, strict=True) if found != [text]]
    assert not missed
