"""Our line icons, drawn from SVG in any colour and size."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from villagedesk import paths
from villagedesk.desktop import theme


@cache
def _source(name: str) -> str:
    return paths.resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", theme.COLOURS[colour]).encode()))
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


def pixmap(name: str, colour: str = "ink", size: int = 20) -> QPixmap:
    """The icon ``resources/icons/<name>.svg``; ``colour`` is a name in theme.COLOURS, ``size`` in pixels."""
    app = QGuiApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    return _drawn(name, colour, size, ratio)


def icon(name: str, colour: str = "ink", size: int = 20) -> QIcon:
    """The same as a QIcon, for buttons and menus."""
    return QIcon(pixmap(name, colour, size))
