"""The list of calls: one for all the parcels of a phone or household, with the number in large figures; texts to many,
overdue ones go back.
"""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.parcels.words import contents, group_pill, is_told, nights
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
    CallGroup,
    ParcelRow,
    group_rows,
    not_told,
    note_call,
    parcels_on_shelf,
    print_call_list,
    send_back,
    text_owners,
)

# So many parcels of one call are named; more of them are counted.
_MOST_NAMED = 4


class CallsScreen(Page):
    """``open(overdue=True)`` begins with those that may go back."""

    help_page = "parcels"
    follows = frozenset({"parcel", "person", "text_message"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[ParcelRow] = []
        self.groups: list[CallGroup] = []
        self._overdue_first, self._sure, self._all_sure = False, False, False
        self.list = CardList("", tile=44)
        self.empty = EmptyState("phone")
        self._name = Text("", "card", wrap=True)
        self._phone = Text("", "amount", wrap=True)
        self._more = Text("", "body", tone="muted", wrap=True)
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
            self._more,
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

    def refresh(self) -> None:
        """Read who is to be called."""
        self.read(parcels_on_shelf, self.show_rows)

    def show_rows(self, rows: list[ParcelRow]) -> None:
        """Show whom nobody has reached first, the longest waiting before the others."""
        told = {Call.NOT_YET: 1, Call.NO_ANSWER: 2, Call.REACHED: 4}
        overdue = self._overdue_first

        def turn(group: CallGroup) -> int:
            if group.text == MessageState.FAILED and group.call != Call.REACHED:
                return 0  # the text did not arrive: this one is to be called
            return 3 if group.text and group.call == Call.NOT_YET else told[Call(group.call)]

        def place(group: CallGroup) -> tuple[bool, int, int, str]:
            return overdue and not group.overdue, turn(group), -group.days, group.rows[0].shelf

        self.groups = sorted(group_rows(rows), key=place)
        self.rows = [row for group in self.groups for row in group.rows]
        self._fill()

    def current(self) -> CallGroup | None:
        """Those who are being called."""
        key = self.list.current_key()
        return next((group for group in self.groups if group.key == key), None)

    # --- what the operator does

    def on_called(self, call: Call) -> None:
        """Write down how the call went, and go on to the next one."""
        shown = self.current()
        if shown is None:
            return
        self.list.move(1)
        self.write(lambda s: note_call(s, shown.ids, call))

    def on_send_back(self) -> None:
        """What is overdue of these goes back to the carrier; asked twice."""
        shown = self.current()
        if shown is None:
            return
        if not self._sure:
            self._sure = True
            self._show_current()
            return
        self._sure = False
        overdue = [row.id for row in shown.overdue]
        self.desk.tasks.write(self, lambda s: send_back(s, overdue, "overdue"), self._all_sent_back, busy=self.back_one)

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
        self.list.set_rows([_card_row(group) for group in self.groups])
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
        texts, overdue = len(group_rows(not_told(self.rows))), sum(shown.overdue for shown in self.rows)
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
        first = shown.rows[0]
        self._name.setText("  ".join(part for part in (_(", ").join(shown.names), first.place) if part))
        others = [shown_phone(phone) for phone in shown.phones[1:]]
        self._phone.setText(shown_phone(shown.phone) or _("No phone number on file"))
        self._more.setText(_("or {phones}").format(phones=_(", ").join(others)))
        self._more.setVisible(bool(others))
        self._say.setText(_say(shown))
        self._code.setText("\n".join(_code_words(row, named=len(shown.names) > 1) for row in shown.rows))
        self._texted.setText(_(TEXT_WORDS[shown.text]) if shown.text else "")
        self._texted.set_tone("wait" if shown.text == MessageState.FAILED else "muted")
        self._texted.setVisible(bool(shown.text))
        self._show_back(shown)

    def _show_back(self, shown: CallGroup) -> None:
        overdue = shown.overdue
        self.back_one.setVisible(bool(overdue))
        if self._sure:
            words = ngettext("Yes, send {count} back", "Yes, send all {count} back", len(overdue))
            self.back_one.set_text(words.format(count=len(overdue)))
        elif len(overdue) > 1:
            self.back_one.set_text(_("Send what is overdue back ({count})").format(count=len(overdue)))
        else:
            words = ngettext("Send it back, {count} day here", "Send it back, {count} days here", shown.days)
            self.back_one.set_text(words.format(count=shown.days))

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


def _say(shown: CallGroup) -> str:
    """What is said on the phone."""
    first, count = shown.rows[0], len(shown.rows)
    if count == 1:
        return _("Your parcel is here: {goods}. Please bring the pickup code.").format(goods=contents(first))
    goods = _(", ").join(dict.fromkeys(contents(row) for row in shown.rows[:_MOST_NAMED]))
    goods = f"{goods} …" if count > _MOST_NAMED else goods
    words = _("{count} parcels are here: {goods}. Please bring the pickup codes.")
    return words.format(count=i18n.number(count), goods=goods)


def _code_words(row: ParcelRow, *, named: bool) -> str:
    code = _("Pickup code {code}, place {shelf}").format(code=shown_code(row.pickup_code), shelf=row.shelf)
    due = _("to pay {money}").format(money=i18n.money(row.due_fen)) if row.due_fen else ""
    return "  ".join(part for part in (row.name if named else "", code, due) if part)


def _card_row(shown: CallGroup) -> CardRow:
    word, kind = group_pill(shown)
    places = _(", ").join([row.shelf for row in shown.rows[:_MOST_NAMED]])
    facts = (places, shown_phone(shown.phone), nights(shown.days))
    name = _(", ").join(shown.names) or shown.rows[0].waybill
    return CardRow(shown.key, name, "  ".join(part for part in facts if part), pill=word, pill_kind=kind, avatar=name)
