"""The right half of the parcels page: whose parcel, what is due, who takes it, handed over."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.parcels.said import pickup_parts, pickup_show
from villagedesk.desktop.parcels.words import contents, due_words, here_since, weight
from villagedesk.desktop.speech.button import SpeakButton
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    EmptyState,
    Field,
    PlainButton,
    PrimaryButton,
    SearchBox,
    Text,
    flow,
    row,
)
from villagedesk.i18n import _
from villagedesk.store.parcels import ParcelRow


class PickupCard(Card):
    """Signals: ``typed(str)`` look for it, ``asked_give()`` hand over, ``asked_back()`` the villager does not want it."""

    typed = Signal(str)
    asked_give = Signal()
    asked_back = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._rows: list[ParcelRow] = []
        self._sure = False
        self._villager = desk.villager
        self._title = Text("", "card")
        self._hint = Text("", "small", tone="muted", wrap=True, right=True)
        self.code = SearchBox(icon=False)
        self.error = Text("", "small", tone="act", wrap=True)
        self.list = CardList("", tile=56, grow=True)
        self.code.attach(self.list)
        self.empty = EmptyState("box")
        self._due_label = Text("", "body")
        self._due = Text("", "card", right=True)
        self.proxy = Field("", name="collected_by")
        self.family = PlainButton("")
        self.unwanted = PlainButton("")
        self.aloud = SpeakButton(desk.speech, lambda: pickup_parts(self.current(), self.proof()))
        self.give = PrimaryButton("", "F10")
        head = row(self._title, self._hint)
        head.setStretch(1, 1)
        self.body.addLayout(head)
        for widget in (self.code, self.error, self.list):
            self.body.addWidget(widget)
        self.body.addLayout(row(self._due_label, self.aloud, None, self._due))
        self.body.addWidget(self.proxy)
        self.body.addWidget(self.empty, 1)
        self.body.addStretch(1)
        buttons = row(flow(self.family, self.unwanted), self.give)
        buttons.setStretch(0, 1)
        self.body.addLayout(buttons)
        self._connect()
        self.show_rows([])

    def _connect(self) -> None:
        self.code.typed.connect(self.typed)
        self.code.submitted.connect(lambda _text: self.asked_give.emit())
        self.code.textEdited.connect(lambda _text: self.set_error(""))
        self.list.taken.connect(lambda _key: self.asked_give.emit())
        self.list.current_changed.connect(lambda _key: self._show_current())
        self.family.clicked.connect(self._on_family)
        self.unwanted.clicked.connect(self._on_unwanted)
        self.give.clicked.connect(self.aloud.stop)
        self.give.clicked.connect(self.asked_give)

    # --- what the page asks

    def current(self) -> ParcelRow | None:
        """The parcel that would be handed over."""
        key = self.list.current_key()
        return next((shown for shown in self._rows if shown.id == key), None)

    def proof(self) -> str:
        """What was typed or scanned."""
        return self.code.text().strip()

    def collected_by(self) -> str:
        """Who takes it in the villager's place; empty for himself."""
        return "" if self.proxy.isHidden() else self.proxy.text()

    def show_rows(self, rows: Sequence[ParcelRow]) -> None:
        """The parcels that the typed text means."""
        self._rows = list(rows)
        self._fill()

    def _fill(self) -> None:
        who = _("in person") if self.proxy.isHidden() else _("family")
        self.list.set_rows(
            [
                CardRow(
                    shown.id,
                    f"{shown.name}  {shown.shelf}",
                    "  ".join(part for part in (contents(shown), weight(shown), here_since(shown)) if part),
                    icon="box",
                    pill=who,
                    pill_kind="good",
                )
                for shown in self._rows
            ]
        )
        self._show_current()

    def set_error(self, sentence: str) -> None:
        """What is wrong with the code, under it; "" takes it away."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def begin(self, text: str = "") -> None:
        """Ready for the next villager, or for the one with this code or number."""
        self.code.blockSignals(True)
        self.code.setText(text)
        self.code.blockSignals(False)
        self.set_error("")
        self.proxy.set_text("")
        self.proxy.hide()
        self._fill()
        self._sure = False
        self.code.setFocus()
        self.code.selectAll()

    def retranslate(self) -> None:
        """Every text."""
        self._title.setText(_("Hand over"))
        self._hint.setText(_("Scan the label, or type code or phone tail"))
        self.code.set_placeholder("", _("Pickup code or end of the phone number"))
        self.list.setAccessibleName(_("Parcels found"))
        self._due_label.setText(_("To pay"))
        self.proxy.set_label(_("Who takes it, for instance the grandson"))
        self.aloud.retranslate()
        self.family.set_text(_("Family collects…"))
        self.give.set_text(_("Hand it over"))
        self._fill()

    # --- inside

    def _show_current(self) -> None:
        shown = self.current()
        found = shown is not None
        self._villager.put(self, pickup_show(shown))
        for widget in (self.list, self._due_label, self._due, self.family, self.unwanted, self.aloud):
            widget.setVisible(found)
        self.empty.setVisible(not found)
        self.give.setEnabled(found)
        if shown is not None:
            self._due.setText(due_words(shown))
            self.give.set_text(_("Paid, hand it over") if shown.due_fen else _("Hand it over"))
        else:
            self.give.set_text(_("Hand it over"))
            self.proxy.hide()
            self._sure = False
        self.unwanted.set_text(_("Really send it back") if self._sure else _("Not wanted"))
        if self.proof():
            self.empty.set_texts(
                _("Nothing fits on the shelf"), _("Look at the digits, or choose the parcel at the left.")
            )
        else:
            self.empty.set_texts(_("Who collects?"), _("The parcel appears here as soon as the code is typed."))

    def _on_family(self) -> None:
        self.proxy.setVisible(self.proxy.isHidden())
        self._fill()
        if not self.proxy.isHidden():
            self.proxy.focus()

    def _on_unwanted(self) -> None:
        if self._sure:
            self._sure = False
            self.asked_back.emit()
        else:
            self._sure = True
        self._show_current()
