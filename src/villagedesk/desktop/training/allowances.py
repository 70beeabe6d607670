"""Allowances of a class: who gets how much for which days, paid out of the drawer against a signature."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    SignaturePad,
    Text,
    flow,
    row,
)
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.photos import desk_files


class AllowancesScreen(Page):
    """``open(class_id=)``."""

    help_page = "class"
    follows = frozenset({"allowance", "attendance", "enrolment", "training_class"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.class_id = ""
        self.rows: list[Any] = []
        self._came = False
        self._sure = False
        self.list = CardList("", tile=36, grow=True)
        self.empty = EmptyState("cash")
        self.name, self.about = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.amount = Text("", "total", tone="act", right=True)
        self.pad = SignaturePad("F8", height=140)
        self.pay, self.back_button = PrimaryButton("", "F10"), PlainButton("")
        self.card = Card(row(self.name, None, self.amount), self.about, self.pad, flow(self.back_button, self.pay))
        self.card.setProperty("top", True)
        self._left = Card(self.list)
        self._left.setProperty("top", True)
        self.add(self.empty, Columns(self._left, self.card, shares=(1, 1)), None)
        self.list.current_changed.connect(lambda _key: self._on_other())
        self.pay.clicked.connect(self.on_pay)
        self.back_button.clicked.connect(self.on_take_back)

    # --- what the shell calls

    def open(self, class_id: str = "", **_params: Any) -> None:
        if class_id and class_id != self.class_id:
            self.class_id, self.rows = class_id, []
            self.pad.clear()
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Read what is due again."""
        class_id = self.class_id
        if class_id:
            self.read(lambda s: _load(s, class_id), self._loaded, self.close_if_gone)

    def retranslate(self) -> None:
        self.header.set_title(_("Allowances"))
        self.list.setAccessibleName(_("Who came"))
        self.pad.set_caption(_("Counts the money and signs"))
        self.pay.set_text(_("Paid and signed"))
        self._show()

    # --- what the operator does

    def on_pay(self) -> None:
        """F10: the money is in his hand."""
        from villagedesk.store.training import pay_allowance  # lazy: SQLModel loads behind the PIN screen

        one = self._current()
        if one is None or not one.due_fen:
            return
        signed, files = self.pad.signed(), desk_files(self.desk.tasks.store())
        self.desk.tasks.write(
            self,
            lambda s: pay_allowance(s, files, one.enrolment_id, signed),
            self._paid,
            self._not_paid,
            busy=self.pay,
        )

    def on_take_back(self) -> None:
        """The last payment comes back into the drawer; asked twice."""
        from villagedesk.store.training import take_back_allowance  # lazy, see on_pay

        one = self._current()
        if one is None or not one.payments:
            return
        if not self._sure:
            self._sure = True
            self._show_current()
            return
        self._sure = False
        self.write(lambda s: take_back_allowance(s, one.payments[-1].id), self._came_back)

    def _paid(self, payment: Any) -> None:
        self.pad.clear()
        words = _("{name} has {money}; it is in the cash book.")
        self.notice(words.format(name=payment.name, money=i18n.money(payment.fen)))

    def _came_back(self, fen: int) -> None:
        self.notice(_("{money} are back in the drawer.").format(money=i18n.money(fen)), "info")

    def _not_paid(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "signature":
            self.pad.set_error(sentence(error))
            return True
        self.refresh()
        return False

    # --- what is shown

    def _loaded(self, found: tuple[str, list[Any]]) -> None:
        title, rows = found
        self._came = bool(rows)
        # A class without allowances, or somebody who gets none of them, is nothing to be looked at here.
        self.rows = [one for one in rows if one.due_fen or one.paid_fen or one.payments or one.twice]
        due = sum(one.due_fen for one in self.rows)
        paid = sum(one.paid_fen for one in self.rows)
        self.header.set_pills(
            [
                (title, "plain"),
                (_("due {money}").format(money=i18n.money(due)), "wait" if due else "good"),
                (_("paid {money}").format(money=i18n.money(paid)), "info"),
            ]
        )
        self._show()

    def _show(self) -> None:
        self.list.set_rows([_card(one) for one in self.rows])
        for widget in (self._left, self.card):
            widget.setVisible(bool(self.rows))
        self.empty.setVisible(not self.rows)
        if self._came:
            self.empty.set_texts(
                _("This class pays no allowances."), _("What it pays a day stands in its plan, F4 there.")
            )
        else:
            self.empty.set_texts(_("Nobody came yet."), _("Who signs in to a class with allowances appears here."))
        self._show_current()

    def _on_other(self) -> None:
        self._sure = False
        self.pad.clear()
        self._show_current()

    def _current(self) -> Any:
        key = self.list.current_key()
        return next((one for one in self.rows if one.enrolment_id == key), None)

    def _show_current(self) -> None:
        one = self._current()
        if one is None:
            return
        self.name.setText(one.name)
        self.amount.setText(i18n.money(one.due_fen))
        if one.twice:
            days = _(", ").join(i18n.short_day(day) for day in one.twice)
            self.about.setText(
                _("Paid twice for {days}: two computers did it. Take one payment back.").format(days=days)
            )
        else:
            self.about.setText(_days(one))
        self.about.set_tone("act" if one.twice else "muted")
        for widget in (self.pad, self.pay):
            widget.setVisible(one.due_fen > 0)
        self.back_button.setVisible(bool(one.payments))
        if one.payments:
            words = _("Really: {money} is back") if self._sure else _("{money} comes back")
            self.back_button.set_text(words.format(money=i18n.money(one.payments[-1].fen)))


def _days(one: Any) -> str:
    if not one.days:
        return _("Everything is paid: {money}").format(money=i18n.money(one.paid_fen))
    days = ngettext("{count} day", "{count} days", len(one.days)).format(count=len(one.days))
    return "  ".join((days, *(i18n.short_day(day) for day in one.days)))


def _card(one: Any) -> CardRow:
    if one.twice:
        pill, kind = _("paid twice"), "act"
    elif one.due_fen:
        pill, kind = i18n.money(one.due_fen), "wait"
    else:
        pill, kind = _("paid {money}").format(money=i18n.money(one.paid_fen)), "good"
    return CardRow(one.enrolment_id, one.name, _days(one), pill=pill, pill_kind=kind, avatar=one.name)


def _load(s: Any, class_id: str) -> tuple[str, list[Any]]:
    from villagedesk.domain.training import TrainingClass  # lazy: SQLModel loads behind the PIN screen
    from villagedesk.store import get
    from villagedesk.store.training import allowances_of

    return get(s, TrainingClass, class_id).title, allowances_of(s, class_id)
