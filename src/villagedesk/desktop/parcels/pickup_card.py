"""The right half of the parcels page: whose parcel, what is due, who takes it, what was inside, signed, handed over."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.parcels.inside_card import REFUSED, InsideCard
from villagedesk.desktop.parcels.said import pickup_parts, pickup_show
from villagedesk.desktop.parcels.who_comes import WhoComes
from villagedesk.desktop.parcels.words import contents, due_words, trouble_words, weight
from villagedesk.desktop.speech.button import SpeakButton
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    PlainButton,
    PrimaryButton,
    SearchBox,
    SignaturePad,
    Text,
    flow,
    row,
    show_invalid,
)
from villagedesk.desktop.widgets.buttons import ToggleButton
from villagedesk.domain.farm_inputs import Verdict
from villagedesk.domain.parcels import STATE_WORDS, ParcelState
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.farm_inputs import InputRow
from villagedesk.store.parcels import ParcelRow, Pickup
from villagedesk.store.proxies import StandIn


class PickupCard(Card):
    """Signals: ``typed(str)`` look for it, ``asked_give()`` hand over, ``asked_back()`` the villager does not want it,
    ``asked_keep()`` what was put aside to go back lies here after all,
    ``asked_history(str)``, ``asked_pack(str)`` and ``asked_name(str)`` with the parcel's or the villager's id,
    ``other_parcel(str, str)`` another parcel and villager are shown.
    """

    typed = Signal(str)
    asked_give = Signal()
    asked_back = Signal()
    asked_keep = Signal()
    asked_history = Signal(str)
    asked_name = Signal(str)
    asked_pack = Signal(str)
    other_parcel = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._rows: list[ParcelRow] = []
        self._sure = self._warned = False
        self._packs: list[InputRow] = []
        self._villager, self._settings = desk.villager, desk.settings
        self._shown, self._person = "", ""
        self.code = SearchBox(icon=False)
        self.error = Text("", "small", tone="act", wrap=True)
        self.list = CardList("", tile=56, grow=True)
        self.code.attach(self.list)
        self.empty = EmptyState("box")
        self.trouble = Text("", "small", tone="wait", wrap=True)
        self._due_label = Text("", "body")
        self._due = Text("", "card", right=True)
        self.by_code = ToggleButton("", "Ctrl+M")
        self.who = WhoComes()
        self.inside = InsideCard(desk)
        self.pad = SignaturePad("F4", height=64, inside=True)
        self.family = PlainButton("")
        self.history = PlainButton("")
        self.pack = PlainButton("", "F7", icon="sprout")
        self.aloud = SpeakButton(desk.speech, lambda: pickup_parts(self.current(), self.proof()))
        self.give = PrimaryButton("", "F10")
        self._build()
        self._connect()
        self.show_rows([])

    def _build(self) -> None:
        for widget in (self.code, self.error, self.list, self.trouble):
            self.body.addWidget(widget)
        self.body.addLayout(row(self._due_label, self.aloud, self.by_code, None, self._due))
        for part in (self.who, self.inside, self.pad):
            self.body.addWidget(part)
        self.body.addWidget(self.empty, 1)
        self.body.addStretch(1)
        more = flow(self.family, self.who.add, self.pack, self.history)
        self.body.addWidget(Columns(more, self.give, shares=(0, 1), wide=0, spacing=8))

    def _connect(self) -> None:
        self.code.typed.connect(self.typed)
        self.code.submitted.connect(lambda _text: self._on_give())
        self.code.textEdited.connect(lambda _text: self.set_error(""))
        self.list.taken.connect(lambda _key: self._on_give())
        self.list.current_changed.connect(lambda _key: self._show_current())
        self.family.clicked.connect(self._on_family)
        self.who.changed.connect(self._fill)
        self.who.asked_name.connect(lambda: self.asked_name.emit(self._person))
        self.inside.changed.connect(self._on_inside)
        self.pack.clicked.connect(lambda: self.asked_pack.emit(self._shown))
        self.history.clicked.connect(lambda: self.asked_history.emit(self._shown))
        self.give.clicked.connect(self.aloud.stop)
        self.give.clicked.connect(self._on_give)

    # --- what the page asks

    def current(self) -> ParcelRow | None:
        """The parcel that would be handed over."""
        key = self.list.current_key()
        return next((shown for shown in self._rows if shown.id == key), None)

    def proof(self) -> str:
        """What was typed or scanned."""
        return self.code.text().strip()

    def pickup(self) -> Pickup:
        """Everything that was filled in."""
        return Pickup(
            code=self.proof(),
            collected_by=self.who.collected_by(),
            stand_in=self.who.stand_in(),
            inspected=self.inside.inspected(),
            damage=self.inside.damage.text(),
            photos=self.inside.photos(),
            signed=self.pad.signed(),
            by_code=not self.by_code.isHidden() and self.by_code.isChecked(),
        )

    def show_rows(self, rows: Sequence[ParcelRow]) -> None:
        """The parcels that the typed text means."""
        self._rows = list(rows)
        self._fill()

    def show_stand_ins(self, person_id: str, known: Sequence[StandIn]) -> None:
        """Who may collect for the villager that is shown."""
        if person_id == self._person:
            self.who.show_known(known)
            self._show_who()

    def show_packs(self, parcel_id: str, packs: Sequence[InputRow]) -> None:
        """Seed, fertiliser, pesticide and what has a date in the parcel that is shown."""
        if parcel_id == self._shown:
            self._packs = list(packs)
            self.pack.setVisible(bool(packs))

    def show_trouble(self, error: AppError) -> None:
        """The sentence where it belongs: under the signature, under what is damaged, or under the code."""
        if isinstance(error, Invalid) and error.field == "signature":
            self.pad.set_error(sentence(error))
            self.pad.field.setFocus()
        elif not show_invalid({"damage": self.inside.damage, "collected_by": self.who.name}, error):
            self.set_error(sentence(error))
            self.code.setFocus()
            self.code.selectAll()

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
        self._next()
        self._fill()
        self.code.setFocus()
        self.code.selectAll()

    def retranslate(self) -> None:
        """Every text."""
        self.code.set_placeholder(
            _("Hand over: scan the label, or type code or phone tail"), _("Pickup code or end of the phone number")
        )
        self.list.setAccessibleName(_("Parcels found"))
        self._due_label.setText(_("To pay"))
        self.by_code.set_text(_("By code"))
        self.family.set_text(_("Family collects…"))
        self.history.set_text(_("Its way"))
        self.pack.set_text(_("Look at the pack"))
        self.aloud.retranslate()
        self.who.retranslate()
        self.inside.retranslate()
        self._fill()

    # --- inside

    def _next(self) -> None:
        self._shown, self._person, self._sure, self._warned = "", "", False, False
        self._packs = []
        self.pack.hide()
        self.who.begin()
        self.inside.begin()
        self.pad.clear()
        self.pad.set_error("")

    def _fill(self) -> None:
        who = _("in person") if self.who.is_himself() else _("family")
        self.list.set_rows(
            [
                CardRow(
                    shown.id,
                    f"{shown.name}  {shown.shelf}",
                    # Since when it is here is in the list at the left.
                    "  ".join(part for part in (contents(shown), weight(shown)) if part),
                    icon="box",
                    pill=_(STATE_WORDS[shown.state]) if shown.state == ParcelState.GOING_BACK else who,
                    pill_kind="wait" if shown.state == ParcelState.GOING_BACK else "good",
                )
                for shown in self._rows
            ]
        )
        self._show_current()

    def _show_current(self) -> None:
        shown = self.current()
        if shown is None or shown.id != self._shown:
            self._next()
        found = shown is not None
        self._villager.put(self, pickup_show(shown))
        for widget in (self.list, self._due_label, self._due, self.history):
            widget.setVisible(found)
        for part in (self.inside, self.pad, self.aloud):
            part.setVisible(found and not self._goes_back())
        self._show_who()
        self.empty.setVisible(not found)
        self.give.setEnabled(found)
        self.trouble.setText(self._trouble_words(shown))
        self.trouble.setVisible(bool(self.trouble.text()))
        due = shown is not None and bool(shown.due_fen)
        self.by_code.setVisible(due and bool(self._settings.pay_code))
        if shown is not None:
            self._due.setText(due_words(shown))
            if shown.id != self._shown:
                self.by_code.setChecked(False)
                self._shown, self._person = shown.id, shown.person_id
                self.other_parcel.emit(shown.id, shown.person_id)
        self._show_give()
        if self.proof():
            self.empty.set_texts(
                _("Nothing fits on the shelf"), _("Look at the digits, or choose the parcel at the left.")
            )
        else:
            self.empty.set_texts(_("Who collects?"), _("The parcel appears here as soon as the code is typed."))

    def _goes_back(self) -> bool:
        """Whether what is shown was put aside for the driver."""
        shown = self.current()
        return shown is not None and shown.state == ParcelState.GOING_BACK

    def _trouble_words(self, shown: ParcelRow | None) -> str:
        aside = _("It was put aside to go back. Put it back on the shelf first.") if self._goes_back() else ""
        named = _("{name} collects it").format(name=shown.collector) if shown and shown.collector else ""
        return "  ".join(part for part in (aside, named, trouble_words(shown) if shown else "") if part)

    def _show_who(self) -> None:
        found, choose = (
            self.current() is not None and not self._goes_back(),
            self.who.knows_somebody() or not self.who.is_himself(),
        )
        self.who.setVisible(found and choose)
        self.who.add.setVisible(found and choose and self.who.is_somebody_else())
        self.family.setVisible(found and not choose)

    def _show_give(self) -> None:
        shown = self.current()
        if self._goes_back():
            self.give.set_text(_("Back on the shelf"))
        elif shown is not None and self.inside.inspected() == REFUSED:
            self.give.set_text(_("Really send it back") if self._sure else _("Send it back"))
        elif shown is not None and shown.due_fen:
            self.give.set_text(_("Paid, hand it over"))
        else:
            self.give.set_text(_("Hand it over"))

    def _on_family(self) -> None:
        self.who.show()
        self.who.choose_other()
        self._fill()

    def _on_inside(self) -> None:
        self._sure = False
        self._show_give()

    def _warn_of_packs(self) -> bool:
        """Whether the packs were looked at; the first press says when they were not, the second hands over all the same."""
        back = [one.title for one in self._packs if one.verdict == Verdict.KEPT_BACK]
        unseen = [one.title for one in self._packs if one.warns and one.title not in back]
        if back:
            words = _("{title} was kept back. Press F10 once more if he takes it all the same.")
        elif unseen:
            words = _("Look at the pack first: {title}. Press F10 once more to go on without.")
        else:
            return True
        self._warned = True
        self.set_error(words.format(title=_(", ").join(back or unseen)))
        return False

    def _on_give(self) -> None:
        if self._goes_back():
            self.asked_keep.emit()
            return
        if self.current() is None or self.who.needs_name():
            return
        if self.inside.inspected() != REFUSED:
            if self._warned or self._warn_of_packs():
                self.asked_give.emit()
        elif self._sure:
            self._sure = False
            self.asked_back.emit()
        else:
            self._sure = True
            self._show_give()
