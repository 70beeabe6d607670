"""Updates: which version runs, a newer one or a list from a stick or over the line, and one press back to the one before."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from villagedesk import __version__, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, IconTile, Page, PlainButton, ProgressLine, Text, column, flow, row
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _


class UpdatesScreen(Page):
    """Under More. Nothing comes by itself: a thin line and a working day are no place for 80 MB that nobody asked for."""

    help_page = "updates"

    # Done and total bytes; from the background.
    _progress = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._busy = self._stopped = False
        self._before = ""
        self.version = Text("", "card", wrap=True)
        self._about = Text("", "small", tone="muted", wrap=True)
        self.line = ProgressLine("")
        self.told = Text("", wrap=True)
        self.file = PlainButton("", "Ctrl+O")
        self.file.clicked.connect(self._ask_for_file)
        self.fetch = PlainButton("", "Ctrl+B")
        self.fetch.clicked.connect(self._fetch)
        self.stop = PlainButton("")
        self.stop.clicked.connect(self._stop)
        head = row(IconTile("sync", "tile"), column(self.version, self._about, spacing=2), spacing=14)
        head.setStretch(1, 1)
        self.back_words = Text("", wrap=True)
        self.back = PlainButton("")
        self.back.clicked.connect(self._back)
        self.back_card = Card(self.back_words, flow(self.back), spacing=10)
        self.add(
            Card(head, self.line, self.told, flow(self.file, self.fetch, self.stop), spacing=14), self.back_card, None
        )
        self._progress.connect(self._show_progress)
        self._show()

    def open(self, **_params: Any) -> None:
        from villagedesk.sync.updates.back import before_here  # lazy: sync loads with the first connection

        self._before = before_here(self.desk.home)
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Updates"))
        self.header.set_right(_("Of this computer only"))
        self.version.setText(_("Version {version} runs").format(version=__version__))
        self._about.setText(
            _(
                "A new version, a list of villages, goods with pictures, a course: only what your platform signed is taken, "
                "and never an older one. Before a new version runs, the data is copied and it has to pass its test here."
            )
        )
        self.file.set_text(_("From a stick"))
        self.fetch.set_text(_("Over the line"))
        self.stop.set_text(_("Stop"))
        self.back_words.setText(
            _(
                "Did version {version}, the one before, work better? Go back to it. What was done since stays, and nothing "
                "is deleted."
            ).format(version=self._before)
        )
        self.back.set_text(_("Back to version {version}").format(version=self._before))
        self._show()

    def _ask_for_file(self) -> None:
        from villagedesk.sync.updates.any_file import ENDINGS  # lazy: see open

        path = ask_file(
            self, _("From a stick"), _("Update ({kinds})").format(kinds=" ".join(f"*{one}" for one in ENDINGS))
        )
        if path is not None:
            self.on_file(path)

    def on_file(self, path: Path) -> None:
        """Take in whatever the county signed; selling goes on meanwhile."""
        from villagedesk.sync.updates.any_file import take_any  # lazy: see open

        if self._begin():
            self.desk.tasks.network(
                self, lambda store: take_any(store, path, progress=self._progress.emit), self._taken, self._failed
            )

    def _fetch(self) -> None:
        from villagedesk.sync.updates.command import by_line  # lazy: see open

        if self._begin():
            self.desk.tasks.network(self, lambda store: by_line(store, self._go_on), self._taken, self._failed)

    def _go_on(self, done: int, size: int) -> bool:
        self._progress.emit(done, size)
        return not self._stopped

    def _stop(self) -> None:
        self._stopped = True

    def _begin(self) -> bool:
        if self._busy:
            return False
        self._busy, self._stopped = True, False
        self._tell(_("Looking whether it is whole …"))
        self._show()
        return True

    def _taken(self, taken: Any) -> None:
        from villagedesk.sync.updates.command import words_of  # lazy: see open

        self._end(words_of(taken), "good")
        self.desk.bus.changed.emit({"goods"})

    def _failed(self, error: AppError) -> bool:
        self._end(sentence(error), "act")
        return True

    def _end(self, text: str, tone: str) -> None:
        self._busy = False
        self._tell(text, tone)
        self._show()

    def _back(self) -> None:
        from villagedesk.sync.updates.back import go_back  # lazy: see open

        try:
            version = go_back(self.desk.home)
        except AppError as error:
            self._tell(sentence(error), "act")
        else:
            words = _("Version {version} runs from the next start on: close the program and open it again.")
            self._tell(words.format(version=version), "good")
            self._before = ""
        self._show()

    def _tell(self, text: str, tone: str = "") -> None:
        self.told.set_tone(tone)
        self.told.setText(text)

    def _show_progress(self, done: int, total: int) -> None:
        self.line.set(done, total)
        self._tell(_("{done} of {total}").format(done=i18n.megabytes(done), total=i18n.megabytes(total)))

    def _show(self) -> None:
        for button in (self.file, self.fetch):
            button.setEnabled(not self._busy)
        self.stop.setVisible(self._busy)
        self.line.setVisible(self._busy)
        self.told.setVisible(bool(self.told.text()))
        self.back_card.setVisible(bool(self._before) and not self._busy)
