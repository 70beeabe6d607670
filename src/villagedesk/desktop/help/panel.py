"""F1: a page of help beside the screen it is about, in the language of the moment."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from villagedesk import i18n, paths
from villagedesk.desktop import theme
from villagedesk.desktop.widgets.buttons import PlainButton
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _

FALLBACK = "shell"


def help_text(name: str) -> str:
    """The help page ``resources/help/<language>/<name>.md``; the general page where there is none."""
    for wanted in (name, FALLBACK):
        path = paths.resource(f"help/{i18n.language()}/{wanted}.md")
        if path.exists():
            return path.read_text(encoding="utf-8")
    return ""


class HelpPanel(QFrame):
    """Signals: ``closed()`` the operator has read enough."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self._name = FALLBACK
        self.set_wide(False)
        self._title = Text("", "card", strong=True)
        self._close = PlainButton("", "F1", bind=False)
        self._close.clicked.connect(self.closed)
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(False)
        self.text.setOpenLinks(False)
        self.setLayout(column(row(self._title, None, self._close), self.text, spacing=8, margins=(16, 16, 10, 10)))
        self.retranslate()

    @staticmethod
    def usual_width() -> int:
        """How wide it is beside a page."""
        return min(theme.half(360), 520)

    def set_wide(self, wide: bool) -> None:
        """Take all the room there is, or stand beside the page."""
        self.setMinimumWidth(self.usual_width())
        self.setMaximumWidth(16_777_215 if wide else self.usual_width())

    def show_page(self, name: str) -> None:
        """Show the help of a page."""
        self._name = name
        self.text.document().setDefaultFont(theme.font("body"))
        self.text.setMarkdown(help_text(name))
        self._space_out()

    def _space_out(self) -> None:
        """Lines and paragraphs with air between them; Markdown alone sets them solid."""
        cursor = QTextCursor(self.text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        air = QTextBlockFormat()
        air.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        air.setBottomMargin(theme.px(8))
        cursor.mergeBlockFormat(air)

    def retranslate(self) -> None:
        """The same page in the language of the moment."""
        self._title.setText(_("Help"))
        self._close.set_text(_("Close"))
        self.text.setAccessibleName(_("Help"))
        self.show_page(self._name)
