"""The card of the dossier's form that names who may collect for the farmer: one is typed at a time, he signs for all."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.widgets import (
    Card,
    DateEdit,
    Field,
    PlainButton,
    RowCard,
    RowList,
    SignaturePad,
    Text,
    flow,
    pair,
    parse_date,
)
from villagedesk.domain.evidence import Signed
from villagedesk.domain.proxies import MOST_PROXIES, ProxyForm, check_proxy
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _, date_text
from villagedesk.store.drafts import Fields

_ON_PAPER = "paper"


class ProxiesCard(Card):
    """Hidden until it is asked for. ``proxies()`` is who was named here, also the one who is just being typed.

    Signals:
        edited(): something was typed or signed.
        closed(): the card is put away.
    """

    edited = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._named: list[ProxyForm] = []
        self._title = Text("", "card")
        self._read_aloud = Text("", "small", tone="muted", wrap=True)
        self.rows = RowList(spacing=6)
        self.name = Field(name="proxy_name")
        self.phone = Field(name="proxy_phone")
        self.relation = Field(name="relation")
        self.until = DateEdit(name="until")
        self.pad = SignaturePad("Ctrl+P", height=76)
        self.more, self.close_button = PlainButton("", icon="plus"), PlainButton()
        self._line = Text("", "small", tone="act", wrap=True)
        for item in (
            self._title,
            self.rows,
            pair(self.name, self.phone),
            pair(self.relation, self.until),
            self._line,
            self._read_aloud,
            self.pad,
            flow(self.more, self.close_button),
        ):
            self.body.addWidget(item)
        for field in (self.name, self.phone, self.relation, self.until):
            field.edited.connect(self.edited)
        self.pad.changed.connect(self.edited)
        self.more.clicked.connect(self.on_more)
        self.close_button.clicked.connect(self.end)
        self._line.hide()
        self.hide()
        self._dress()

    def begin(self) -> None:
        """Open the card with the cursor in the name."""
        self.show()
        self.name.focus()

    def end(self) -> None:
        """Put the card away; what was typed stays."""
        self.hide()
        self.closed.emit()

    def proxies(self) -> tuple[ProxyForm, ...]:
        """Who may collect, as typed; a last day that cannot be read stays as it is, and is refused at save."""
        typed = self._typed()
        return (*self._named, typed) if typed.name or typed.phone else tuple(self._named)

    def texts(self) -> Fields:
        """What stands here, for a draft; the signature goes with it."""
        named = [json.dumps(asdict(one), ensure_ascii=False) for one in self.proxies()]
        if not named:
            return {}
        signed = self.pad.signed()
        mark = _ON_PAPER if signed.on_paper else base64.b64encode(signed.png).decode()
        return {"proxies": named, "proxies_signed": mark}

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Show what stood here before."""
        lines = texts.get("proxies")
        self._named = [ProxyForm(**json.loads(line)) for line in lines] if isinstance(lines, list) else []
        mark = str(texts.get("proxies_signed") or "")
        paper = mark == _ON_PAPER
        self.pad.load(Signed(b"" if paper else base64.b64decode(mark), on_paper=paper))
        self._clear()

    def show_problem(self, error: Invalid) -> None:
        """Say what is wrong, where it is."""
        if error.field == "proxies_signed":
            self.pad.set_error(sentence(error))
            self.pad.field.setFocus()
        else:
            self._tell(sentence(error))
            self.name.focus()

    def words(self) -> str:
        """What the button that opens the card says besides its name."""
        return _(", ").join(one.name for one in self.proxies())

    def on_more(self) -> None:
        """One more person."""
        try:
            checked = check_proxy(self._typed(), clock.today())
        except Invalid as error:
            fields = {"name": self.name, "phone": self.phone, "relation": self.relation, "until": self.until}
            fields[error.field].set_error(sentence(error))
            fields[error.field].focus()
            return
        if len(self._named) >= MOST_PROXIES - 1:
            self._tell(sentence(Invalid("proxies", "proxies_too_many", limit=MOST_PROXIES)))
            return
        self._named.append(checked)
        self._clear()
        self.name.focus()
        self.edited.emit()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Who may collect"))
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
        self.more.set_text(_("One more person"))
        self.close_button.set_text(_("Close"))
        self._dress()

    def _typed(self) -> ProxyForm:
        until = self.until.iso() or self.until.text()
        return ProxyForm(self.name.text(), self.phone.text(), self.relation.text(), until)

    def _take_out(self, at: int) -> None:
        del self._named[at]
        self._dress()
        self.edited.emit()

    def _clear(self) -> None:
        for field in (self.name, self.phone, self.relation, self.until):
            field.set_text("")
        self._tell("")
        self._dress()

    def _tell(self, text: str) -> None:
        self._line.setText(text)
        self._line.setVisible(bool(text))

    def _dress(self) -> None:
        self.rows.set_rows([self._row(at, one) for at, one in enumerate(self._named)])
        self.rows.setVisible(bool(self._named))

    def _row(self, at: int, one: ProxyForm) -> RowCard:
        until = _("until {date}").format(date=date_text(one.until)) if parse_date(one.until) else one.until
        detail = "  ".join(part for part in (one.relation, one.phone, until) if part)
        return RowCard("person", "tile", one.name, detail, _("Take out"), lambda: self._take_out(at))
