"""A pack before it is handed over: scan its code, type its licence and its date, hear what is odd."""

from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
    show_invalid,
)
from villagedesk.domain.best_before import printed_day
from villagedesk.domain.farm_inputs import (
    DATED,
    LABEL_LENGTH,
    PACK_WORDS,
    PROBLEM_WORDS,
    VERDICT_WORDS,
    Pack,
    Problem,
    Verdict,
    check_pack,
)
from villagedesk.domain.goods import FarmInput, barcode_in
from villagedesk.domain.labels import is_label
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.farm_inputs import InputRow, inputs_in, keep_check


class PackScreen(Page):
    """``open(parcel_id=)``."""

    help_page = "packs"
    follows = frozenset({"input_check", "order_line", "parcel"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._parcel_id = ""
        self._rows: list[InputRow] = []
        self._typed_for = ""
        self.list = CardList("", tile=44)
        self.empty = EmptyState("sprout")
        self._title = Text("", "card", wrap=True)
        self._label = Text("", "small", tone="muted", wrap=True)
        self.label = QPlainTextEdit()
        self.label.setMaximumHeight(theme.px(88))
        self.label.setTabChangesFocus(True)
        self.licence = Field("", name="licence_no")
        self.date = Field("", name="good_until")
        self.told = Text("", "body", wrap=True)
        self.save = PrimaryButton("", "F10")
        self.keep_back = PlainButton("", "F8")
        self._card = Card(
            self._title,
            self._label,
            self.label,
            self.licence,
            self.date,
            self.told,
            None,
            Columns(flow(self.keep_back), self.save, shares=(1, 0), wide=0, spacing=10),
        )
        self.add(self.empty, Columns(self.list, self._card, shares=(9, 11)), None)
        self.list.current_changed.connect(lambda _key: self._other())
        self.label.textChanged.connect(self._judge)
        self.licence.edited.connect(self._judge)
        self.date.edited.connect(self._judge)
        self.save.clicked.connect(lambda: self.on_save(Verdict.GIVEN))
        self.keep_back.clicked.connect(lambda: self.on_save(Verdict.KEPT_BACK))

    # --- what the shell calls

    def open(self, parcel_id: str = "", **_more: Any) -> None:
        if parcel_id:
            self._parcel_id = parcel_id
        self.refresh()
        self._begin_typing()

    def on_scan(self, text: str) -> bool:
        """The square code on a pack of seed; whatever else is scanned is looked for as everywhere."""
        if self.label.isHidden() or is_label(text) or barcode_in(text) or len(text) > LABEL_LENGTH:
            return False
        self.label.setPlainText(text)
        return True

    def refresh(self) -> None:
        """Read what is in the parcel."""
        parcel_id = self._parcel_id
        if parcel_id:
            self.read(lambda s: inputs_in(s, parcel_id), self.show_inputs)

    def show_inputs(self, rows: list[InputRow]) -> None:
        """Show what is to be looked at, and what was."""
        self._rows = rows
        self._fill()

    # --- what the operator does

    def current(self) -> InputRow | None:
        """The pack that is looked at."""
        key = self.list.current_key()
        return next((one for one in self._rows if one.order_line_id == key), None)

    def on_save(self, verdict: Verdict) -> None:
        """Keep what was seen; when something is odd, with what the operator decided."""
        shown, parcel_id = self.current(), self._parcel_id
        if shown is None:
            return
        label, licence, good_until = self.label.toPlainText(), self.licence.text(), self.date.text()
        decided = verdict.value if self._problems() else ""
        self.desk.tasks.write(
            self,
            lambda s: keep_check(s, parcel_id, shown.order_line_id, label, licence, decided, good_until),
            self._saved,
            lambda error: show_invalid(self._fields(), error),
            busy=self.save,
        )

    def _saved(self, verdict: str) -> None:
        words = _(VERDICT_WORDS[verdict])
        if verdict == Verdict.KEPT_BACK:
            back = _("Is nothing else in the parcel, choose “Not wanted”. Else hand over the rest, and give it back.")
            words = f"{words}  {back}"
        self.notice(words, "good" if verdict == Verdict.FINE else "wait")
        self._empty_fields()
        if all(one.verdict or one.order_line_id == self.list.current_key() for one in self._rows):
            self.go("parcels", parcel_id=self._parcel_id)

    # --- what is shown

    def _problems(self) -> list[Problem]:
        """What is odd about what was typed so far; nothing while it cannot be read, see ``_unreadable``."""
        shown = self.current()
        if shown is None:
            return []
        try:
            return check_pack(
                Pack(shown.kind, shown.title, self.label.toPlainText(), self.licence.text(), self.date.text()),
                clock.today(),
            )
        except Invalid:
            return []

    def _unreadable(self) -> str:
        """How a date is typed, while what stands there is none yet."""
        try:
            printed_day(self.date.text())
        except Invalid as error:
            return sentence(error)
        return ""

    def _fields(self) -> dict[str, Field]:
        return {"licence_no": self.licence, "good_until": self.date}

    def _empty_fields(self) -> None:
        self.label.clear()
        for field in self._fields().values():
            field.set_text("")

    def _begin_typing(self) -> None:
        (self.date if self.licence.isHidden() else self.licence).focus()

    def _judge(self) -> None:
        problems, unreadable = self._problems(), self._unreadable()
        begun = bool(self.label.toPlainText() or self.licence.text() or self.date.text())
        shown = self.current()
        if not begun and shown is not None and shown.kind == DATED:
            self.told.setText(_("Look at the date on the pack: until when it is good, or when it was made."))
        elif not begun:
            self.told.setText(_("Look at the pack: its code, its licence number, whether it is whole."))
        elif unreadable:
            self.told.setText(unreadable)
        else:
            self.told.setText("\n".join([*self._good_until(), *_found_words(problems)]))
        self.told.set_tone("muted" if unreadable or not begun else "wait" if problems else "good")
        self.save.set_text(_("Hand it over all the same") if problems else _("Note it, nothing is odd"))
        self.keep_back.setVisible(bool(problems))

    def _good_until(self) -> list[str]:
        """The date as it was understood, for the operator to compare with the pack."""
        day = printed_day(self.date.text())
        return [_("Good until {day}.").format(day=i18n.date_text(day))] if day else []

    def _other(self) -> None:
        shown = self.current()
        if shown is not None:
            if shown.order_line_id != self._typed_for:
                self._typed_for = shown.order_line_id  # what was read off one pack says nothing of another
                self._empty_fields()
            self._title.setText(shown.title)
            self._label.setVisible(shown.kind == FarmInput.SEED)
            self.label.setVisible(shown.kind == FarmInput.SEED)
            self.licence.setVisible(shown.kind != DATED)
        self._judge()

    def _fill(self) -> None:
        self.list.set_rows([_card_row(one) for one in self._rows])
        for widget in (self.list, self._card):
            widget.setVisible(bool(self._rows))
        self.empty.setVisible(not self._rows)
        self._other()

    def retranslate(self) -> None:
        self.header.set_title(_("Look at the pack"))
        self.header.set_right(_("Seed, fertiliser, pesticide, and what has a date"))
        self.list.setAccessibleName(_("Packs in the parcel"))
        self._label.setText(_("Scan the square code on the pack"))
        self.label.setAccessibleName(_("Square code on the pack"))
        self.licence.set_label(_("Licence or registration number on the pack"))
        self.date.set_label(_("Good until, as printed; or made on + months, like 2025-05-10+18"))
        self.keep_back.set_text(_("Keep it back"))
        self.empty.set_texts(
            _("Nothing to look at"), _("Nothing in this parcel has a licence number or a printed date.")
        )
        self._fill()


def _found_words(problems: list[Problem]) -> list[str]:
    if problems:
        return [_(PROBLEM_WORDS[problem]) for problem in problems]
    return [_("Nothing is odd. A look finds no fake that was made well: keep the pack closed when in doubt.")]


def _card_row(one: InputRow) -> CardRow:
    done = one.verdict not in ("", Verdict.UNSEEN)
    kind = "good" if one.verdict == Verdict.FINE else "wait" if done else "plain"
    word = _(VERDICT_WORDS[one.verdict]) if one.verdict else _("not looked at")
    return CardRow(
        one.order_line_id, one.title, _(PACK_WORDS.get(one.kind, one.kind)), pill=word, pill_kind=kind, icon="sprout"
    )
