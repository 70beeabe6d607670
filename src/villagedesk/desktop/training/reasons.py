"""Why people come without the course before this one: one reason for all of them, or each with his own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from villagedesk.desktop.widgets import Field, PlainButton, column, row, show_invalid
from villagedesk.errors import Invalid
from villagedesk.i18n import _


class Reasons(QWidget):
    """Hidden while nobody lacks a course; ``set_people`` says who does.

    Signal ``edited()``: a reason was typed.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.for_all, self.each = Field("", name="waiver"), PlainButton("")
        self.own: dict[str, Field] = {}
        self._people: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._apart = False
        self._place = QVBoxLayout()
        self._place.setSpacing(8)
        self.setLayout(column(self.for_all, self._place, row(self.each, None)))
        self.for_all.edited.connect(self.edited)
        self.each.clicked.connect(self.on_each)

    def begin(self, reason: str, own: dict[str, str] | None = None) -> None:
        """Begin with one reason for all, or with each one's own where some are given, as a draft kept them."""
        self._kept, self._apart = dict(own or {}), bool(own)
        self.for_all.set_text(reason)
        self._show(afresh=True)

    def set_people(self, people: dict[str, str]) -> None:
        """Who lacks a course: names by id."""
        if people == self._people:
            return
        self._kept = self.texts()
        self._people = dict(people)
        self._show(afresh=True)

    def on_each(self) -> None:
        """From one reason for all to one for each, or back to the one."""
        self._kept = self.texts()
        self._apart = not self._apart
        self._show(afresh=True)
        (next(iter(self.own.values())) if self.own else self.for_all).focus()
        self.edited.emit()

    def texts(self) -> dict[str, str]:
        """Everybody's own reason, "" where none is typed; nobody where one counts for all."""
        return self._kept | {id_: field.text() for id_, field in self.own.items()}

    def answers(self) -> dict[str, str]:
        """The reason of each who lacks a course."""
        return {id_: self.own[id_].text() if id_ in self.own else self.for_all.text() for id_ in self._people}

    def state(self) -> list[str]:
        """Each one's own reason as a draft keeps it; none where one counts for all."""
        return [f"{id_} {text}" for id_, text in self.texts().items()] if self._apart else []

    def complete(self) -> bool:
        """Whether everybody has a reason; the first field that is empty says so."""
        for id_, text in self.answers().items():
            if not text:
                field = self.own.get(id_, self.for_all)
                field.set_error(_("Please say why: it is written down."))
                field.focus()
                return False
        return True

    def failed(self, error: Invalid) -> bool:
        """Say that a reason cannot be kept, under the longest one; True."""
        fields = [self.own.get(id_, self.for_all) for id_ in self._people] or [self.for_all]
        return show_invalid({"waiver": max(fields, key=lambda field: len(field.text()))}, error)

    def retranslate(self) -> None:
        """Texts in the language of the moment."""
        self.for_all.set_label(_("Why it is not needed"))
        for id_, field in self.own.items():
            field.set_label(_("Why {name} does not need it").format(name=self._people[id_]))
        self.each.set_text(_("One reason for all") if self.own else _("Each with a reason of his own"))

    def _show(self, *, afresh: bool = False) -> None:
        apart = self._apart and len(self._people) > 1
        if afresh:
            for field in self.own.values():
                self._place.removeWidget(field)
                field.deleteLater()
            self.own = {id_: self._field(id_) for id_ in self._people} if apart else {}
        self.for_all.setVisible(not apart)
        self.each.setVisible(len(self._people) > 1)
        self.setVisible(bool(self._people))
        self.retranslate()

    def _field(self, id_: str) -> Field:
        field = Field("", name="waiver")
        field.set_text(self._kept.get(id_) or self.for_all.text())
        field.edited.connect(self.edited)
        self._place.addWidget(field)
        return field
