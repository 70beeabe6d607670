"""The goods catalogue of this computer: how much is in it, and taking one in from the county office's stick."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, IconTile, Page, PlainButton, ProgressLine, Text, column, row
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store import Store
from villagedesk.store.catalogue import Catalogue, Imported, import_file

_FILES = "*.ndjson *.ndjson.gz *.ndjson.zst *.csv *.csv.gz *.csv.zst"


class GoodsScreen(Page):
    """Under More. The catalogue comes by itself with each sync; a file is for centres whose line is too thin."""

    help_page = "goods"

    # Done and total of the file that comes in; from the background.
    _progress = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._taking = self._stopped = False
        self._count: int | None = None
        self.count = Text("", "card", wrap=True)
        self._about = Text("", "small", tone="muted", wrap=True)
        self.file = PlainButton("", "Ctrl+O")
        self.file.clicked.connect(self._ask_for_file)
        self.stop = PlainButton("")
        self.stop.clicked.connect(self._stop)
        self.line = ProgressLine("")
        self.told = Text("", wrap=True)
        head = row(IconTile("bag", "tile"), column(self.count, self._about, spacing=2), spacing=14)
        head.setStretch(1, 1)
        self.add(Card(head, self.line, self.told, row(self.file, self.stop, None), spacing=14), None)
        self._progress.connect(self._show_progress)
        self._show_taking()

    # --- what the shell calls

    def open(self, **_params: Any) -> None:
        self.refresh()

    def on_changed(self, names: set[str]) -> None:
        if "goods" in names:
            self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Goods catalogue"))
        self._about.setText(
            _("It comes by itself with each sync, also in parts. With a thin line, take it in from the county's stick.")
        )
        self.file.set_text(_("Take in a file"))
        self.stop.set_text(_("Stop"))
        self._show_count()

    def refresh(self) -> None:
        """Count again, and tell what kept the last sync from bringing all goods."""
        self.desk.tasks.read(self, lambda s: _look(s.info["store"].catalogue), self._counted, latest="count")

    # --- a file

    def _ask_for_file(self) -> None:
        kinds = _("Goods catalogue ({kinds})").format(kinds=_FILES)
        path = ask_file(self, _("Take in a file"), kinds)
        if path is not None:
            self.on_file(path)

    def on_file(self, path: Path) -> None:
        """Take in a file; searching and selling go on meanwhile, and a sync waits for its end."""
        if self._taking:
            return
        self._taking, self._stopped = True, False
        self._tell(_("Looking whether {file} is whole …").format(file=path.name))
        self._show_taking()
        self.desk.tasks.network(self, lambda store: self._take_in(store, path), self._taken, self._failed)

    def _take_in(self, store: Store, path: Path) -> Imported:
        return import_file(store.catalogue, path, progress=self._progress.emit, cancelled=lambda: self._stopped)

    def _stop(self) -> None:
        self._stopped = True

    def _taken(self, done: Imported) -> None:
        changed = done.added + done.changed + done.removed
        if not done.whole:
            self._end(_("Stopped. What has come in stays; take in the same file again to go on."), "wait")
        elif not changed:
            self._end(_("The file says nothing new."), "good")
        else:
            words = ngettext("{count} kind of goods is new.", "{count} kinds of goods are new or changed.", changed)
            self._end(words.format(count=i18n.number(changed)), "good")

    def _failed(self, error: AppError) -> bool:
        self._end(sentence(error), "act")
        return True

    def _end(self, text: str, tone: str) -> None:
        self._taking = False
        self._tell(text, tone)
        self._show_taking()
        self.desk.bus.changed.emit({"goods"})
        self.refresh()

    # --- showing

    def _counted(self, found: tuple[int, AppError | None]) -> None:
        self._count, trouble = found
        self._show_count()
        if trouble is not None and not self._taking:
            self._tell(sentence(trouble), "act")
            self.told.show()

    def _show_count(self) -> None:
        if self._count is None:
            return
        words = ngettext("{count} kind of goods is here", "{count} kinds of goods are here", self._count)
        self.count.setText(words.format(count=i18n.number(self._count)) if self._count else _("No goods are here yet"))

    def _show_progress(self, done: int, total: int) -> None:
        self.line.set(done, total)
        self._tell(_("{done} of {total}").format(done=i18n.number(done), total=i18n.number(total)))

    def _tell(self, text: str, tone: str = "") -> None:
        self.told.set_tone(tone)
        self.told.setText(text)

    def _show_taking(self) -> None:
        self.file.setEnabled(not self._taking)
        self.stop.setVisible(self._taking)
        self.line.setVisible(self._taking)
        self.told.setVisible(bool(self.told.text()))
        self.line.set(0, 0)


def _look(catalogue: Catalogue) -> tuple[int, AppError | None]:
    return catalogue.count(), catalogue.trouble
