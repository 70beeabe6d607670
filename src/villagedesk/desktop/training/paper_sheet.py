"""A sheet that was signed on paper, typed in: one key a line in the order of the sheet, names below it at the end.

What was typed survives a power cut; all of it is written down as one action.
"""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.training.words import span
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
    show_invalid,
)
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext

_FORM = "paper_sheet"
_KEYS = {"present": "1", "late": "2", "absent": "3", "proxy": "4"}


class PaperSheetScreen(Page):
    """``open(session_id=)``."""

    help_page = "sign_in"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.session_id = ""
        self._session: Any = None
        self._lines: list[Any] = []  # SignRow, as they stand on the sheet
        self._marks: dict[str, str] = {}
        self._proxies: dict[str, str] = {}
        self._names: list[str] = []
        self.list = CardList("", columns=2, tile=32)
        self.list.setMinimumHeight(420)
        self.name, self.hint = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.buttons = {mark: PlainButton("", key) for mark, key in _KEYS.items()}
        self.proxy, self.below = Field("", name="proxy"), Field("", name="name")
        self.below_list = Text("", "small", wrap=True)
        self.back_one, self.save = PlainButton("", "F4"), PrimaryButton("", "F10")
        card = Card(
            self.name,
            flow(*self.buttons.values()),
            self.proxy,
            self.hint,
            self.back_one,
            10,
            self.below,
            self.below_list,
            None,
            self.save,
        )
        card.setProperty("top", True)
        self.add(Columns(self.list, card, shares=(13, 8)), None)
        for mark, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, mark=mark: self.on_mark(mark))
        self.list.current_changed.connect(lambda _key: self._show_current())
        self.proxy.edit.returnPressed.connect(self.on_proxy)
        self.below.edit.returnPressed.connect(self.on_below)
        self.back_one.clicked.connect(self.on_back_one)
        self.save.clicked.connect(self.on_save)
        self.proxy.hide()

    # --- what the shell calls

    def open(self, session_id: str = "", **_params: Any) -> None:
        if session_id and session_id != self.session_id:
            self.session_id, self._session = session_id, None
            self._marks, self._proxies, self._names = {}, {}, []
        self.proxy.hide()
        session_id = self.session_id
        self.read(lambda s: _load(s, session_id), self._loaded)
        self.list.setFocus()

    def on_back(self) -> bool:
        if self.proxy.isVisible():
            self.proxy.hide()
            self.list.setFocus()
            return True
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Paper sheet"))
        self.list.setAccessibleName(_("Lines of the sheet"))
        words = {"present": _("Signed"), "late": _("Late"), "absent": _("Not signed"), "proxy": _("Signed by proxy")}
        for mark, button in self.buttons.items():
            button.set_text(words[mark])
        self.proxy.set_label(_("Who signed instead"))
        self.below.set_label(_("A name written below the list"))
        self.below.set_hint(_("Enter takes it"))
        self.hint.setText(_("One key a line, in the order of the sheet. What nobody marks is left as it is."))
        self.back_one.set_text(_("One line back"))
        self._show()

    # --- what is typed

    def on_mark(self, mark: str) -> None:
        """One line of the sheet; on to the next."""
        key = str(self.list.current_key() or "")
        if not key:
            return
        if mark == "proxy":
            self.proxy.set_text(self._proxies.get(key, ""))
            self.proxy.show()
            self.proxy.focus()
            return
        self._marks[key] = mark
        self._proxies.pop(key, None)
        self._next()

    def on_proxy(self) -> None:
        """Who signed for this line."""
        key, name = str(self.list.current_key() or ""), self.proxy.text().strip()
        if not name:
            return
        self._marks[key], self._proxies[key] = "proxy", name
        self.proxy.hide()
        self._next()

    def on_below(self) -> None:
        """A name below the list."""
        name = self.below.text().strip()
        if name:
            self._names.append(name)
            self.below.set_text("")
            self._keep()
            self._show()
            self.below.focus()

    def on_back_one(self) -> None:
        """F4: the last line was wrong."""
        self.list.move(-1)
        self.list.setFocus()

    def on_save(self) -> None:
        """F10: all lines are one action."""
        from villagedesk.store.training import SheetLine, type_in_sheet  # lazy: SQLModel loads behind the PIN screen

        lines = [SheetLine(mark, key, proxy=self._proxies.get(key, "")) for key, mark in self._marks.items()]
        lines += [SheetLine("present", name=name) for name in self._names]
        session_id = self.session_id

        def save(s: Any) -> int:
            from villagedesk.store.drafts import clear_draft  # lazy, see above

            count = type_in_sheet(s, session_id, lines)
            clear_draft(s.connection(), _FORM, session_id)
            return count

        self.desk.tasks.write(self, save, self._saved, self._failed, busy=self.save)

    def _next(self) -> None:
        at_end = self._lines and self.list.current_key() == self._lines[-1].enrolment_id
        self._keep()
        self._show()
        if at_end:
            self.below.focus()
        else:
            self.list.move(1)
            self.list.setFocus()

    def _saved(self, count: int) -> None:
        self._marks, self._proxies, self._names = {}, {}, []
        words = ngettext(
            "{count} line of the sheet is written down.", "{count} lines of the sheet are written down.", count
        )
        self.notice(words.format(count=count))
        self.go("sign_in", session_id=self.session_id)

    def _failed(self, error: AppError) -> bool:
        return show_invalid({"proxy": self.proxy, "name": self.below}, error)

    def _keep(self) -> None:
        fields: dict[str, Any] = {"marks": self._marks, "proxies": self._proxies, "names": self._names}
        key = self.session_id

        def save(store: Any) -> int:
            from villagedesk.store.drafts import save_draft  # lazy: the store loads behind the PIN screen

            return save_draft(store, _FORM, key, fields)

        self.desk.tasks.keep(self, save)

    # --- what is shown

    def _loaded(self, found: tuple[Any, dict[str, Any] | None]) -> None:
        page, draft = found
        self._session = page.session
        self._lines = sorted(page.rows, key=lambda row: (row.name, row.enrolment_id))
        if draft:
            self._marks, self._proxies = dict(draft["marks"]), dict(draft["proxies"])
            self._names = list(draft["names"])
        self._show()
        left = next((row for row in self._lines if row.enrolment_id not in self._marks), None)
        if left is not None:
            self.list.set_current(left.enrolment_id)

    def _show(self) -> None:
        session = self._session
        if session is None:
            return
        typed = sum(row.enrolment_id in self._marks for row in self._lines)
        told = _("{typed} of {count} lines").format(typed=typed, count=len(self._lines))
        day = i18n.short_day(session.held_on)
        self.header.set_pills([(session.title, "plain"), (f"{day} {span(session)}", "info"), (told, "good")])
        self.list.set_rows([self._card(number, row) for number, row in enumerate(self._lines, 1)])
        self.below_list.setText(_(", ").join(self._names))
        self.below_list.setVisible(bool(self._names))
        count = typed + len(self._names)
        words = ngettext("Write {count} line down", "Write {count} lines down", count)
        self.save.set_text(words.format(count=count))
        self.save.setEnabled(count > 0)
        self._show_current()

    def _show_current(self) -> None:
        key = self.list.current_key()
        for number, row in enumerate(self._lines, 1):
            if row.enrolment_id == key:
                self.name.setText(f"{number}.  {row.name}")

    def _card(self, number: int, row: Any) -> CardRow:
        mark = self._marks.get(row.enrolment_id, "")
        pill, kind = {
            "present": (f"✓ {_('Signed')}", "good"),
            "late": (_("Late"), "wait"),
            "absent": (_("Not signed"), "act"),
            "proxy": (_("{name} signed").format(name=self._proxies.get(row.enrolment_id, "")), "info"),
        }.get(mark, ("", "plain"))
        return CardRow(row.enrolment_id, f"{number}.  {row.name}", pill=pill, pill_kind=kind)


def _load(s: Any, session_id: str) -> tuple[Any, dict[str, Any] | None]:
    from villagedesk.store.drafts import load_draft  # lazy: SQLModel loads behind the PIN screen
    from villagedesk.store.training import session_page

    return session_page(s, session_id), load_draft(s.connection(), _FORM, session_id)
