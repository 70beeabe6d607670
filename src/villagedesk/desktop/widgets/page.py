"""The base of every screen: it scrolls when large text needs it, and knows how to read, write and go elsewhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QTextEdit, QVBoxLayout, QWidget

from villagedesk.desktop.widgets.buttons import PlainButton
from villagedesk.desktop.widgets.flow_layout import FlowLayout
from villagedesk.desktop.widgets.page_header import PageHeader
from villagedesk.desktop.widgets.styling import Item
from villagedesk.errors import AppError, NotFound

if TYPE_CHECKING:
    from villagedesk.desktop.desk import Desk

MARGIN = 22


class Page(QScrollArea):
    """One screen. Subclasses build in ``__init__`` (after ``super().__init__(desk)``) and set texts in ``retranslate``.

    ``self.body`` is a column with the page's margins, ``self.header`` its first row. ``help_page`` names the help page.
    """

    help_page = "today"
    # The entities whose rows the page shows: it reads them again when one of these changed, here or by sync.
    follows: frozenset[str] = frozenset()
    # A page that has to look a scan up first tells itself whether it fits, with ``scan_answer``; for the others a scan
    # that ``on_scan`` took is a scan that fits.
    answers_scans = False

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        inside = QWidget()
        inside.setObjectName("pageBody")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(MARGIN, 18, MARGIN, 18)
        self.body.setSpacing(12)
        self.header = PageHeader()
        self.body.addWidget(self.header)
        self.setWidget(inside)

    # --- what the shell calls

    def open(self, **params: Any) -> None:
        """The page is about to be seen; ``params`` say what it shall show. Read data here."""

    def on_changed(self, names: set[str]) -> None:
        """Rows of these entities changed, here or by sync. Only called while the page is seen."""
        if names & self.follows:
            self.refresh()

    def refresh(self) -> None:
        """Read again what is shown."""

    def retranslate(self) -> None:
        """Set every text; called once after building and whenever the language changes."""

    def on_scan(self, text: str) -> bool:
        """A scan while this page is seen; True when the page took it."""
        return False

    def on_key(self, key: str) -> bool:
        """F2, F3, F5 or F6 while this page is seen; True when the page answers it itself."""
        return False

    def on_back(self) -> bool:
        """Esc; True when the page used it itself (closed a step), so that the shell stays here."""
        return False

    # --- what a page does

    def add(self, *items: Item) -> None:
        """Append to the body: widgets, layouts, an int for air, None for the rest of the height."""
        for item in items:
            if item is None:
                self.body.addStretch(1)
            elif isinstance(item, int):
                self.body.addSpacing(item)
            elif isinstance(item, QWidget):
                self.body.addWidget(item)
            else:
                self.body.addLayout(item)

    def read(self, op: Callable[[Any], Any], done: Callable[[Any], None], failed: Any = None) -> None:
        """Read in the background: ``op(session)``, then ``done(result)`` here."""
        self.desk.tasks.read(self, op, done, failed)

    def write(self, op: Callable[[Any], Any], done: Callable[[Any], None] | None = None, failed: Any = None) -> None:
        """Do one action in the background: ``op(session)``, then ``done(result)`` here once it is on the disk."""
        self.desk.tasks.write(self, op, done, failed)

    def close_if_gone(self, error: AppError) -> bool:
        """For ``read`` on the page of one thing: when it is not here any more, the page before is shown as well."""
        if isinstance(error, NotFound):
            self.desk.back()
        return False

    def offer_keys(self, widget: QWidget) -> None:
        """Put the cursor on what has just been read, unless another page is seen by now or somebody types."""
        typing = isinstance(self.window().focusWidget(), QLineEdit | QTextEdit | QPlainTextEdit)
        if self.isVisible() and not typing:
            widget.setFocus()

    def scan_answer(self, fits: bool) -> None:
        """The sound for a scan that this page took."""
        self.desk.bus.scan_answered.emit(fits)

    def go(self, place: str, **params: Any) -> None:
        """Open another screen."""
        self.desk.go(place, **params)

    def notice(self, text: str, kind: str = "good") -> None:
        """A sentence in the banner: good, info, wait or act."""
        self.desk.bus.say(text, kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for button in cast(list[PlainButton], self.findChildren(PlainButton)):
            if button.bound and button.key == event.text() and button.isEnabled() and button.isVisible():
                button.click()
                return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar = self.verticalScrollBar()
            bar.setValue(bar.minimum() if event.key() == Qt.Key.Key_Home else bar.maximum())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def flow(*widgets: QWidget, spacing: int = 10) -> QWidget:
    """Things beside each other that go on in the next line when the line is full."""
    holder = QWidget()
    layout = FlowLayout(holder, spacing=spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return holder
