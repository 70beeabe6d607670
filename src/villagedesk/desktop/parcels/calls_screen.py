"""The list of calls: whose parcels wait, with the phone number in large figures; texts to many, overdue ones go back."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.parcels.words import call_pill, contents, here_since, is_told
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
)
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.messages import STATE_WORDS as TEXT_WORDS
from villagedesk.domain.messages import MessageState
from villagedesk.domain.parcels import Call
from villagedesk.domain.pickup import shown_code
from villagedesk.i18n import _, ngettext
from villagedesk.store.parcels import (
    ParcelRow,
    not_told,
    note_call,
    parcels_on_shelf,
    print_call_list,
    send_back,
    text_owners,
)


class CallsScreen(Page):
    """``open(overdue=True)`` begins with those that may go back."""

    help_page = "parcels"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[ParcelRow] = []
        self._overdue_first, self._sure, self._all_sure = False, False, False
        self.list = CardList("", tile=44)
        self.empty = EmptyState("phone")
        self._name = Text("", "card", wrap=True)
        self._phone = Text("", "amount", wrap=True)
        self._say = Text("", "card", wrap=True)
        self._code = Text("", "card", tone="muted", wrap=True)
        self._texted = Text("", "small", wrap=True)
        self.reached = PrimaryButton("", "F9")
        self.no_answer = PlainButton("", "F8")
        self.back_one = PlainButton("")
        self.text_all = PlainButton("", "F7")
        self.all_back = PlainButton("")
        self.print_list = PlainButton("", icon="printer")
        self._card = Card(
            self._name,
            self._phone,
            6,
            self._say,
            self._code,
            self._texted,
            None,
            flow(self.reached, self.no_answer),
            self.back_one,
        )
        self.add(
            flow(self.text_all, self.all_back, self.print_list),
            self.empty,
            Columns(self.list, self._card, shares=(11, 9)),
        )
        self.list.current_changed.connect(lambda _key: self._on_other())
        self.reached.clicked.connect(lambda: self.on_called(Call.REACHED))
        self.no_answer.clicked.connect(lambda: self.on_called(Call.NO_ANSWER))
        self.back_one.clicked.connect(self.on_send_back)
        self.text_all.clicked.connect(self.on_text_all)
        self.all_back.clicked.connect(self.on_all_back)
        self.print_list.clicked.connect(self.on_print)

    # --- what the shell calls

    def open(self, overdue: bool = False, **_more: Any) -> None:
        self._overdue_first, self._all_sure = overdue, False
        self.refresh()
        self.list.setFocus()

    def on_changed(self, names: set[str]) -> None:
        if names & {"parcel", "person", "text_message"}:
            self.refresh()

    def refresh(self) -> None:
        """Read who is to be called."""
        self.read(parcels_on_shelf, self.show_rows)

    def show_rows(self, rows: list[ParcelRow]) -> None:
        """Show whom nobody has reached first, the longest waiting before the others."""
        told = {Call.NOT_YET: 1, Call.NO_ANSWER: 2, Call.REACHED: 4}
        overdue = self._overdue_first

        def turn(row: ParcelRow) -> int:
            if row.text == MessageState.FAILED and row.call != Call.REACHED:
                return 0  # the text did not arrive: this one is to be called
            return 3 if row.text and row.call == Call.NOT_YET else told[Call(row.call)]

        self.rows = sorted(rows, key=lambda r: (overdue and not r.overdue, turn(r), -r.days, r.shelf))
        self._fill()

    def current(self) -> ParcelRow | None:
        """The parcel that is being called about."""
        key = self.list.current_key()
        return next((shown for shown in self.rows if shown.id == key), None)

    # --- what the operator does

    def on_called(self, call: Call) -> None:
        """Write down how the call went, and go on to the next one."""
        shown = self.current()
        if shown is None:
            return
        self.list.move(1)
        self.write(lambda s: note_call(s, shown.id, call))

    def on_send_back(self) -> None:
        """Give an overdue parcel back to the carrier; asked twice."""
        shown = self.current()
        if shown is None:
            return
        if not self._sure:
            self._sure = True
            self._show_current()
            return
        self._sure = False
        self.desk.tasks.write(self, lambda s: send_back(s, [shown.id], "overdue"), self._sent_back, busy=self.back_one)

    def _sent_back(self, _count: int) -> None:
        self.notice(_("It goes back with the next van."), "info")

    def on_text_all(self) -> None:
        """F7: a text to everybody who has not been told; central sends them when there is a line."""
        wanted = [shown.id for shown in not_told(self.rows)]
        self.desk.tasks.write(self, lambda s: text_owners(s, wanted), self._texts_written, busy=self.text_all)

    def _texts_written(self, count: int) -> None:
        words = ngettext(
            "{count} text goes out as soon as there is a line.",
            "{count} texts go out as soon as there is a line.",
            count,
        )
        self.notice(words.format(count=count))

    def on_all_back(self) -> None:
        """Give everything that is overdue back to the carrier; asked twice."""
        overdue = [shown.id for shown in self.rows if shown.overdue]
        if not self._all_sure:
            self._all_sure = True
            self._show_many()
            return
        self._all_sure = False
        self.desk.tasks.write(self, lambda s: send_back(s, overdue, "overdue"), self._all_sent_back, busy=self.all_back)

    def _all_sent_back(self, count: int) -> None:
        words = ngettext(
            "{count} parcel goes back with the next van.", "{count} parcels go back with the next van.", count
        )
        self.notice(words.format(count=count), "info")

    def on_print(self) -> None:
        """The list on paper, to take along."""
        self.write(print_call_list, lambda _count: self.notice(_("The list is being printed.")))

    # --- what is shown

    def _fill(self) -> None:
        self.list.set_rows([_card_row(shown) for shown in self.rows])
        for widget in (self.list, self._card, self.print_list):
            widget.setVisible(bool(self.rows))
        self._show_many()
        self.empty.setVisible(not self.rows)
        told = sum(is_told(shown) for shown in self.rows)
        if self.rows:
            words = ngettext("{told} of {count} told", "{told} of {count} told", len(self.rows))
            self.header.set_pills([(words.format(told=told, count=len(self.rows)), "info")])
        else:
            self.header.set_pills([])
        self._show_current()

    def _show_many(self) -> None:
        texts, overdue = len(not_told(self.rows)), sum(shown.overdue for shown in self.rows)
        self.text_all.setVisible(texts > 0)
        self.text_all.set_text(ngettext("Text {count} villager", "Text {count} villagers", texts).format(count=texts))
        self.all_back.setVisible(overdue > 0)
        self.all_back.set_text(
            ngettext("Yes, send {count} back", "Yes, send all {count} back", overdue).format(count=overdue)
            if self._all_sure
            else _("Send what is overdue back ({count})").format(count=overdue)
        )

    def _on_other(self) -> None:
        self._sure = False
        self._show_current()

    def _show_current(self) -> None:
        shown = self.current()
        if shown is None:
            return
        self._name.setText("  ".join(part for part in (shown.name, shown.place) if part))
        self._phone.setText(shown_phone(shown.phone) or _("No phone number on file"))
        self._say.setText(
            _("Your parcel is here: {goods}. Please bring the pickup code.").format(goods=contents(shown))
        )
        code = _("Pickup code {code}, place {shelf}").format(code=shown_code(shown.pickup_code), shelf=shown.shelf)
        due = "  " + _("to pay {money}").format(money=i18n.money(shown.due_fen)) if shown.due_fen else ""
        self._code.setText(code + due)
        self._texted.setText(_(TEXT_WORDS[shown.text]) if shown.text else "")
        self._texted.set_tone("wait" if shown.text == MessageState.FAILED else "muted")
        self._texted.setVisible(bool(shown.text))
        self.back_one.setVisible(shown.overdue)
        self.back_one.set_text(
            _("Yes, send it back")
            if self._sure
            else ngettext("Send it back, {count} day here", "Send it back, {count} days here", shown.days).format(
                count=shown.days
            )
        )

    def retranslate(self) -> None:
        self.header.set_title(_("Call list"))
        self.header.set_right(i18n.short_day(clock.today()))
        self.list.setAccessibleName(_("Whom to call"))
        self.reached.set_text(_("Told"))
        self.no_answer.set_text(_("No answer"))
        self.print_list.set_text(_("Print the list"))
        self.empty.set_texts(
            _("Nobody has to be called"), _("When parcels lie on the shelf, their owners appear here.")
        )
        self._fill()


def _card_row(shown: ParcelRow) -> CardRow:
    word, kind = call_pill(shown)
    facts = (shown.shelf, shown_phone(shown.phone), here_since(shown))
    return CardRow(
        shown.id, shown.name, "  ".join(part for part in facts if part), pill=word, pill_kind=kind, avatar=shown.name
    )
