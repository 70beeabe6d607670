"""What the PIN screen is made of: a big button for each operator, and a pad with ten digits."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QWidget

from villagedesk.desktop import icons, theme
from villagedesk.desktop.widgets.buttons import CardButton, PlainButton, PrimaryButton
from villagedesk.desktop.widgets.card import Avatar
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Text


@dataclass(frozen=True)
class Face:
    """One operator as a big button."""

    id: str
    name: str
    role: str = "operator"


class FaceButton(CardButton):
    """Avatar over name; checked is who the PIN is for."""

    def __init__(self, face: Face, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.face = face
        self.setCheckable(True)
        self.setAccessibleName(face.name)
        self.setToolTip(face.name)
        shown = QFontMetrics(theme.font("body")).elidedText(face.name, Qt.TextElideMode.ElideRight, theme.px(150))
        avatar, name = Avatar(face.name, 56), Text(shown)
        name.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        name.setMinimumWidth(theme.half(84))
        self.set_inside(column(row(None, avatar, None), name, spacing=6, margins=(14, 12, 14, 8)), avatar, name)


class PinPad(QWidget):
    """Ten digits, a key to erase and a key to go on; for the mouse and for fingers. Signals: ``pressed(str)``."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.erase = PlainButton("")
        self.erase.setIcon(icons.icon("erase", "ink", theme.px(22)))
        for at, digit in enumerate("123456789"):
            grid.addWidget(self._key(digit), at // 3, at % 3)
        grid.addWidget(self.erase, 3, 0)
        grid.addWidget(self._key("0"), 3, 1)
        self.go = PrimaryButton("")
        self.go.setIcon(icons.icon("check", "card", theme.px(22)))
        grid.addWidget(self.go, 3, 2)
        for button in (self.erase, self.go):
            button.setIconSize(QSize(theme.px(22), theme.px(22)))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumSize(theme.half(84), theme.half(50))

    def _key(self, digit: str) -> PlainButton:
        made = PlainButton(digit)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cursor stays in the field, so keys and pad mix
        made.setMinimumSize(theme.half(84), theme.half(50))
        made.clicked.connect(lambda: self.pressed.emit(digit))
        return made
