"""The banner: one sentence over the page that says what happened or what to do; it never interrupts."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.bus import Notice
from villagedesk.desktop.widgets.buttons import SmallButton
from villagedesk.desktop.widgets.card import Card, IconTile
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

_ICONS = {"good": "check", "info": "help", "wait": "clock", "act": "warning"}
_GONE_AFTER_MS = 6000


class Banner(Card):
    """Lies over the top of its parent's page area. What asks the operator to act stays until it is closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent, margins=(10, 6, 6, 6))
        self._over = parent
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
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
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
        self.set_tone(notice.kind if notice.kind in ("good", "wait", "act") else "")
        self.show()  # before measuring: only now the style sheet's font is known
        self._text.ensurePolished()
        self._place()
        self.raise_()
        if notice.kind == "act":
            self._timer.stop()
        else:
            self._timer.start(_GONE_AFTER_MS)

    def text(self) -> str:
        """The sentence, or "" while nothing is shown."""
        return self._text.text() if not self.isHidden() else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._over.width() - 44
        wanted = self._text.fontMetrics().horizontalAdvance(self._text.text()) + theme.half(36) + theme.half(44) + 60
        width = min(room, max(wanted, theme.px(320)))
        self.setFixedWidth(width)
        self.body.invalidate()
        self.setFixedHeight(max(self.heightForWidth(width), theme.half(58)))
        self.move(22, 12)
