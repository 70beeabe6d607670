"""A bill being taken: who pays, what for, the account checked while one types, the fee, and the change."""

import itertools

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.bills.kept import FORM, KEY, read_draft, take_typed
from villagedesk.desktop.cash.words import change_words
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.villager_screen.shows import BillShow
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Field,
    MoneyEdit,
    PrimaryButton,
    Text,
    pair,
    row,
    show_invalid,
)
from villagedesk.desktop.widgets.buttons import ToggleButton
from villagedesk.domain.bills import KIND_WORDS, BillKind, check_account, shown_account
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.bills import BillRow, last_account
from villagedesk.store.drafts import Fields
from villagedesk.store.person_rows import PersonRow


class BillForm(Card):
    """Signals: ``taken(bill)`` the money is in the drawer and the receipt at the printer."""

    taken = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._desk = desk
        self._title = Text("", "card")
        self.payer = PersonFinder(desk, most=3, stays=True, new=True)
        self.kind = ChoiceButtons([Choice(kind.value, "") for kind in BillKind], value=BillKind.PHONE.value)
        self.account = Field("", name="account")
        self.holder = Field("", name="holder")
        self.amount = MoneyEdit("", name="amount", zero=False)
        self.given = MoneyEdit("", name="given")
        self.by_code = ToggleButton("", "Ctrl+M")
        self._warning = Text("", "body", tone="wait", wrap=True)
        self._again = False
        self._fee = Text("", "small", tone="muted")
        self._total = Text("", "amount", right=True)
        self.save = PrimaryButton("", "F10")
        self.draft = DraftLine(desk, FORM, self._typed)
        for widget in (self._title, self.payer, self.kind, pair(self.account, self.holder)):
            self.body.addWidget(widget)
        self.body.addWidget(pair(self.amount, self.given))
        self.body.addWidget(self._warning)
        self.body.addStretch(1)
        self.body.addLayout(row(self._fee, self.by_code, None, self._total))
        self.body.addLayout(row(None, self.save))
        self.body.addWidget(self.draft)
        self._fields: tuple[Field, ...] = (self.account, self.holder, self.amount, self.given)
        self._connect()

    def _connect(self) -> None:
        self.payer.chosen.connect(lambda _person: self._on_payer())
        self.payer.taken_back.connect(self.draft.changed)
        self.payer.search.textEdited.connect(lambda _text: self.draft.changed())
        self.kind.chosen.connect(lambda _kind: self._on_kind())
        self.account.left.connect(self._check_account)
        for field in (self.amount, self.given):
            field.edited.connect(self._show_sums)
        for typed in self._fields:
            typed.edited.connect(self.draft.changed)
            typed.edited.connect(self._be_unsure)
        self.kind.chosen.connect(lambda _kind: self._be_unsure())
        self.by_code.toggled.connect(lambda _on: self._show_sums())
        for line, following in itertools.pairwise(self._fields[:-1]):
            line.edit.returnPressed.connect(following.focus)
        self.amount.edit.returnPressed.connect(self._after_amount)
        self.given.edit.returnPressed.connect(self.save.click)
        self.save.clicked.connect(self.on_save)

    # --- what the page asks

    def begin(self) -> None:
        """Ready for the next bill."""
        self.payer.begin()
        for field in self._fields:
            field.set_text("")
            field.set_hint("")
        self.by_code.setChecked(False)
        self.by_code.setVisible(bool(self._desk.settings.pay_code))
        self._be_unsure()
        self._show_sums()
        self.draft.begin(KEY)
        self.payer.focus()

    def restore(self) -> None:
        """What was typed before a power cut, where nothing was typed since."""
        self._desk.tasks.read(self, read_draft, self._on_draft, latest="draft")

    def is_empty(self) -> bool:
        """Whether nothing was typed yet."""
        return not self.payer.search.text() and not any(field.text() for field in self._fields)

    def on_save(self) -> None:
        """F10: the money is here."""
        kind, account, holder = str(self.kind.value()), self.account.text(), self.holder.text()
        person, by_code, again = self._payer_id(), self._is_by_code(), self._again
        try:
            fen = self.amount.read()
            given = self.given.read() if self.given.text() and not by_code else None
        except Invalid as error:
            self._wrong(error)
            return
        self._desk.tasks.write(
            self,
            lambda s: take_typed(
                s,
                kind,
                account,
                fen,
                person_id=person,
                holder=holder,
                given_fen=given,
                by_code=by_code,
                again=again,
            ),
            self._on_taken,
            self._wrong,
            busy=self.save,
        )

    def retranslate(self) -> None:
        """Every text."""
        self._title.setText(_("Take a bill"))
        self.payer.set_words(_("Who pays: name, pinyin, initials, end of the phone number"))
        self.kind.setAccessibleName(_("What is paid"))
        self.kind.set_texts([_(KIND_WORDS[kind]) for kind in BillKind])
        phone = self.kind.value() == BillKind.PHONE
        self.account.set_label(_("Phone number") if phone else _("Customer number on the last bill"))
        self.holder.set_label(_("In whose name"))
        self.amount.set_label(_("Amount"))
        self.given.set_label(_("Cash given"))
        self.by_code.set_text(_("By code"))
        self.save.set_text(_("Take it a second time") if self._again else _("Money taken"))
        self.draft.retranslate()
        self._show_sums()

    # --- inside

    def _is_by_code(self) -> bool:
        return not self.by_code.isHidden() and self.by_code.isChecked()

    def _after_amount(self) -> None:
        """Enter behind the amount: how much cash he gave, where it is cash."""
        if self._is_by_code():
            self.save.click()
        else:
            self.given.focus()

    def _be_unsure(self) -> None:
        """Something else is typed: a warning about the bill before is none about this one."""
        self._again = False
        self._warning.hide()
        self.save.set_text(_("Money taken"))

    def _typed(self) -> Fields:
        """For the draft; nothing while nothing was typed."""
        if self.is_empty():
            return {}
        texts: Fields = {field.name: field.text() for field in self._fields}
        typed = {"kind": str(self.kind.value()), "person_id": self._payer_id(), "search": self.payer.search.text()}
        typed["by_code"] = "yes" if self._is_by_code() else ""
        return texts | typed

    def _on_draft(self, found: tuple[Fields, PersonRow | None]) -> None:
        typed, person = found
        if not typed or not self.is_empty():
            return
        self.kind.set_value(str(typed.get("kind") or BillKind.PHONE.value))
        self.by_code.setChecked(bool(typed.get("by_code")))
        # Looked for once more only where nobody was chosen.
        self.payer.begin(person, "" if person else str(typed.get("search") or ""))
        for field in self._fields:
            field.set_text(str(typed.get(field.name) or ""))
        self.retranslate()

    def _fee_fen(self) -> int:
        return rule_pack(clock.today()).bills.fee(str(self.kind.value()))

    def _show_sums(self) -> None:
        fee, fen = self._fee_fen(), self.amount.fen()
        self._fee.setText(_("with a fee of {money}").format(money=i18n.money(fee)) if fee else _("no fee"))
        self._total.setText(i18n.money((fen or 0) + fee) if fen else "")
        self.given.setVisible(not self._is_by_code())
        given = self.given.fen() if self.given.text() else None
        back = given - fen - fee if given is not None and fen else None
        self._show_villager(fee, fen)
        words, tone = change_words(back, 0) if back is not None and back >= 0 else ("", "")
        self.given.set_hint(words, good=not tone)

    def _show_villager(self, fee: int, fen: int | None) -> None:
        """What he pays for and how much, and the payment code where he scans it."""
        what, tail = _(KIND_WORDS[BillKind(str(self.kind.value()))]), "".join(self.account.text().split())[-4:]
        show = BillShow(what, tail, fen + fee, self._is_by_code()) if fen else None
        self._desk.villager.put(self, show)

    def _check_account(self) -> None:
        if not self.account.text():
            self.account.set_hint("")
            return
        kind = str(self.kind.value())
        try:
            number = check_account(kind, self.account.text())
        except Invalid as error:
            self.account.set_error(sentence(error))
            return
        self.account.set_hint(shown_account(kind, number), good=True)

    def _on_kind(self) -> None:
        self.account.set_error("")
        self.retranslate()
        self.draft.changed()
        self._fill_account()
        self.account.focus()

    def _fill_account(self) -> None:
        person, kind = self.payer.person(), str(self.kind.value())
        if person is None:
            return
        if kind == BillKind.PHONE:
            self.account.set_text(person.phone or "")
            return
        self._desk.tasks.read(self, lambda s: last_account(s, person.id, kind), self._on_last, latest="account")

    def _on_last(self, found: tuple[str, str]) -> None:
        if found[0]:
            self.account.set_text(found[0])
            self.holder.set_text(found[1])

    def _payer_id(self) -> str:
        person = self.payer.person()
        return person.id if person else ""

    def _on_payer(self) -> None:
        self.draft.changed()
        self._fill_account()
        self.account.focus()

    def _on_taken(self, bill: BillRow) -> None:
        self.draft.stop()
        self.begin()
        self.taken.emit(bill)

    def _wrong(self, error: AppError) -> bool:
        if error.code == "bill_taken_already":
            self._again = True
            self._warning.setText(sentence(error))
            self._warning.show()
            self.save.set_text(_("Take it a second time"))
            return True
        return show_invalid({field.name: field for field in self._fields}, error)
