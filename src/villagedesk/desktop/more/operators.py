"""Who may work at this counter: the list, somebody new, a new PIN, and letting somebody out."""

from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.roles import role_values, role_words
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    RowList,
    Text,
    pair,
    row,
    show_invalid,
)
from villagedesk.desktop.widgets.person_card import PersonCard
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _


class OperatorsScreen(Page):
    """The list at the left, the form for somebody new or a new PIN at the right."""

    help_page = "operators"
    follows = frozenset({"operator", "credential"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = RowList()
        self.form = OperatorForm(desk)
        self.add(Columns(self.list, self.form, shares=(1, 1)), None)

    def open(self, **params: Any) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        from villagedesk.store.operators import operators  # lazy: SQLModel loads behind the PIN screen

        self.read(lambda s: operators(s, everybody=True), self.show_operators)

    def show_operators(self, rows: list[Any]) -> None:
        """Show one card each."""
        self.list.set_rows([self._card(operator) for operator in rows])

    def retranslate(self) -> None:
        self.header.set_title(_("Operators"))
        self.header.set_right(_("A PIN counts on this computer only"))
        self.form.retranslate()
        if self.isVisible():
            self.refresh()

    def _card(self, operator: Any) -> PersonCard:
        state = "" if operator.active else _("left")
        if operator.active and not operator.has_pin:
            state = _("no PIN here")
        buttons = []
        if operator.active:
            new_pin = PlainButton(_("New PIN"))
            new_pin.clicked.connect(lambda: self.form.start_pin(operator.id, operator.name))
            buttons.append(new_pin)
        if self.desk.operator_id() != operator.id:
            change = PlainButton(_("Let out") if operator.active else _("Let in again"))
            change.clicked.connect(lambda: self._set_active(operator.id, not operator.active))
            buttons.append(change)
        return PersonCard(operator.name, role_words(operator.role), state, buttons, grey=not operator.active)

    def _set_active(self, operator_id: str, active: bool) -> None:
        from villagedesk.store.operators import set_active  # lazy, see refresh

        self.write(lambda s: set_active(s, operator_id, active))


class OperatorForm(Card):
    """Somebody new, or a new PIN for somebody who is there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=12)
        self.desk = desk
        self._pin_of: tuple[str, str] | None = None
        self.title = Text("", "card", wrap=True)
        self.name = Field("", name="name")
        self.role_label = Text("", "small", tone="muted")
        self.role = ChoiceButtons([Choice(value, value) for value in role_values()], value="operator")
        self.pin = Field("", name="pin", secret=True)
        self.again = Field("", name="again", secret=True)
        self.save = PrimaryButton("", "Ctrl+S")
        self.save.clicked.connect(self._save)
        self.cancel = PlainButton("")
        self.cancel.clicked.connect(self.start_new)
        for item in (self.title, self.name, self.role_label, self.role, pair(self.pin, self.again)):
            self.body.addWidget(item)
        self.body.addLayout(row(None, self.cancel, self.save))
        self.body.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        new = self._pin_of is None
        self.title.setText(
            _("Somebody new") if self._pin_of is None else _("New PIN for {name}").format(name=self._pin_of[1])
        )
        self.name.set_label(_("Name"))
        self.role_label.setText(_("Role"))
        self.role.setAccessibleName(_("Role"))
        self.role.set_texts([role_words(value) for value in role_values()])
        self.pin.set_label(_("PIN"))
        self.pin.set_hint(_("Four to eight digits"))
        self.again.set_label(_("PIN once more"))
        self.save.set_text(_("Save"))
        self.cancel.set_text(_("Cancel"))
        for widget in (self.name, self.role_label, self.role):
            widget.setVisible(new)
        self.cancel.setVisible(not new)

    def start_new(self) -> None:
        """An empty form for somebody new."""
        self._pin_of = None
        for field in (self.name, self.pin, self.again):
            field.set_text("")
        self.retranslate()

    def start_pin(self, operator_id: str, name: str) -> None:
        """A new PIN for somebody who is there."""
        self.start_new()
        self._pin_of = (operator_id, name)
        self.retranslate()
        self.pin.focus()

    def _save(self) -> None:
        from villagedesk.store.operators import add_operator, set_pin  # lazy, see OperatorsScreen.refresh

        name, role, pin, who = self.name.text(), str(self.role.value()), self.pin.text(), self._pin_of
        if pin != self.again.text():
            self.again.set_error(sentence(Invalid("again", "pin_not_same")))
            self.again.focus()
        elif who is None:
            self.desk.tasks.write(
                self, lambda s: add_operator(s, name, role, pin), self._saved, self._failed, busy=self.save
            )
        else:
            self.desk.tasks.write(self, lambda s: set_pin(s, who[0], pin), self._saved, self._failed, busy=self.save)

    def _saved(self, _result: object) -> None:
        self.desk.bus.say(_("Saved"))
        self.start_new()

    def _failed(self, error: AppError) -> bool:
        return show_invalid({"name": self.name, "pin": self.pin}, error)
