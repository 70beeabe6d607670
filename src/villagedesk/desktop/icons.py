"""Our line icons and the pictures of kinds of goods, drawn from SVG in any colour and size."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from villagedesk import paths
from villagedesk.desktop import theme

_UNKNOWN = "box"


@cache
def _source(name: str) -> str:
    # A newer central may know more pictures than this program.
    file = paths.drawing(name) or paths.resource(f"icons/{_UNKNOWN}.svg")
    return file.read_text(encoding="utf-8")


@cache
def is_kind(name: str) -> bool:
    """Whether this is the picture of a kind of goods: finer than an icon, so it is shown larger."""
    file = paths.drawing(name)
    return file is not None and file.parent.name == "kinds"


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
    """The drawing called ``name`` (see ``paths.drawing``), a box if there is none.

    Args:
        colour: a name in theme.COLOURS.
        size: of a side, in pixels.
    """
    app = QGuiApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    return _drawn(name, colour, size, ratio)


def icon(name: str, colour: str = "ink", size: int = 20) -> QIcon:
    """The same as a QIcon, for buttons and menus."""
    return QIcon(pixmap(name, colour, size))
