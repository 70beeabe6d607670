"""The van is here: scan or pick each announced parcel, it gets a place; what nobody announced is added; the rest is missing."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.parcels.extra_card import ExtraCard
from villagedesk.desktop.parcels.van_card import VanCard
from villagedesk.desktop.parcels.words import contents, weight
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    Field,
    Page,
    PlainButton,
    SearchBox,
    Text,
    column,
    row,
    show_invalid,
)
from villagedesk.domain.labels import is_label
from villagedesk.domain.parcels import ParcelState, next_place
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext
from villagedesk.store.parcels import (
    ParcelRow,
    Van,
    finish_van,
    missing_parcels,
    move_parcel,
    parcels_on_shelf,
    receive_extra,
    receive_parcel,
    van_now,
)


class VanScreen(Page):
    """``open()`` shows the van that is being unloaded, or the next one."""

    help_page = "parcels"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.van: Van | None = None
        self._expected: tuple[ParcelRow, ...] = ()
        self._last: ParcelRow | None = None
        self._sure = False
        self.card = VanCard()
        self.card.button.hide()
        self.search = SearchBox()
        self.list = CardList("", tile=44, hint="Enter")
        self.search.attach(self.list)
        self.empty = EmptyState("truck")
        self.place = Field("", name="shelf")
        self._put_words = Text("", "body", tone="muted", wrap=True)
        self._put = Text("", "total", tone="good")
        self.moved_to = PlainButton("")
        self.extra = ExtraCard()
        self.finish = PlainButton("", "F9")
        self._build()
        self._connect()

    def _build(self) -> None:
        left = Card(self.search, self.list, self.empty, row(None, self.finish))
        left.body.setStretch(1, 1)
        left.body.setStretch(2, 1)
        line = row(self.place, self.moved_to)
        line.setStretch(0, 1)
        line.setAlignment(self.moved_to, Qt.AlignmentFlag.AlignBottom)
        self._put_card = Card(self._put_words, self._put, line)
        right = QWidget()
        right.setLayout(column(self._put_card, self.extra, None, spacing=12))
        self.add(self.card, Columns(left, right, shares=(11, 9)))

    def _connect(self) -> None:
        self.search.typed.connect(lambda _text: self._filter())
        self.search.submitted.connect(self.on_typed)
        self.list.taken.connect(self.on_receive)
        self.moved_to.clicked.connect(self.on_move)
        self.extra.asked.connect(self.on_extra)
        self.extra.closed.connect(self._on_extra_closed)
        self.finish.clicked.connect(self.on_finish)

    # --- what the shell calls

    def open(self, **_more: Any) -> None:
        self._sure = False
        self.refresh()
        self.search.setFocus()

    def on_changed(self, names: set[str]) -> None:
        if names & {"parcel", "order", "person"}:
            self.refresh()

    def on_key(self, key: str) -> bool:
        if key == "F5":
            self.search.setFocus()
        return key == "F5"

    def on_scan(self, text: str) -> bool:
        """Every scan on this page is a waybill, but for our own labels, which open what they are about."""
        if is_label(text):
            return False
        self.scan_answer(self.on_typed(text))
        return True

    def on_back(self) -> bool:
        if self._sure or self.extra.is_open():
            self._sure = False
            self.extra.close_form()
            self.retranslate()
            return True
        return False

    def refresh(self) -> None:
        """Read the van, what is missing from earlier ones, and the next free place."""
        self.read(_look, self.show_van)

    def show_van(self, found: tuple[Van | None, list[ParcelRow], str]) -> None:
        """Show what is still to be found."""
        self.van, missing, free = found
        open_ = self.van.open if self.van else ()
        self._expected = (*open_, *missing)
        self.card.show_van(self.van)
        self.place.edit.setPlaceholderText(free)
        self._filter()
        self.retranslate()

    # --- what the operator does

    def on_typed(self, text: str) -> bool:
        """A waybill, scanned or typed whole; one that nobody announced (False) opens the form for extra parcels."""
        number = "".join(text.split())
        if not number:
            return False
        known = [shown for shown in self._expected if shown.waybill == number]
        if known:
            self.on_receive(known[0].id)
        else:
            self._put_card.hide()
            self.extra.open_form(number)
        return bool(known)

    def _on_extra_closed(self) -> None:
        self._put_card.show()
        self.search.clear()
        self.search.setFocus()

    def on_receive(self, parcel_id: str) -> None:
        """Put an announced parcel on the shelf."""
        place = "" if self._last is not None else self.place.text()
        self.write(lambda s: receive_parcel(s, parcel_id, place), self.received, self._failed)

    def received(self, shown: ParcelRow) -> None:
        """It is on the disk and its label in the queue: say where it belongs, in large letters."""
        self._last = shown
        self.search.clear()
        self.search.setFocus()
        self.place.set_text("")
        self.refresh()

    def on_move(self) -> None:
        """The last one lies somewhere else."""
        last, place = self._last, self.place.text()
        if last is not None:
            self.desk.tasks.write(
                self, lambda s: move_parcel(s, last.id, place), self.received, self._failed, busy=self.moved_to
            )

    def on_extra(self) -> None:
        """Add a parcel that nobody announced."""
        form, van_at = self.extra, self.van.van_at if self.van else None
        waybill, name, phone = form.waybill.text(), form.name.text(), form.phone.text()
        self.desk.tasks.write(
            self,
            lambda s: receive_extra(s, waybill, name=name, phone=phone, van_at=van_at),
            self._extra_received,
            lambda error: show_invalid(form.fields(), error),
            busy=form.save,
        )

    def _extra_received(self, shown: ParcelRow) -> None:
        self.extra.close_form()
        self.received(shown)

    def on_finish(self) -> None:
        """The van leaves: the first press says what is missing, the second writes it down."""
        van = self.van
        if van is None or not van.open:
            return
        if not self._sure:
            self._sure = True
            self.retranslate()
            return
        self._sure = False
        self.desk.tasks.write(self, lambda s: finish_van(s, van.van_at), self._finished, busy=self.finish)

    def _finished(self, missing: int) -> None:
        words = ngettext(
            "{count} parcel is missing. Let the driver sign for it.",
            "{count} parcels are missing. Let the driver sign for them.",
            missing,
        )
        self.notice(words.format(count=missing), "wait")
        self.retranslate()

    def _failed(self, error: AppError) -> bool:
        return show_invalid({"shelf": self.place}, error)

    # --- what is shown

    def _filter(self) -> None:
        typed = self.search.text().strip().lower()
        fits = [
            shown
            for shown in self._expected
            if typed in shown.waybill.lower() or typed in shown.name.lower() or shown.phone.endswith(typed or "-")
        ]
        self.list.set_rows([_card_row(shown) for shown in fits])
        self.list.setVisible(bool(fits))
        self.empty.setVisible(not fits)
        self._show_nothing()

    def _show_nothing(self) -> None:
        if self._expected:
            self.empty.set_texts(
                _("Nobody announced this one"),
                _("Press Enter to add it as an extra parcel, if it is for this village."),
            )
        elif self.van is not None:
            self.empty.set_texts(_("Everything is here"), _("Scan a further waybill to add an extra parcel."))
        else:
            self.empty.set_texts(
                _("No van is announced"), _("A parcel that came anyway: type its number here and press Enter.")
            )

    def retranslate(self) -> None:
        self.header.set_title(_("The van"))
        self.header.set_right(_("Scan each parcel; it tells you its place and prints the label"))
        self.search.set_placeholder(_("Scan or type a waybill, or a name"))
        self.list.setAccessibleName(_("Announced parcels"))
        self._show_last()
        self.extra.retranslate()
        self._show_finish()
        self._show_nothing()
        self.card.retranslate()

    def _show_last(self) -> None:
        last = self._last
        if last is None:
            self._put_words.setText(_("The next parcel goes to"))
            self._put.setText(self.place.edit.placeholderText())
            self.place.set_label(_("Other place"))
        else:
            self._put_words.setText(_("{name}  {waybill}  put it at").format(name=last.name, waybill=last.waybill))
            self._put.setText(last.shelf)
            self.place.set_label(_("It lies somewhere else"))
        self.moved_to.set_text(_("Note the place"))
        self.moved_to.setVisible(last is not None)

    def _show_finish(self) -> None:
        open_ = len(self.van.open) if self.van else 0
        self.finish.setVisible(open_ > 0)
        if self._sure:
            self.finish.set_text(
                ngettext("Yes, {count} is missing", "Yes, {count} are missing", open_).format(count=open_)
            )
        else:
            self.finish.set_text(_("The van is empty"))


def _look(s: Session) -> tuple[Van | None, list[ParcelRow], str]:
    taken = {shown.shelf for shown in parcels_on_shelf(s)}
    return van_now(s), missing_parcels(s), next_place(taken)


def _card_row(shown: ParcelRow) -> CardRow:
    missing = shown.state == ParcelState.MISSING
    due = _("collect {money}").format(money=i18n.money(shown.due_fen)) if shown.due_fen else ""
    return CardRow(
        shown.id,
        shown.name or shown.waybill,
        "  ".join(part for part in (shown.waybill, contents(shown) if shown.title else "", weight(shown), due) if part),
        pill=_("was missing") if missing else "",
        pill_kind="wait",
        icon="box",
    )
