"""Who collects a parcel: the villager, somebody he named or of his household, or somebody else who brings the code."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.widgets import Choice, ChoiceButtons, Columns, Field, PlainButton, column
from villagedesk.i18n import _
from villagedesk.store.proxies import StandIn

_HIMSELF, _OTHER = "himself", "other"


class WhoComes(QWidget):
    """Signals: ``changed()`` somebody else was chosen; ``asked_name()`` the villager wants to name a person.

    ``add`` asks for it; the card that holds us puts it among its buttons.
    """

    changed = Signal()
    asked_name = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: list[StandIn] = []
        self.choices = ChoiceButtons(value=_HIMSELF)
        self.name = Field("", name="collected_by")
        self.add = PlainButton("", icon="plus")
        self.name.label.hide()
        self.name.edit.setMinimumWidth(theme.px(150))
        self.setLayout(column(Columns(self.choices, self.name, shares=(0, 1), wide=0, spacing=10), spacing=0))
        self.choices.chosen.connect(self._on_chosen)
        self.add.clicked.connect(self.asked_name)
        self.begin()

    def begin(self) -> None:
        """For the next parcel: the villager himself."""
        self._known = []
        self.name.set_text("")
        self.show_known([])

    def show_known(self, known: Sequence[StandIn]) -> None:
        """Offer these persons; who was chosen stays chosen while he is there."""
        before = self.choices.value()
        self._known = list(known)
        values = [_HIMSELF, *(one.id for one in known), _OTHER]
        self.choices.set_choices(
            [Choice(value, text) for value, text in zip(values, self._texts(), strict=True)],
            before if before in values else _HIMSELF,
        )
        self._show()

    def stand_in(self) -> str:
        """The id of the named person or family member; "" for everybody else."""
        value = self.choices.value()
        return value if isinstance(value, str) and value not in (_HIMSELF, _OTHER) else ""

    def collected_by(self) -> str:
        """The typed name of somebody else; "" for all others."""
        return self.name.text() if self.choices.value() == _OTHER else ""

    def is_himself(self) -> bool:
        """Whether the villager came."""
        return self.choices.value() == _HIMSELF

    def is_somebody_else(self) -> bool:
        """Whether somebody came who is not named."""
        return self.choices.value() == _OTHER

    def knows_somebody(self) -> bool:
        """Whether there is somebody to choose besides the villager."""
        return bool(self._known)

    def choose_other(self) -> None:
        """Ask for the name of somebody else."""
        self.choices.set_value(_OTHER)
        self._show()
        self.name.focus()

    def needs_name(self) -> bool:
        """Whether somebody else came and his name is still missing; the cursor goes there."""
        missing = self.choices.value() == _OTHER and not self.name.text()
        if missing:
            self.name.set_error(_("Who takes it? Please write the name."))
            self.name.focus()
        return missing

    def retranslate(self) -> None:
        """Every text."""
        self.choices.setAccessibleName(_("Who collects"))
        self.choices.set_texts(self._texts())
        self.name.edit.setAccessibleName(_("Who takes it, for instance the grandson"))
        self.name.edit.setPlaceholderText(_("Who? Brings the code"))
        self.add.set_text(_("Register…"))

    def _texts(self) -> list[str]:
        named = ["  ".join(part for part in (one.relation, one.name) if part) for one in self._known]
        return [_("In person"), *named, _("Somebody else")]

    def _on_chosen(self, value: object) -> None:
        self._show()
        if value == _OTHER:
            self.name.focus()
        self.changed.emit()

    def _show(self) -> None:
        other = self.choices.value() == _OTHER
        self.name.setVisible(other)
        self.add.setVisible(other)
