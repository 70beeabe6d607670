"""Support: one file for whoever helps, and the mistakes of the program, which go to the county only when somebody says so."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    IconTile,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    RowList,
    Text,
    column,
    row,
)
from villagedesk.desktop.widgets.ask_file import ask_folder
from villagedesk.desktop.widgets.page import flow
from villagedesk.i18n import _


class SupportScreen(Page):
    """The mistakes at the left, what one of them says and the file at the right."""

    help_page = "support"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = RowList()
        self.shown = QPlainTextEdit()
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setMinimumHeight(200)
        self.report = Card(spacing=10)
        self.report_title = Text("", "card", wrap=True)
        self.report.body.addWidget(self.report_title)
        self.report.body.addWidget(self.shown)
        self.report.hide()
        self.file = Card(spacing=10)
        self.file_title = Text("", "card", wrap=True)
        self.file_words = Text("", "small", tone="muted", wrap=True)
        self.write_file = PrimaryButton("", "Ctrl+S")
        self.write_file.clicked.connect(self._ask_where)
        for item in (self.file_title, self.file_words):
            self.file.body.addWidget(item)
        self.file.body.addLayout(row(None, self.write_file))
        self.none = Text("", "body", tone="muted", wrap=True)
        left, right = QWidget(), QWidget()
        left.setLayout(column(self.none, self.list, None, spacing=10))
        right.setLayout(column(self.file, self.report, None, spacing=12))
        self.add(Columns(left, right, shares=(1, 1)), None)

    def open(self, **params: Any) -> None:
        self.report.hide()
        self.refresh()

    def refresh(self) -> None:
        """Look again which mistakes are kept here."""
        from villagedesk.store.support import crashes  # lazy: SQLModel loads behind the PIN screen

        self.desk.tasks.aside(self, partial(crashes, self.desk.home), self.show_crashes)

    def show_crashes(self, found: list[Any]) -> None:
        """One card each; what was sent stays and says so."""
        self.none.setVisible(not found)
        self.list.set_rows([self._card(crash) for crash in found])

    def _card(self, crash: Any) -> Card:
        look = PlainButton(_("Look"))
        look.clicked.connect(lambda: self.show_report(crash))
        buttons = [look]
        if not crash.sent:
            send = PlainButton(_("Send to the county"))
            send.clicked.connect(lambda: self._send(crash.name))
            buttons.append(send)
        words = column(
            Text(i18n.ago(crash.at), "card"),
            Text(_last_line(crash.text), "small", tone="muted", wrap=True),
            spacing=0,
        )
        line = row(IconTile("warning", "tile"), words, spacing=14)
        line.setStretch(1, 1)
        if crash.sent:
            line.addWidget(Pill(_("sent"), "plain"))
        what = QWidget()
        what.setLayout(line)
        card = Card(margins=(14, 8, 14, 8))
        card.body.addWidget(Columns(what, flow(*buttons), shares=(1, 0), wide=0, spacing=14))
        return card

    def show_report(self, crash: Any) -> None:
        """What would be sent, to be read before it is."""
        self.report_title.setText(_("Report of {time}").format(time=i18n.ago(crash.at)))
        self.shown.setPlainText(crash.text)
        self.report.show()

    def _send(self, name: str) -> None:
        from villagedesk.store.support import send_crash  # lazy, see refresh

        self.write(lambda s: send_crash(s, name), lambda _id: self._sent(name))

    def _sent(self, name: str) -> None:
        from villagedesk.store.support import mark_sent  # lazy, see refresh

        self.desk.tasks.aside(self, partial(mark_sent, self.desk.home, name), lambda _done: self.refresh())
        self.desk.bus.say(_("The report goes with the next sync."))

    def _ask_where(self) -> None:
        folder = ask_folder(self, _("Where does the file go?"))
        if folder is not None:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """Write the file into a folder, aside from the window."""
        from villagedesk.store.support import write_bundle  # lazy, see refresh

        home, store = self.desk.home, self.desk.tasks.store()
        self.desk.tasks.aside(self, lambda: write_bundle(home, folder, store), self._written)

    def _written(self, path: Path) -> None:
        self.desk.bus.say(_("Written: {place}").format(place=str(path)))

    def retranslate(self) -> None:
        self.header.set_title(_("Support"))
        self.header.set_right(_("Nothing leaves this computer by itself"))
        self.file_title.setText(_("A file for whoever helps you"))
        self.file_words.setText(
            _(
                "What this computer runs, its log and the mistakes at the left, in one small file. Names of people, identity "
                "numbers, phones and accounts are blotted out. Give it on a stick or send it to your county office."
            )
        )
        self.write_file.set_text(_("Write the file"))
        self.none.setText(_("The program has made no mistake on this computer."))
        self.shown.setAccessibleName(_("Report"))
        if self.isVisible():
            self.refresh()


def _last_line(text: str) -> str:
    """What the mistake was, which is how a traceback ends."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:120] if lines else ""
