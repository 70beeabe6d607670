"""QR codes as rows of modules, painted on paper or on the screen."""

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

_MEDIUM_LIMIT = 10  # beyond this version the weakest correction is taken, to keep the modules large enough to print

_QUERY = "?S="  # the three characters of a GS1 Digital Link that are not in the alphanumeric set
_LOW, _MEDIUM = 1, 0  # error correction L and M as the format itself numbers them


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The square of dark modules for ``text``, without the white border: medium error correction up to version 10."""
    made = _made(text, _MEDIUM)
    if made.version > _MEDIUM_LIMIT:
        made = _made(text, _LOW)
    return tuple(tuple(bool(dark) for dark in row) for row in made.get_matrix())


def _made(text: str, correction: int) -> Any:
    from qrcode.main import QRCode  # lazy: 40 ms, and the first picture on the screen shows no code
    from qrcode.util import MODE_8BIT_BYTE, QRData  # lazy: the same

    made = QRCode(error_correction=correction, border=0)
    path, query, message = text.partition(_QUERY)
    made.add_data(path, optimize=0)  # one mode for all: our texts are alphanumeric, and splitting makes them longer
    if query:
        made.add_data(QRData(query.encode(), mode=MODE_8BIT_BYTE))
        made.add_data(message, optimize=0)
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
