"""The rail at the left: the centre's name, the places, and at its foot the devices, the operator and the lock."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from villagedesk.desktop import icons, navigation, theme
from villagedesk.desktop.widgets.buttons import PlainButton
from villagedesk.desktop.widgets.states import DeviceLights
from villagedesk.desktop.widgets.styling import column
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

# Pixels between a name and its Alt number, and from there to the edge: usually, and beside a long name.
_GAP, _EDGE, _LEAST_EDGE = 8, 21, 6


def rail_width() -> int:
    """196 pixels; with large text as much as the words need, but never so much that the page suffers."""
    return 196 + (theme.px(128) - 128)


class NavButton(QAbstractButton):
    """One place: icon, name, and its Alt number."""

    def __init__(self, place: navigation.Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        """Its name in the language of the moment."""
        self.setText(_(self.place.title))
        self.setAccessibleName(_(self.place.title))
        self.setToolTip(f"Alt+{self.place.alt}")

    def shows_key(self) -> bool:
        """Is there room for the Alt number beside the name?"""
        return self._air() >= _GAP + _LEAST_EDGE

    def _air(self) -> int:
        name = QFontMetrics(theme.font("body", strong=self.isChecked())).horizontalAdvance(self.text())
        return self.width() - self._words_at() - name - QFontMetrics(theme.font("tiny")).horizontalAdvance(self._key())

    def _words_at(self) -> int:
        return 12 + theme.half(22) + 12

    def _key(self) -> str:
        return f"Alt {self.place.alt}"

    def sizeHint(self) -> QSize:
        return QSize(172, theme.half(46))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("rail_selected"))
            painter.drawRoundedRect(self.rect(), 10, 10)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("card"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 9, 9)
        side = theme.half(22)
        painter.drawPixmap(QPointF(12, (self.height() - side) / 2), icons.pixmap(self.place.icon, "rail_text", side))
        self._paint_words(painter, self._words_at())

    def _paint_words(self, painter: QPainter, left: int) -> None:
        painter.setFont(theme.font("body", strong=self.isChecked()))
        painter.setPen(theme.colour("card" if self.isChecked() else "rail_text"))
        box = QRectF(left, 0, self.width() - left - 6, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.shows_key():
            painter.setFont(theme.font("tiny"))
            painter.setPen(theme.colour("rail_text"))
            box = QRectF(0, 0, self.width() - min(_EDGE, self._air() - _GAP), self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._key())


class RailLink(PlainButton):
    """A quiet line at the foot that can be pressed."""


class Rail(QFrame):
    """Signals: ``chosen(name)`` a place was clicked, ``lock_asked()``."""

    chosen = Signal(str)
    lock_asked = Signal()

    def __init__(self, *, laptop: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(rail_width())
        self.title = Text("")
        self.title.setObjectName("railTitle")
        self.centre = Text("", "small", wrap=True)
        self.buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        places = QVBoxLayout()
        places.setSpacing(2)
        for place in navigation.rail(laptop=laptop):
            button = NavButton(place)
            button.clicked.connect(lambda _checked=False, name=place.name: self.chosen.emit(name))
            self._group.addButton(button)
            self.buttons[place.name] = button
            places.addWidget(button)
        self.lights = DeviceLights()
        self.operator = Text("", "small", wrap=True)
        self.lock = RailLink()
        self.lock.clicked.connect(self.lock_asked)
        inside = QWidget()
        inside.setObjectName("railBody")
        foot = column(self.lights, 4, self.operator, self.lock, spacing=2)
        inside.setLayout(column(self.title, self.centre, 6, places, None, foot, spacing=4, margins=(12, 18, 12, 12)))
        scroll = QScrollArea()  # with large text on a small screen the rail scrolls, too
        scroll.setObjectName("railScroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.setLayout(column(scroll, spacing=0))

    def select(self, name: str) -> None:
        """Light the place that is shown; one that is not on the rail lights the place it is under."""
        place = navigation.place(name)
        lit = self.buttons.get(name) or self.buttons.get(place.under if place else "")
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(button is lit)
        self._group.setExclusive(True)

    def set_names(self, centre: str, operator: str) -> None:
        """Whose desk this is, and who works at it."""
        self.centre.setText(centre)
        self.centre.setVisible(bool(centre))
        self.operator.setText(_("Operator {name}").format(name=operator) if operator else "")

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.title.setText(_("Village Desk"))
        self.lock.set_text(_("Lock"))
        self.lock.setText(f"{_('Lock')} Ctrl+L")
        for button in self.buttons.values():
            button.retranslate()
