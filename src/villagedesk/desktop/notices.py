"""The banner: one sentence above the page that says what happened or what to do; it never interrupts or covers."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.bus import Notice
from villagedesk.desktop.widgets.buttons import SmallButton
from villagedesk.desktop.widgets.card import Card, IconTile
from villagedesk.desktop.widgets.page import MARGIN
from villagedesk.desktop.widgets.styling import column
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

_ICONS = {"good": "check", "info": "help", "wait": "clock", "act": "warning"}
_GONE_AFTER_MS = 6000


class Banner(QWidget):
    """Stands above the page, which moves down for it. What asks the operator to act stays until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = Card(margins=(10, 6, 6, 6))
        self._card.setMinimumHeight(theme.half(58))
        self.kind = ""
        self._tile = IconTile("check", "good", 36)
        self._text = Text("", "body", wrap=True)
        self._close = SmallButton("cross", "")
        self._close.clicked.connect(self.hide)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._tile)
        line.addWidget(self._text, 1)
        line.addWidget(self._close)
        self._card.body.addLayout(line)
        self.setLayout(column(self._card, spacing=0, margins=(MARGIN, 12, MARGIN, 0)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice; None takes the banner away."""
        if notice is None:
            self.hide()
            return
        self.kind = notice.kind
        self._tile.set(_ICONS[notice.kind], notice.kind)
        self._close.set_name(_("Close this message"))
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self._card.set_tone(notice.kind if notice.kind in ("good", "wait", "act") else "")
        self.show()
        if notice.kind == "act":
            self._timer.stop()
        else:
            self._timer.start(_GONE_AFTER_MS)

    def text(self) -> str:
        """The sentence, or "" while nothing is shown."""
        return self._text.text() if not self.isHidden() else ""
