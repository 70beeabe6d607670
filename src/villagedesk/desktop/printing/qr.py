"""QR codes as rows of modules, painted on paper or on the screen."""

from functools import lru_cache

import qrcode
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

QUIET_MODULES = 4  # white border that readers may count on, ISO/IEC 18004 section 6.3.8
_MEDIUM_LIMIT = 10  # beyond this version the weakest correction is taken, to keep the modules large enough to print

_MEDIUM, _LOW = qrcode.constants.ERROR_CORRECT_M, qrcode.constants.ERROR_CORRECT_L


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The square of dark modules for ``text``, without the white border: medium error correction up to version 10."""
    made = _made(text, _MEDIUM)
    if made.version > _MEDIUM_LIMIT:
        made = _made(text, _LOW)
    return tuple(tuple(bool(dark) for dark in row) for row in made.get_matrix())


def _made(text: str, correction: int) -> qrcode.QRCode:
    made = qrcode.QRCode(error_correction=correction, border=0)
    made.add_data(text, optimize=0)  # one mode for all: our texts are alphanumeric, and splitting makes them longer
    made.make(fit=True)
    return made


def paint(painter: QPainter, x: float, y: float, module: float, text: str) -> None:
    """Paint the code with its upper left dark corner at (x, y); ``module`` is the side of one module."""
    path = QPainterPath()
    for row, line in enumerate(modules(text)):
        start = 0
        for column in range(len(line) + 1):
            if column < len(line) and line[column]:
                continue
            if column > start:
                path.addRect(QRectF(x + start * module, y + row * module, (column - start) * module, module))
            start = column + 1
    # One path, so that no hairline shows between neighbouring modules in a PDF.
    path.setFillRule(Qt.FillRule.WindingFill)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(path, Qt.GlobalColor.black)
    painter.restore()


def image(text: str, module: int = 4) -> QImage:
    """The code with its white border, ``module`` pixels a module."""
    side = (len(modules(text)) + 2 * QUIET_MODULES) * module
    made = QImage(side, side, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.white)
    painter = QPainter(made)
    paint(painter, QUIET_MODULES * module, QUIET_MODULES * module, module, text)
    painter.end()
    return made


def pixmap(text: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The code for a screen, whole pixels a module, at most ``size`` logical pixels wide, border of one module."""
    count = len(modules(text)) + 2
    module = max(1, int(size * ratio) // count)
    made = QPixmap(count * module, count * module)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.white)
    painter = QPainter(made)
    painter.scale(1 / ratio, 1 / ratio)
    paint(painter, module, module, module, text)
    painter.end()
    return made
