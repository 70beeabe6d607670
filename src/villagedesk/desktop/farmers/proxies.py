"""Who may collect for a villager: those he named, the people of his household, and naming one more with his signature."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    DateEdit,
    EmptyState,
    Field,
    Page,
    PrimaryButton,
    RowCard,
    RowList,
    SignaturePad,
    Text,
    pair,
    row,
    show_invalid,
)
from villagedesk.domain.people import Person
from villagedesk.domain.proxies import ProxyForm
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store import get
from villagedesk.store.photos import desk_files
from villagedesk.store.proxies import StandIn, name_proxy, stand_ins, withdraw_proxy


class ProxiesScreen(Page):
    """``open(person_id=)``."""

    help_page = "proxies"
    follows = frozenset({"proxy", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._person_id, self._villager, self._sure = "", "", ""
        self._known: list[StandIn] = []
        self._title = Text("", "card", wrap=True)
        self.rows = RowList(spacing=6)
        self.empty = EmptyState("people")
        self._form_title = Text("", "card", wrap=True)
        self._read_aloud = Text("", "small", tone="muted", wrap=True)
        self.name = Field("", name="name")
        self.phone = Field("", name="phone")
        self.relation = Field("", name="relation")
        self.until = DateEdit("", name="until")
        self.pad = SignaturePad("F4", height=84)
        self.save = PrimaryButton("", "F10")
        form = Card(
            self._form_title,
            pair(self.name, self.phone),
            pair(self.relation, self.until),
            self._read_aloud,
            self.pad,
            row(None, self.save),
            None,
        )
        self.add(Columns(Card(self._title, self.rows, self.empty, None), form), None)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, person_id: str = "", **_more: Any) -> None:
        if person_id and person_id != self._person_id:
            self._person_id = person_id
            self._clear()
        self._sure = ""
        self.refresh()
        self.name.focus()

    def refresh(self) -> None:
        """Read who may collect."""
        person_id = self._person_id
        if person_id:
            self.read(lambda s: (get(s, Person, person_id).name, stand_ins(s, person_id)), self.show_known)

    def show_known(self, found: tuple[str, list[StandIn]]) -> None:
        """Show them."""
        self._villager, self._known = found
        self.retranslate()

    # --- what the operator does

    def on_save(self) -> None:
        """The villager names one more person and signs for it."""
        try:
            until = self.until.read() if self.until.text() else ""
        except Invalid as error:
            self._failed(error)
            return
        form = ProxyForm(self.name.text(), self.phone.text(), self.relation.text(), until)
        person_id, agreed, files = self._person_id, self.pad.signed(), desk_files(self.desk.tasks.store())
        self.desk.tasks.write(
            self, lambda s: name_proxy(s, person_id, form, agreed, files), self._saved, self._failed, busy=self.save
        )

    def on_withdraw(self, proxy_id: str) -> None:
        """The first press asks, the second does it."""
        if self._sure != proxy_id:
            self._sure = proxy_id
            self.retranslate()
            return
        self._sure = ""
        self.write(lambda s: withdraw_proxy(s, proxy_id), lambda _done: self.notice(_("He collects no more.")))

    def _saved(self, _proxy_id: str) -> None:
        name = self.name.text()
        self._clear()
        self.notice(_("{name} may collect now.").format(name=name))
        self.refresh()

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "signature":
            self.pad.set_error(sentence(error))
            self.pad.field.setFocus()
            return True
        fields = {field.name: field for field in (self.name, self.phone, self.relation, self.until)}
        return show_invalid(fields, error)

    def _clear(self) -> None:
        for field in (self.name, self.phone, self.relation, self.until):
            field.set_text("")
        self.pad.clear()
        self.pad.set_error("")

    # --- what is shown

    def retranslate(self) -> None:
        self.header.set_title(_("Who may collect"))
        self.header.set_right(self._villager)
        self._title.setText(_("They may collect parcels for {name}").format(name=self._villager or "—"))
        self.rows.set_rows([self._card(one) for one in self._known])
        self.rows.setVisible(bool(self._known))
        self.empty.setVisible(not self._known)
        self.empty.set_texts(_("Nobody is named"), _("Until then others collect only with the pickup code."))
        self._form_title.setText(_("Name one more person"))
        self.name.set_label(_("Name"))
        self.phone.set_label(_("Phone number"))
        self.phone.set_hint(_("He shows its last four digits when he collects."))
        self.relation.set_label(_("Who that is, for instance son"))
        self.until.set_label(_("Until, empty for always"))
        self._read_aloud.setText(
            _(
                "Ask the villager: may this person collect your parcels, and pay for you what is due? You can end it any day."
            )
        )
        self.pad.set_caption(_("The villager signs"))
        self.save.set_text(_("Name this person"))

    def _card(self, one: StandIn) -> RowCard:
        if one.family:
            return RowCard("people", "tile", one.name, _("of the same household"))
        parts = (one.relation, one.phone, _("until {date}").format(date=i18n.date_text(one.until)) if one.until else "")
        button = _("Really end it") if self._sure == one.id else _("End it")
        detail = "  ".join(part for part in parts if part)
        return RowCard("person", "tile", one.name, detail, button, lambda: self.on_withdraw(one.id))
