"""The materials of a course: open them, take in a pack from a stick, take them off again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, PlainButton, ProgressLine, RowCard, RowList, Text, flow
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, language
from villagedesk.store.training_results.materials import (
    Material,
    MaterialKind,
    materials_of,
    remove_materials,
    take_in_materials,
)


class MaterialsCard(Card):
    """Signal: ``taken(code)``: a pack of this course came in."""

    taken = Signal(str)
    _progress = Signal(int, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._desk, self._code, self._stopped = desk, "", False
        self._found: Sequence[Material] = ()
        self._taking = False
        self._title = Text("", "card")
        self.rows = RowList(spacing=6)
        self.line = ProgressLine(_("Materials"))
        self.told = Text("", "small", tone="muted", wrap=True)
        self.file, self.stop, self.remove = PlainButton("", "F7"), PlainButton(""), PlainButton("", icon="trash")
        for part in (self._title, self.rows, self.line, self.told, flow(self.file, self.stop, self.remove)):
            self.body.addWidget(part)
        self.file.clicked.connect(self._ask)
        self.stop.clicked.connect(self._stop)
        self.remove.clicked.connect(self._remove)
        self._progress.connect(self._show_progress)

    def show_course(self, code: str) -> None:
        """Show those of a course."""
        self._code = code
        self._desk.tasks.keep(self, lambda store: materials_of(store.home, code), self._show)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Materials"))
        self.file.set_text(_("Take in a pack"))
        self.stop.set_text(_("Stop"))
        self.remove.set_text(_("Take them off"))
        self._show(self._found)

    def on_file(self, path: Path) -> None:
        """Take a pack in; the counter works meanwhile."""
        if self._taking:
            return
        self._taking, self._stopped = True, False
        self._show(self._found)
        self._desk.tasks.network(
            self,
            lambda store: take_in_materials(
                store.home, path, progress=self._progress.emit, cancelled=lambda: self._stopped
            ),
            self._in,
            self._failed,
        )

    def _ask(self) -> None:
        path = ask_file(self, _("Take in a pack"), _("Course materials ({kinds})").format(kinds="*.vdcourse"))
        if path is not None:
            self.on_file(path)

    def _stop(self) -> None:
        self._stopped = True

    def _remove(self) -> None:
        code = self._code
        self._desk.tasks.keep(self, lambda store: remove_materials(store.home, code), self._removed)

    def _removed(self, size: int) -> None:
        self._tell(_("Taken off, {size} are free again.").format(size=i18n.data_size(size)))
        self.show_course(self._code)

    def _in(self, found: Any) -> None:
        self._taking = False
        if found is None:
            self._tell(_("Stopped. What has come stays, and the rest comes when you take the pack in again."), "wait")
            self.show_course(self._code)
            return
        self._tell(_("All of it is here."), "good")
        self.taken.emit(found.course)

    def _failed(self, error: AppError) -> bool:
        self._taking = False
        self._tell(sentence(error), "act")
        self.show_course(self._code)
        return True

    def _show_progress(self, done: int, size: int) -> None:
        self.line.set(done, size)
        self._tell(_("{done} of {total}").format(done=i18n.data_size(done), total=i18n.data_size(size)))

    def _tell(self, text: str, tone: str = "muted") -> None:
        self.told.set_tone(tone)
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _show(self, found: Sequence[Material]) -> None:
        self._found = found
        self.rows.set_rows([self._row(one) for one in found])
        self.rows.setVisible(bool(found))
        self.line.setVisible(self._taking)
        self.stop.setVisible(self._taking)
        self.file.setEnabled(not self._taking)
        self.remove.setVisible(bool(found) and not self._taking)
        if not found and not self.told.text():
            self._tell(_("None here. A pack with documents and films comes on the county's stick."))

    def _row(self, one: Material) -> RowCard:
        icon = "monitor" if one.file.kind == MaterialKind.VIDEO else "paper"
        size = i18n.data_size(one.file.size)
        if one.path is None:
            words = _("{done} of {total}, take the pack in again").format(done=i18n.data_size(one.have), total=size)
            return RowCard(icon, "wait", one.file.title.said(language()), words)
        path = one.path
        return RowCard(
            icon,
            "tile",
            one.file.title.said(language()),
            size,
            _("Open"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )
