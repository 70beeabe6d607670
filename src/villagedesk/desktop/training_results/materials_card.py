"""The materials of a course: what is here and how much, open one, fetch them by the line or from a stick, take them off."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training_results import materials_words as words
from villagedesk.desktop.widgets import Card, PlainButton, ProgressLine, RowCard, RowList, Text, flow
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.domain.courses import course_title
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, language
from villagedesk.store.county_courses import Offered, packs_offered, packs_withdrawn
from villagedesk.store.training_results.material_copies import take_off
from villagedesk.store.training_results.material_wishes import LineNote, Wish, wish_materials
from villagedesk.store.training_results.materials import (
    CourseMaterials,
    Material,
    MaterialKind,
    course_materials,
)
from villagedesk.sync.updates.course_packs import ENDING, take_in_course_pack
from villagedesk.sync.updates.take import central_key

# While a sync brings them, how much is here is read again this often; it is a look at two or three files.
LOOK_MS = 1_000


class MaterialsCard(Card):
    """Signal: ``taken(code)``: a pack of this course came in."""

    taken = Signal(str)
    _progress = Signal(int, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._desk, self._code, self._shown, self._stopped = desk, "", "", False
        self._found = CourseMaterials((), 0, LineNote())
        self._offered: Offered | None = None
        self._withdrawn = 0
        self._taking = False
        self._title = Text("", "card")
        self.state = Text("", "small", tone="muted", wrap=True)
        self.rows = RowList(spacing=6)
        self.line = ProgressLine(_("Materials"))
        self.told = Text("", "small", tone="muted", wrap=True)
        self.fetch, self.file = PlainButton("", "F8"), PlainButton("", "F7")
        self.stop, self.remove = PlainButton(""), PlainButton("", icon="trash")
        buttons = flow(self.fetch, self.file, self.stop, self.remove)
        for part in (self._title, self.state, self.line, self.rows, self.told, buttons):
            self.body.addWidget(part)
        self.fetch.clicked.connect(self.on_fetch)
        self.file.clicked.connect(self._ask)
        self.stop.clicked.connect(self._stop)
        self.remove.clicked.connect(self._remove)
        self._progress.connect(self._show_progress)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._read)

    def show_course(self, code: str) -> None:
        """Show those of a course."""
        if code != self._code:
            self._tell("")
        self._code = code
        self._read()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.file.set_text(_("Take in a pack"))
        self.stop.set_text(_("Stop"))
        self.remove.set_text(_("Take them off"))
        self._show()

    def on_file(self, path: Path) -> None:
        """Take a pack in; the counter works meanwhile."""
        if self._taking:
            return
        self._taking, self._stopped = True, False
        self._tell(_("Looking whether it is whole …"))
        self._show()
        self._desk.tasks.network(
            self,
            lambda store: take_in_course_pack(
                store, central_key(store), path, progress=self._progress.emit, cancelled=lambda: self._stopped
            ),
            self._in,
            self._failed,
        )

    def on_fetch(self) -> None:
        """Let the syncs bring them, also on a thin line when it was paused for that; or not any more."""
        code, note = self._code, self._found.note
        wish = Wish.ANY if note.slow else Wish.NO if note.wish else Wish.QUICK

        def wished(_result: object) -> None:
            self.show_course(code)
            if wish:
                self._desk.sync_now()

        self._tell("")
        self._desk.tasks.keep(self, lambda store: wish_materials(store.home, code, wish), wished)

    def _read(self) -> None:
        if not self._taking:
            code = self._code
            self._desk.tasks.read(self, lambda s: _load(s, code), lambda found: self._take(code, found))

    def _ask(self) -> None:
        path = ask_file(self, _("Take in a pack"), _("Course materials ({kinds})").format(kinds=f"*{ENDING}"))
        if path is not None:
            self.on_file(path)

    def _stop(self) -> None:
        self._stopped = True

    def _remove(self) -> None:
        code = self._code
        self._desk.tasks.keep(self, lambda store: take_off(store, code), self._removed)

    def _removed(self, size: int) -> None:
        self.show_course(self._code)
        self._tell(_("Taken off, {size} are free again.").format(size=i18n.data_size(size)))

    def _in(self, found: Any) -> None:
        self._taking, self._shown = False, ""
        if found is None:
            self._tell(_("Stopped. What has come stays, and the rest comes when you take the pack in again."), "wait")
            self.show_course(self._code)
            return
        self._tell("")
        self.taken.emit(found.course)

    def _failed(self, error: AppError) -> bool:
        self._taking, self._shown = False, ""
        self._tell(sentence(error), "act")
        self.show_course(self._code)
        return True

    def _show_progress(self, done: int, size: int) -> None:
        self.line.set(done, size)
        self._tell(words.so_far(done, size))

    def _tell(self, text: str, tone: str = "muted") -> None:
        self.told.set_tone(tone)
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _take(self, code: str, read: tuple[CourseMaterials, Offered | None, int]) -> None:
        if code != self._code or (code == self._shown and read == (self._found, self._offered, self._withdrawn)):
            return
        self._found, self._offered, self._withdrawn = read
        self._show()

    def _show(self) -> None:
        found, offered, self._shown = self._found, self._offered, self._code
        title = _("Materials")
        self._title.setText(f"{title}  {course_title(self._code, language())}")
        self.rows.set_rows([self._row(one) for one in found.files])
        self.rows.setVisible(bool(found.files))
        comes = bool(found.note.wish) and words.is_missing(found, offered)
        text, tone = words.state(found, offered, self._withdrawn)
        self.state.setText(text)
        self.state.set_tone(tone)
        self.line.setVisible(self._taking or (comes and found.have > 0))
        if comes and not self._taking:
            self.line.set(found.have, max(found.size, 1))
        self.stop.setVisible(self._taking)
        self.file.setEnabled(not self._taking)
        self.fetch.setVisible(not self._taking and words.is_missing(found, offered))
        self.fetch.set_text(words.fetch_button(found.note))
        self.remove.setVisible(bool(found.files) and not self._taking)
        if comes:
            self._look.start()
        else:
            self._look.stop()

    def _row(self, one: Material) -> RowCard:
        icon = "monitor" if one.file.kind == MaterialKind.VIDEO else "paper"
        title = one.file.title.said(language())
        if one.path is None:
            return RowCard(icon, "wait", title, words.so_far(one.have, one.file.size))
        path = one.path
        return RowCard(icon, "tile", title, i18n.data_size(one.file.size), _("Open it"), lambda: self._open(path))

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._tell(_("No program here opens this file. It lies at {place}.").format(place=path), "act")


def _load(s: Any, code: str) -> tuple[CourseMaterials, Offered | None, int]:
    connection = s.connection()
    withdrawn = packs_withdrawn(connection).get(code, 0)
    return course_materials(s.info["store"].home, code), packs_offered(connection).get(code), withdrawn
