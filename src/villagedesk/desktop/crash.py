"""What happens when the program itself is wrong: a plain dialog with a report to copy, and a line in the log.

Nothing personal is in the report, not even in what is copied from the dialog into a chat: it is blotted as support's file is.
"""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from villagedesk import __version__, clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.widgets.buttons import PlainButton, PrimaryButton
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _
from villagedesk.log import redact

log = logging.getLogger(__name__)

# Qt says these on healthy computers; they are no trouble of ours.
_HARMLESS = (
    "This plugin does not support",
    "propagateSizeHints",
    "Could not connect \"org.freedesktop",
    "qt.qpa.",
    "QStandardPaths",
)  # fmt: skip


def report(error: BaseException) -> str:
    """What support needs to know: versions, when, and where in our code; without anybody's data."""
    where = "".join(traceback.format_exception(error))
    facts = (
        f"Village Desk {__version__}, Qt {qVersion()}, Python {platform.python_version()}, {platform.platform()}\n"
        f"{i18n.local(clock.now_ms()).isoformat(timespec='seconds')}\n\n"
    )
    return facts + _blotted(where)


def _blotted(text: str) -> str:
    try:
        from villagedesk.domain.support import blotted  # lazy: SQLModel, and hardly ever needed
    except ImportError:  # perhaps that is the mistake
        return redact(text)
    return blotted(text)


class CrashDialog(QDialog):
    """Says that the program made a mistake, that saved work is safe, and offers the report."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setWindowTitle(_("Village Desk"))
        self.setMinimumWidth(theme.half(560))
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.setAccessibleName(_("Report"))
        shown.setTabChangesFocus(True)
        shown.setMinimumHeight(160)
        self.copy = PlainButton(_("Copy report"))
        self.copy.clicked.connect(self._copy)
        go_on = PrimaryButton(_("Go on"))
        go_on.clicked.connect(self.accept)
        self.setLayout(
            column(
                Text(_("The program made a mistake."), "card", wrap=True),
                Text(
                    _(
                        "Everything you saved is on this computer. You can go on working. The report is kept under More, "
                        "Support; from there it goes to your county office if you say so."
                    ),
                    wrap=True,
                ),
                shown,
                row(self.copy, None, go_on),
                spacing=12,
                margins=(22, 18, 22, 18),
            )
        )
        go_on.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy.set_text(_("Copied"))


class CrashCatcher(QObject):
    """Takes every exception nobody caught, in any thread, and shows it once at a time."""

    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None, home: Path | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._showing = False
        self.show_dialog: Callable[[str], None] = _show
        self._caught.connect(self._on_caught)

    def install(self) -> None:
        """From now on, for the main thread, other threads and Qt's own messages."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self.take(args.exc_value) if args.exc_value else None
        qInstallMessageHandler(_qt_message)

    def uninstall(self) -> None:
        """The window is being taken apart: what happens now is no longer shown to anybody."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        self._showing = True

    def take(self, error: BaseException) -> None:
        """Log it and show it; from any thread."""
        log.error("a mistake of ours", exc_info=error)
        self._caught.emit(error)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            QApplication.quit()
            return
        self.take(error)

    def _on_caught(self, error: BaseException) -> None:
        if self._showing:  # a second mistake while the first is shown is in the log
            return
        self._showing = True
        text = report(error)
        try:
            self._keep(text)
            self.show_dialog(text)
        finally:
            self._showing = False

    def _keep(self, text: str) -> None:
        if self._home is None:
            return
        with suppress(ImportError):  # perhaps that is the mistake; it is shown all the same
            from villagedesk.store.support import keep_crash  # lazy: SQLModel, and hardly ever needed

            keep_crash(self._home, text)


def _show(text: str) -> None:
    CrashDialog(text, QApplication.activeWindow()).exec()


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if any(sign in message or sign in str(getattr(context, "category", "")) for sign in _HARMLESS):
        return
    level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    logging.getLogger("qt").log(level, "%s", message)
