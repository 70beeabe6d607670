"""Which line the room has: who sells it, which plan, and the speed that was agreed on; the county compares."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, Field, PlainButton, Text, flow, show_invalid
from villagedesk.domain.line_log import RoomLine
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _
from villagedesk.store.line_log import room_line, set_line


class LineCard(Card):
    """Three fields and their button; what is typed stays while the page is looked at."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self.setProperty("top", True)
        self.desk = desk
        self.title = Text("", "card", wrap=True)
        self.fields = {name: Field("", name=name) for name in ("provider", "plan", "agreed_kbit")}
        self.save = PlainButton("", "F10", icon="check")
        self.body.addWidget(self.title)
        for field in self.fields.values():
            self.body.addWidget(field)
        self.body.addWidget(flow(self.save))
        self.save.clicked.connect(self.on_save)

    def refresh(self) -> None:
        """Read what is on file; what somebody is typing stays."""
        self.desk.tasks.read(self, room_line, self.show_line, latest="room_line")

    def show_line(self, line: RoomLine | None) -> None:
        """Show what is on file."""
        if line is None or any(field.text() for field in self.fields.values()):
            return
        self.fields["provider"].set_text(line.provider)
        self.fields["plan"].set_text(line.plan)
        self.fields["agreed_kbit"].set_text(str(line.agreed_kbit) if line.agreed_kbit else "")

    def on_save(self) -> None:
        """F10: written down; the county has it with the next connection."""
        texts = {name: field.text() for name, field in self.fields.items()}
        try:
            kbit = _speed(texts["agreed_kbit"])
        except Invalid as error:
            show_invalid(self.fields, error)
            return

        def write(s: Any) -> None:
            set_line(s, texts["provider"], texts["plan"], kbit)

        self.desk.tasks.write(self, write, lambda _none: self._saved(), self._failed, busy=self.save)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.title.setText(_("The line of this room"))
        self.fields["provider"].set_label(_("Who sells it"))
        self.fields["plan"].set_label(_("Plan"))
        self.fields["agreed_kbit"].set_label(_("Speed agreed on, kbit/s"))
        self.fields["agreed_kbit"].set_hint(_("1 Mbit/s is 1000 kbit/s."))
        self.save.set_text(_("Save the line"))

    def _saved(self) -> None:
        self.desk.bus.say(_("Noted. The county sees it with the next connection."))

    def _failed(self, error: AppError) -> bool:
        return show_invalid(self.fields, error)


def _speed(text: str) -> int:
    digits = text.replace(" ", "").replace(",", "")
    if not digits:
        return 0
    if not digits.isdecimal() or len(digits) > 9:
        raise Invalid("agreed_kbit", "not_a_number")
    return int(digits)
