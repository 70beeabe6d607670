"""The button that writes what a page shows into a file for a spreadsheet."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import PlainButton
from villagedesk.desktop.widgets.ask_file import ask_new_file
from villagedesk.domain.reports import Sheet
from villagedesk.i18n import _
from villagedesk.store.reports.export import export


class ExportButton(PlainButton):
    """``sheets(session)`` reads the tables, ``title()`` is what the file is called at first."""

    def __init__(
        self,
        desk: Desk,
        sheets: Callable[[Any], Sequence[Sheet]],
        title: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", "Ctrl+E", icon="paper", parent=parent)
        self._desk, self._sheets, self._title = desk, sheets, title
        self.clicked.connect(self.on_export)

    def retranslate(self) -> None:
        """Its words in the language of the moment."""
        self.set_text(_("To a file"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def on_export(self) -> None:
        """Ask where to, and write it."""
        kinds = [(_("Excel workbook"), "xlsx"), (_("Table as text (CSV)"), "csv")]
        path = ask_new_file(self, _("Save as"), self._title(), kinds)
        if path is not None:
            self._desk.tasks.read(self, lambda s: export(path, self._sheets(s)), self._written)

    def _written(self, path: Path) -> None:
        self._desk.bus.say(_("Written to {file}").format(file=path.name), "good")
