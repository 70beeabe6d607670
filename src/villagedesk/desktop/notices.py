"""The banner: one sentence above the page that says what happened or what to do; it never interrupts or covers."""

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.bus import Notice
from villagedesk.desktop.widgets.buttons import SmallButton
from villagedesk.desktop.widgets.card import Card, IconTile
from villagedesk.desktop.widgets.page import MARGIN
from villagedesk.desktop.widgets.styling import column
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

# From the least to the most pressing.
_ICONS = {"info": "help", "good": "check", "wait": "clock", "act": "warning"}
_GONE_AFTER_MS = 6000
_TOGETHER_MS = 2000


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
        self._around = column(self._card, spacing=0, margins=(MARGIN, 12, MARGIN, 0))
        self.setLayout(self._around)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._newest, self._before = Notice(""), ""
        self._age = QElapsedTimer()
        self._age.start()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice; None takes the banner away."""
        if notice is None:
            self.hide()
            return
        text, kind = notice.text, notice.kind
        if self.isHidden() or self._age.elapsed() >= _TOGETHER_MS:
            self._before = ""
        elif not (notice.about and notice.about == self._newest.about) and text != self._newest.text:
            # Two at nearly the same moment, "taken, change ¥4.10" and "printed": the second must not wipe out the first.
            self._before = self._newest.text
            kind = max(kind, self._newest.kind, key=list(_ICONS).index)
        else:
            kind = max(kind, self.kind, key=list(_ICONS).index) if self._before else kind
        self._newest = notice
        self._age.restart()
        self._make_thin(bool(notice.about) and kind == "info")
        self._show(f"{self._before}  {text}" if self._before else text, kind)

    def _make_thin(self, thin: bool) -> None:
        """One small line for what nobody has to read; the page hardly moves for it, and it goes by itself."""
        self._card.setMinimumHeight(theme.half(30 if thin else 58))
        self._card.body.setContentsMargins(10, 1 if thin else 6, 6, 1 if thin else 6)
        self._around.setContentsMargins(MARGIN, 4 if thin else 12, MARGIN, 0)
        self._text.set_role("small" if thin else "body")
        for part in (self._tile, self._close):
            part.setVisible(not thin)

    def _show(self, text: str, kind: str) -> None:
        self.kind = kind
        self._tile.set(_ICONS[kind], kind)
        self._close.set_name(_("Close this message"))
        self._text.setText(text)
        self.setAccessibleName(text)
        self._card.set_tone(kind if kind in ("good", "wait", "act") else "")
        self.show()
        if kind == "act":
            self._timer.stop()
        else:
            self._timer.start(_GONE_AFTER_MS)

    def text(self) -> str:
        """The sentence, or "" while nothing is shown."""
        return self._text.text() if not self.isHidden() else ""
