"""Trainers with their contract and fee; a class offers them with both."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    Field,
    MoneyEdit,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
    pair,
    show_invalid,
)
from villagedesk.domain.identity import shown_phone
from villagedesk.errors import AppError
from villagedesk.i18n import _


class TrainersScreen(Page):
    """Opened from the list of classes."""

    help_page = "class_form"
    follows = frozenset({"trainer"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.trainer_id = ""
        self._rows: dict[str, Any] = {}
        self.list = CardList("", tile=36, grow=True, single_click=True)
        self.empty = EmptyState("person")
        self.title = Text("", "card")
        names = ("name", "phone", "qualification", "employer", "contract")
        self.fields = {name: Field("", name=name) for name in names}
        self.fee = MoneyEdit("", name="fee")
        self.save, self.new, self.dismiss = PrimaryButton("", "Ctrl+S"), PlainButton("", "Ctrl+N"), PlainButton("")
        card = Card(
            self.title,
            pair(self.fields["name"], self.fields["phone"]),
            pair(self.fields["qualification"], self.fields["employer"]),
            pair(self.fields["contract"], self.fee),
            flow(self.new, self.dismiss, self.save),
        )
        card.setProperty("top", True)
        left = Card(self.list, self.empty)
        left.setProperty("top", True)
        self.add(Columns(left, card, shares=(1, 1)), None)
        self.list.taken.connect(self._edit)
        self.save.clicked.connect(self.on_save)
        self.new.clicked.connect(lambda: self._edit(""))
        self.dismiss.clicked.connect(self.on_dismiss)

    def open(self, **_params: Any) -> None:
        self.refresh()
        self.fields["name"].focus()

    def refresh(self) -> None:
        """Read who teaches here."""
        self.read(_load, self._show)

    def retranslate(self) -> None:
        self.header.set_title(_("Trainers"))
        self.list.setAccessibleName(_("Trainers"))
        labels = (_("Name"), _("Phone"), _("Qualification"), _("Employer"), _("Contract"))
        for field, label in zip(self.fields.values(), labels, strict=True):
            field.set_label(label)
        self.fee.set_label(_("Fee for a class"))
        self.save.set_text(_("Save"))
        self.new.set_text(_("New trainer"))
        self.dismiss.set_text(_("The contract is over"))
        self.empty.set_texts(_("No trainer is on file."), _("Type name and contract at the right."))
        self._show_title()

    def on_save(self) -> None:
        """Ctrl+S."""
        from villagedesk.domain.training import TrainerForm  # lazy: SQLModel loads behind the PIN screen
        from villagedesk.store.training import save_trainer

        texts = {name: field.text() for name, field in self.fields.items()}
        try:
            form = TrainerForm(**texts, fee_fen=self.fee.read() if self.fee.text().strip() else 0)
        except AppError as error:
            self._failed(error)
            return
        id_ = self.trainer_id
        self.desk.tasks.write(self, lambda s: save_trainer(s, form, id_), self._saved, self._failed, busy=self.save)

    def on_dismiss(self) -> None:
        """He is offered no more."""
        from villagedesk.store.training import dismiss_trainer  # lazy, see on_save

        id_ = self.trainer_id
        if id_:
            self.write(lambda s: dismiss_trainer(s, id_), lambda _none: self._edit(""))

    def _saved(self, _id: str) -> None:
        self.notice(_("Saved: {name}").format(name=self.fields["name"].text()))
        self._edit("")

    def _failed(self, error: AppError) -> bool:
        return show_invalid({**self.fields, "fee": self.fee}, error)

    def _edit(self, key: object) -> None:
        found = self._rows.get(str(key))
        self.trainer_id = found.id if found else ""
        for name, field in self.fields.items():
            field.set_text(getattr(found, name) if found else "")
            field.set_error("")
        self.fee.set_fen(found.fee_fen if found and found.fee_fen else None)
        self.fee.set_error("")
        self._show_title()
        self.fields["name"].focus()

    def _show_title(self) -> None:
        self.title.setText(_("Change a trainer") if self.trainer_id else _("New trainer"))
        self.dismiss.setVisible(bool(self.trainer_id))
        self.new.setVisible(bool(self.trainer_id))

    def _show(self, rows: list[Any]) -> None:
        self._rows = {one.id: one for one in rows}
        self.list.set_rows([_card(one) for one in rows])
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)


def _load(s: Any) -> list[Any]:
    from villagedesk.store.training import trainers  # lazy: SQLModel loads behind the PIN screen

    return trainers(s)


def _card(one: Any) -> CardRow:
    facts = (one.qualification, one.employer, shown_phone(one.phone), one.contract)
    money = i18n.money(one.fee_fen) if one.fee_fen else ""
    return CardRow(one.id, one.name, "  ".join(fact for fact in facts if fact), right=money, avatar=one.name)
