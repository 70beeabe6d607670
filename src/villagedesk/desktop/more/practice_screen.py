"""Practising and the manual: start the practice room, throw it away, and write the operator's manual as a PDF."""

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QProcess, QProcessEnvironment, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.practice import PIN, command_words, start_practising
from villagedesk.desktop.widgets import Card, Columns, Page, PlainButton, PrimaryButton, Text, flow
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.practice_room import PracticeRoom, practice_room, throw_away_practice


class PracticeScreen(Page):
    """The practice room at the left, the manual at the right."""

    help_page = "practice"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sure, self._room = False, PracticeRoom()
        self._process: QProcess | None = None
        self.room_title, self.room_words = Text("", "card"), Text("", "body", wrap=True)
        self.state = Text("", "small", tone="muted", wrap=True)
        self.start, self.away = PrimaryButton("", "F10"), PlainButton("", icon="trash")
        self.manual_title, self.manual_words = Text("", "card"), Text("", "body", wrap=True)
        self.told = Text("", "small", tone="muted", wrap=True)
        self.told.hide()
        self.write_manual = PlainButton("", "F8")
        room = Card(self.room_title, self.room_words, self.state, flow(self.away, self.start))
        manual = Card(self.manual_title, self.manual_words, self.told, flow(self.write_manual))
        for card in (room, manual):
            card.setProperty("top", True)
        self.add(Columns(room, manual, shares=(1, 1)), None)
        self.start.clicked.connect(self.on_start)
        self.away.clicked.connect(self.on_away)
        self.write_manual.clicked.connect(self.on_manual)

    def open(self, **_params: Any) -> None:
        self._sure = False
        self.refresh()

    def refresh(self) -> None:
        """Look what there is."""
        home = self.desk.home
        self.desk.tasks.aside(self, lambda: practice_room(home), self._show)

    def retranslate(self) -> None:
        self.header.set_title(_("Practice and manual"))
        self.room_title.setText(_("The practice room"))
        self.room_words.setText(
            _(
                "A room made up, with invented villagers, parcels, farmers and a class, in a window of its own. Every page "
                "and paper of it says so, and nothing of it is ever sent. Its PIN is {pin}; F12 leaves it."
            ).format(pin=PIN)
        )
        self.start.set_text(_("Practise"))
        self.manual_title.setText(_("The operator's manual"))
        self.manual_words.setText(
            _("Every help page with a picture of its screen, as one PDF to read on paper or on a phone.")
        )
        self.write_manual.set_text(_("Write the manual"))
        self._show(self._room)

    def on_start(self) -> None:
        """F10: the practice room opens in a window of its own."""
        if start_practising():
            self.desk.bus.say(_("The practice room opens in a window of its own."))

    def on_away(self) -> None:
        """Throw it away; asks once."""
        if not self._sure:
            self._sure = True
            self._show(self._room)
            return
        self._sure = False
        home = self.desk.home
        self.desk.tasks.keep(self, lambda _store: throw_away_practice(home), self._gone, self._failed)

    def on_manual(self) -> None:
        """F8: written by a process of its own, for it draws every page; then its folder opens."""
        if self._process is not None:
            return
        target = manual_file(self.desk.home)
        self._process = process = QProcess(self)
        around = QProcessEnvironment.systemEnvironment()
        around.insert("QT_QPA_PLATFORM", "offscreen")
        process.setProcessEnvironment(around)
        process.finished.connect(lambda status, _how: self._written(status, target))
        process.errorOccurred.connect(lambda _error: self._written(1, target))
        self._tell(_("The manual is being written; it takes about a minute. Go on working meanwhile."))
        self.write_manual.setEnabled(False)
        program, words = command_words("manual", str(target), "--language", i18n.language())
        process.start(program, words)

    def _written(self, status: int, target: Path) -> None:
        if self._process is None:
            return
        self._process.deleteLater()
        self._process = None
        self.write_manual.setEnabled(True)
        if status or not target.is_file():
            self._tell(_("The manual could not be written. Is there room on the disk? Try it once more."), "act")
            return
        self._tell(_("The manual is here: {place}").format(place=target), "good")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(target.parent)))

    def _gone(self, _was_there: bool) -> None:
        self.desk.bus.say(_("The practice room is empty. The next start makes a new one."))
        self.refresh()

    def _failed(self, error: AppError) -> bool:
        self._show(self._room)
        if error.code == "already_running":
            error = AppError("practice_open")
        self.desk.show_error(error)
        return True

    def _tell(self, text: str, tone: str = "muted") -> None:
        self.told.set_tone(tone)
        self.told.setText(text)
        self.told.show()

    def _show(self, room: PracticeRoom) -> None:
        self._room = room
        self.start.setVisible(not room.inside)
        self.away.setVisible(bool(room.made_at))
        self.away.set_text(_("Really throw it away?") if self._sure else _("Throw it away"))
        self.state.setText(_state(room))


def manual_file(home: Path) -> Path:
    """Where the manual goes: among this user's documents, or into the data folder where there are none."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    folder = documents if documents.is_dir() and os.access(documents, os.W_OK) else home
    return folder / f"villagedesk-manual-{i18n.language()}.pdf"


def _state(room: PracticeRoom) -> str:
    if room.inside:
        return _("You are practising. F12 leaves; at the real counter this page throws the room away.")
    if not room.made_at:
        return _("There is none now. The first start makes it, in some seconds.")
    said = _("Made {day}, {size}. What you practised stays until you throw it away.")
    return said.format(day=i18n.date_text(i18n.local(room.made_at).date().isoformat()), size=i18n.data_size(room.size))
