"""The button that writes what a page shows into a file for a spreadsheet."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import PlainButton
from villagedesk.desktop.widgets.ask_file import ask_new_file
from villagedesk.domain.reports import Sheet
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _
from villagedesk.store.reports.export import Told, export


class ExportButton(PlainButton):
    """``sheets(session, told)`` reads the tables, ``title()`` is what the file is called at first.

    While it reads and writes, in the background, the button says how far it is, and pressing it again stops it.
    """

    # Rows done and all rows, from the background; 0 in all while it is not known how many there are.
    _progress = Signal(int, int)

    def __init__(
        self,
        desk: Desk,
        sheets: Callable[[Any, Told], Sequence[Sheet]],
        title: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", "Ctrl+E", icon="paper", parent=parent)
        self._desk, self._sheets, self._title = desk, sheets, title
        self._done: tuple[int, int] | None = None
        self._stopped = False
        self.clicked.connect(self.on_export)
        self._progress.connect(self._tell)

    def retranslate(self) -> None:
        """Its words in the language of the moment."""
        if self._done is None:
            self.set_text(_("To a file"))
        elif self._done[1]:
            self.set_text(_("Stop ({percent} %)").format(percent=100 * self._done[0] // self._done[1]))
        else:
            self.set_text(_("Stop ({count} read)").format(count=i18n.number(self._done[0])))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def on_export(self) -> None:
        """Ask where to, and write it; while it is being written, stop."""
        if self._done is not None:
            self._stopped = True
            return
        kinds = [(_("Excel workbook"), "xlsx"), (_("Table as text (CSV)"), "csv")]
        path = ask_new_file(self, _("Save as"), self._title(), kinds)
        if path is not None:
            self._stopped = False
            self._tell(0, 0)
            self._desk.tasks.read(self, lambda s: self._write(s, path), self._written, self._failed)

    def _write(self, session: Any, path: Path) -> tuple[Path, int]:
        """In the background: the file, and how many rows it has of a table that is longer; 0 where all are in it."""
        sheets = self._sheets(session, self._read)
        export(path, sheets, self._progress.emit, lambda: self._stopped)
        return path, max((len(sheet.rows) for sheet in sheets if sheet.cut), default=0)

    def _read(self, rows: int) -> None:
        if self._stopped:
            raise AppError("export_stopped")
        self._progress.emit(rows, 0)

    def _tell(self, done: int, total: int) -> None:
        self._done = (done, total)
        self.retranslate()

    def _end(self) -> None:
        self._done = None
        self.retranslate()

    def _written(self, done: tuple[Path, int]) -> None:
        path, cut = done
        self._end()
        words = _("Written to {file}").format(file=path.name)
        if cut:
            newest = _("These are the newest {count} rows; there are more.").format(count=i18n.number(cut))
            words = f"{words}  {newest}"
        self._desk.bus.say(words, "wait" if cut else "good")

    def _failed(self, error: AppError) -> bool:
        self._end()
        if error.code == "export_stopped":
            self._desk.bus.say(sentence(error), "info")
            return True
        return False
