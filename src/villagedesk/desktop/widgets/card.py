"""White cards with a hairline, tiles with an icon, round avatars: what every page is made of."""

import zlib

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from villagedesk.desktop import icons, theme
from villagedesk.desktop.widgets.styling import Item, column, restyle

_AVATARS = ("avatar_green", "avatar_brown", "avatar_blue", "avatar_plum")


class Card(QFrame):
    """A white card. Fill it with ``card.body`` (a column) or give the items at once: ``Card(title, row(...), None)``."""

    def __init__(
        self,
        *items: Item,
        spacing: int = 10,
        margins: tuple[int, int, int, int] = (18, 14, 18, 14),
        tone: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("tone", tone)
        self.body: QVBoxLayout = column(*items, spacing=spacing, margins=margins)
        self.setLayout(self.body)

    def set_tone(self, tone: str) -> None:
        """The colour of the whole card: "", good, wait or act."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


class IconTile(QWidget):
    """An icon on a rounded ground. ``kind``: solid (white on green), tile, plain, good, wait, act, info."""

    def __init__(self, icon: str, kind: str = "tile", size: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._kind, self._size = icon, kind, size
        self.setFixedSize(self.sizeHint())

    def set(self, icon: str, kind: str) -> None:
        """Another icon and colour."""
        self._icon, self._kind = icon, kind
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.half(self._size), theme.half(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_tile(painter, QRectF(self.rect()), self._icon, self._kind)


def paint_tile(painter: QPainter, rect: QRectF, icon: str, kind: str) -> None:
    """Paint an icon on its ground; for widgets and for rows painted by hand."""
    text, ground = theme.KINDS[kind]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(rect, 10, 10)
    side = round(rect.height() * 0.74) if icons.is_kind(icon) else min(round(rect.height() * 0.54), theme.px(36))
    picture = icons.pixmap(icon, text, side)
    painter.drawPixmap(round(rect.center().x() - side / 2), round(rect.center().y() - side / 2), picture)


class Avatar(QWidget):
    """The first character of a name in a coloured circle; the colour follows from the name."""

    def __init__(self, name: str = "", size: int = 48, *, grey: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._grey = name, grey
        self.setFixedSize(theme.half(size), theme.half(size))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str, *, grey: bool = False) -> None:
        """Show somebody else; ``grey`` for somebody who is not there."""
        self._name, self._grey = name, grey
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_avatar(painter, QRectF(self.rect()), self._name, colour="avatar_grey" if self._grey else "")


def paint_avatar(painter: QPainter, rect: QRectF, name: str, *, colour: str = "") -> None:
    """Paint the circle with the first character; for widgets and for rows painted by hand."""
    number = zlib.crc32(name.encode())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(colour or _AVATARS[number % len(_AVATARS)]))
    painter.drawEllipse(rect)
    font = theme.font("body", strong=True)
    font.setPixelSize(max(12, round(rect.height() * 0.42)))
    painter.setFont(font)
    painter.setPen(theme.colour("card"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name.strip()[:1].upper() or "?")
