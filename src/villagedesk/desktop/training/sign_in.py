"""The sign-in page: a card on the scanner, two letters and Enter, or a click; late and absent; close the session."""

from typing import Any

from PySide6.QtGui import QResizeEvent

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training import sign_in_reads as reads
from villagedesk.desktop.training.correct import CorrectPanel
from villagedesk.desktop.training.name_pages import NamePages
from villagedesk.desktop.training.sign_in_scans import SignInScans
from villagedesk.desktop.training.sign_in_undo import UndoLast
from villagedesk.desktop.training.walk_in import WalkIns
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    PlainButton,
    PrimaryButton,
    SearchBox,
    Text,
    flow,
    row,
)
from villagedesk.desktop.widgets.page import MARGIN
from villagedesk.errors import AppError, Refused
from villagedesk.i18n import _, ngettext


class SignInScreen(SignInScans):
    """One session of a class."""

    help_page = "sign_in"
    follows = frozenset({"training_class", "training_session", "enrolment", "attendance"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = ""  # "close" or "all": the key that has to be pressed once more
        self._closing = False
        self._search = SearchBox()
        self._search.setMinimumWidth(230)
        self._search.typed.connect(lambda _text: self._on_typed())
        self._search.submitted.connect(self._on_unknown)
        self.header.add_right(self._search)
        self._last = Text("", "figure", wrap=True)
        self._hint = Text("", "small", tone="muted", wrap=True)  # until something is said
        self._next = Text("", "small", tone="muted", wrap=True, right=True)
        self._undo = UndoLast(desk, self._search)
        self._undo.undone.connect(self._undone)
        self._banner = Card(row(self._hint, self._last, self._next, self._undo.button))
        self._list = CardList(_("People on the list"), columns=3, tile=36, single_click=True, grow=True)
        self._list.taken.connect(self._take)
        self._search.attach(self._list)
        self._pages = NamePages(self, self._list)
        self._pages.turned.connect(self._on_turned)
        self._correct = CorrectPanel(desk, self._corrected)
        self._correct.left.connect(self._next_please)
        self._walk_ins = WalkIns(desk, self)
        self._walk_ins.offered.connect(self._offered)
        self._walk_ins.signed.connect(self._signed)
        self._walk_ins.told.connect(self._say)
        self.told.connect(self._say)
        self.came.connect(self._signed)
        self._foot = Text("", "small", tone="muted", wrap=True)
        self._paper, self._large = PlainButton("", "F4"), PlainButton("", "F11")
        self._paper.clicked.connect(lambda: self.go("paper_sheet", session_id=self._session_id))
        self._large.clicked.connect(lambda: self.desk.set_large(not self.desk.large))
        self._sheet = PlainButton("", "F8")
        self._sheet.clicked.connect(self._print_sheet)
        self._all = PlainButton("", "F7", bind=True)
        self._all.clicked.connect(self._mark_all)
        self._close = PrimaryButton("", "F10")
        self._close.clicked.connect(self._on_close)
        self.add(
            self._banner,
            self._correct,
            self._list,
            None,
            row(
                self._foot,
                None,
                flow(self._pages.button, self._sheet, self._paper, self._large, self._all, self._close),
            ),
        )

    # --- the shell

    def open(self, session_id: str = "", **_params: Any) -> None:
        if session_id and session_id != self._session_id:
            self._session_id, self._page, self._asked, self._closing = session_id, None, "", False
            self._search.clear()
            self._say("", "")
            self._correct.close_panel()
            self._undo.forget()
        self.refresh()
        self._search.setFocus()

    def on_back(self) -> bool:
        if self._correct.isVisible():
            self._correct.leave()
            return True
        if self._asked or self._search.text():
            if self._asked:
                self._say("", "")
            self._ask("")
            self._next_please()
            return True
        return False

    def retranslate(self) -> None:
        self._search.set_placeholder(_("Two letters: cgh"), _("Find a name"))
        self._sheet.set_text(_("Print the sign-in sheet"))
        self._paper.set_text(_("Type in a paper sheet"))
        self._large.set_text(_("Usual letters") if self.desk.large else _("Large letters"))
        self._correct.retranslate()
        self._pages.retranslate()
        self._undo.retranslate()
        self._asked = ""
        self._say("", "")  # what was said a moment ago was said in the other language
        if self._page is not None:
            self._show(self._page)

    def refresh(self) -> None:
        """Read the session again."""
        if self._session_id:
            self.desk.tasks.read(self, lambda s: reads.load_session(s, self._session_id), self._show, latest="session")

    # --- what is shown

    def _show(self, page: Any) -> None:
        self._page = page
        self._on_turned()

    def _on_turned(self) -> None:
        self._retitle()
        self._show_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.desk.large:
            self._on_turned()

    def _retitle(self) -> None:
        if self._page is None:
            return
        session = self._page.session
        self.header.set_title(session.title)
        self._foot.setText(reads.session_facts(session))
        self._all.setVisible(not session.closed)
        self._paper.setVisible(not session.closed and not self.desk.large)
        for widget in (self._sheet, self._foot):
            widget.setVisible(not self.desk.large)  # nobody who looks at the wall needs them
        air = 8 if self.desk.large else 18
        self.body.setContentsMargins(MARGIN, air, MARGIN, air)
        self._close.setVisible(not session.closed)
        missing, absent = self._page.missing, self._page.absent
        close, everybody = _("Close this session"), _("All present")
        if self._asked == "close":
            close = ngettext("Yes, {count} is absent", "Yes, {count} are absent", absent).format(count=absent)
        elif self._asked == "all":
            everybody = ngettext("Yes, {count} is here", "Yes, {count} are here", missing).format(count=missing)
        self._close.set_text(close)
        self._all.set_text(everybody)
        self._all.setEnabled(missing > 0)
        self._hint.setText(reads.what_to_do(large=self.desk.large, closed=session.closed))

    def _show_rows(self) -> None:
        if self._page is None:
            return
        from villagedesk.store.training import find_in_session  # lazy: the store loads behind the PIN screen

        found = find_in_session(self._page, self._search.text())
        rows = [reads.name_card(one) for one in found]
        self._list.set_rows(self._pages.cut(rows, large=self.desk.large), keep=False)
        self.header.set_pills(reads.session_pills(self._page.session) + self._pages.pill())
        text = self._search.text().strip()
        if text and not found and not self._page.session.closed:
            self._say(
                _("Nobody on the list is called that. Enter takes “{name}” as somebody who walked in.").format(
                    name=text
                ),
                "wait",
            )
            self._walk_ins.offer(text)

    def _offered(self, text: str, rows: list[CardRow]) -> None:
        """Villagers on file who are called so, and are not on the list."""
        if text == self._search.text().strip() and not self._list.rows():
            self._list.set_rows(rows, keep=False)
            if rows:
                self._say(_("Not on the list, but on file. Enter takes the first one in."), "wait")

    def _say(self, text: str, tone: str) -> None:
        self._last.setText(text)
        self._last.setVisible(bool(text))
        self._hint.setVisible(not text)
        self._banner.set_tone(tone)
        open_ = self._page is not None and not self._page.session.closed and not self._closing
        self._next.setText(_("The next one, please."))
        self._next.setVisible(tone == "good" and open_)

    # --- what the trainer does

    def _on_typed(self) -> None:
        self._ask("")  # going on is no answer
        self._pages.begin()
        self._show_rows()

    def _ask(self, what: str) -> None:
        """Ask whether everybody is here ("all") or absent ("close"); "" asks nothing any more."""
        self._asked = what
        self._retitle()

    def _next_please(self) -> None:
        self._pages.begin()
        self._search.clear()
        self._search.setFocus()
        self._show_rows()

    def _take(self, enrolment_id: object) -> None:
        found = next((r for r in (*self._page.rows, *self._page.others) if r.enrolment_id == enrolment_id), None)
        if found is None:
            self._take_person(str(enrolment_id))
            return
        if found.mark or self._page.session.closed:
            self._correct.show_for(self._session_id, found, closed=self._page.session.closed)
            return
        from villagedesk.store.training import sign_in  # lazy, see _show_rows

        id_, session_id = found.enrolment_id, self._session_id
        self.write(
            lambda s: reads.signed_in(s, session_id, id_, sign_in(s, session_id, id_)), lambda done: self._signed(*done)
        )

    def _on_unknown(self, text: str) -> None:
        if not text or self._list.rows():
            return
        self._walk_ins.take(self._session_id, text, self._card_of)
        self._card_of = ""

    def _signed(self, name: str, mark: str, also: Any = None, enrolment_id: str = "") -> None:
        self._undo.remember(self._session_id, [enrolment_id] if enrolment_id else [], name)
        self._ask("")
        self._next_please()
        self._say(*reads.signed_words(name, mark, also))

    def _corrected(self, sentence: str) -> None:
        self._undo.forget()
        self._say(sentence, "good")
        self._next_please()

    def _mark_all(self) -> None:
        if self._asked != "all":
            self._say(_("Who has no mark yet will be present. Press once more to write it down, Esc to go on."), "wait")
            self._ask("all")
            return
        self._ask("")
        from villagedesk.store.training import all_present  # lazy, see _show_rows

        session_id, rows = self._session_id, self._page.rows
        open_ = [row.enrolment_id for row in rows if not row.mark and not row.elsewhere]

        def marked(count: int) -> None:
            self._undo.remember(session_id, open_)
            self._marked_all(count)

        self.write(lambda s: all_present(s, session_id), marked)

    def _undone(self, sentence: str) -> None:
        self._ask("")
        self._next_please()
        self._say(sentence, "wait")

    def _marked_all(self, count: int) -> None:
        words = ngettext("{count} person marked present", "{count} people marked present", count)
        self._say(words.format(count=count), "good")

    def _on_close(self) -> None:
        session = self._page.session if self._page else None
        if session is None:
            return
        if self._page.absent and self._asked != "close":
            self._say(_("Who has no mark yet will be absent. Press once more to close, Esc to go on."), "wait")
            self._ask("close")
            return
        from villagedesk.store.training import close_session  # lazy, see _show_rows

        self._asked, self._closing = "", True
        self.write(lambda s: close_session(s, self._session_id), self._closed, self._close_failed)

    def _closed(self, absent: int) -> None:
        self._undo.forget()
        self._correct.close_panel()
        self._search.clear()
        self._say(
            ngettext("Closed. {count} was absent.", "Closed. {count} were absent.", absent).format(count=absent), "good"
        )

    def _close_failed(self, error: AppError) -> bool:
        self._closing = False
        if isinstance(error, Refused):
            self.refresh()
        return False

    def _print_sheet(self) -> None:
        from villagedesk.store.training.sheet import print_sheet  # lazy, see _show_rows

        self.write(
            lambda s: print_sheet(s, self._session_id),
            lambda _done: self.notice(_("The sheet is being printed."), "info"),
        )
