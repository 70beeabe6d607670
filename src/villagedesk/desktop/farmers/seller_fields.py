"""What a farmer grows, where his money goes, with which right he sells, and what he agrees to."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.widgets import (
    Choice,
    ChoiceButtons,
    Columns,
    DateEdit,
    Field,
    PlainButton,
    Text,
    column,
    pair,
)
from villagedesk.desktop.widgets.buttons import ToggleButton
from villagedesk.domain.consents import PURPOSE_WORDS
from villagedesk.domain.identity import check_credit_code
from villagedesk.domain.payouts import read_payout
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import EXEMPT, KIND_WORDS, LICENCE_FOR_GOOD, NAMED, SellerKind
from villagedesk.domain.values import parse_mu, plain_mu
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _, language
from villagedesk.store.drafts import Fields


class UntilEdit(DateEdit):
    """The last day of a licence; 长期 (or "long") where it never ends."""

    def read(self) -> str:
        """The day as ``YYYY-MM-DD``, or LICENCE_FOR_GOOD.

        Raises:
            Invalid: nothing typed, or no day.
        """
        if self.text().lower() in {"长期", "永久", "long", "changqi", "cq"}:
            return LICENCE_FOR_GOOD
        return super().read()


class SellerFields(QWidget):
    """The rows of the form that make a villager a seller.

    Signals:
        edited(): something was typed or chosen.
        kind_chosen(): with which right he sells was chosen anew.
        land_edited(): crops or area were typed.
        read_asked(): the consents are to be read aloud.
    """

    land_edited = Signal()

    edited = Signal()
    kind_chosen = Signal()
    read_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crops = Field(name="crops")
        self.area = Field(name="area")
        self.payout = Field(name="payout")
        self.licence_no = Field(name="licence_no")
        self.licence_scope = Field(name="licence_scope")
        self.licence_until = UntilEdit(name="licence_until")
        self.cooperative = Field(name="cooperative")
        named = (self.crops, self.area, self.payout, self.licence_no, self.licence_scope, self.licence_until)
        self.fields = {field.name: field for field in (*named, self.cooperative)}
        self.declared = ToggleButton("")
        self.kind = ChoiceButtons([Choice(kind, "") for kind in SellerKind], name="", value=SellerKind.OWN_PRODUCE)
        self.consents = ChoiceButtons([Choice(key, "") for key in _purposes()], name="", multiple=True)
        self.read_aloud = PlainButton()
        self._kind_label = Text("", "small", tone="muted")
        self._consent_label = Text("", "small", tone="muted")
        self._law = Text("", "small", tone="muted", wrap=True)
        self.consent_line = Text("", "small", tone="act", wrap=True)
        self.consent_line.hide()
        self._licence_row = pair(self.licence_no, self.licence_until)
        self._scope_row = pair(self.licence_scope, self.cooperative)
        self._law_row = Columns(self._law, self.declared, shares=(1, 0), wide=0, spacing=10)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        land = Columns(self.crops, self.area, shares=(2, 1), wide=260, spacing=10)
        kind = Columns(self._kind_label, self.kind, shares=(0, 1), wide=0, spacing=10)
        agrees = Columns(self._consent_label, self.consents, shares=(0, 1), wide=0, spacing=10)
        consents = Columns(agrees, self.read_aloud, shares=(1, 0), wide=0, spacing=10)
        licence = (self._licence_row, self._scope_row)
        rows = column(pair(land, self.payout), kind, self._law_row, *licence, consents, self.consent_line)
        self.setLayout(rows)

    def _connect(self) -> None:
        for field in self.fields.values():
            field.edited.connect(self.edited)
        for field in (self.crops, self.area):
            field.edited.connect(self.land_edited)
        self.area.left.connect(self._leave_area)
        self.payout.left.connect(lambda: _check(self.payout, lambda: read_payout(self.payout.text())))
        self.licence_no.left.connect(self._leave_licence)
        self.kind.chosen.connect(self._on_kind)
        self.consents.chosen.connect(self._on_consent)
        self.declared.clicked.connect(self._on_consent)
        self.read_aloud.clicked.connect(self.read_asked)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.crops.set_label(_("Grows"))
        self.area.set_label(_("Land, mu"))
        self.payout.set_label(_("Paid to"))
        self.payout.edit.setPlaceholderText(_("Bank, then the number"))
        self.payout.set_hint(_("In the farmer's own name; for a passbook write “passbook”"))
        self.licence_no.set_label(_("Code on the licence"))
        self.licence_scope.set_label(_("What the licence allows"))
        self.licence_until.set_label(_("Licence valid until"))
        self.licence_until.set_hint(_("“long” where it never ends"))
        self.declared.set_text(_("Signed: sells his own"))
        self._kind_label.setText(_("Sells as"))
        self.kind.setAccessibleName(_("Sells as"))
        self.kind.set_texts([_(KIND_WORDS[kind]) for kind in SellerKind])
        self._consent_label.setText(_("Agrees to"))
        self.consents.setAccessibleName(_("Agrees to"))
        self.consents.set_texts([_(PURPOSE_WORDS.get(key, key)) for key in _purposes()])
        self.read_aloud.set_text(_("Read aloud"))
        self._show_kind()

    def chosen_kind(self) -> SellerKind:
        """With which right he sells."""
        return SellerKind(str(self.kind.value()))

    def chosen_consents(self) -> tuple[str, ...]:
        """What he agrees to."""
        return tuple(str(purpose) for purpose in self.consents.values())

    def area_thousandths(self) -> int | None:
        """The land in thousandths of a mu, None when nothing is typed.

        Raises:
            Invalid: on the field ``area``.
        """
        return parse_mu(self.area.text()) if self.area.text() else None

    def facts(self) -> dict[str, Any]:
        """These rows as fields of ``SellerForm``.

        Raises:
            Invalid: on the field ``area``.
        """
        texts = {name: field.text() for name, field in self.fields.items() if name != "area"}
        return {
            **texts,
            "area": self.area_thousandths(),
            "licence_until": self.licence_until.iso() or self.licence_until.text() if self._is_licensed() else "",
            "declared": self.declared.isChecked(),
            "kind": self.chosen_kind(),
            "consents": self.chosen_consents(),
        }

    def texts(self) -> Fields:
        """What is typed and chosen, for a draft."""
        found: Fields = {name: field.text() for name, field in self.fields.items()}
        chosen: Fields = {"kind": str(self.chosen_kind()), "consents": list(self.chosen_consents())}
        return found | chosen | {"declared": self.declared.isChecked()}

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Fill in what was typed before; ``area`` may be a number of thousandths of a mu."""
        for name, field in self.fields.items():
            value = texts.get(name)
            field.set_text(plain_mu(value) if isinstance(value, int) else str(value or ""))
        if texts.get("licence_until") == LICENCE_FOR_GOOD:
            self.licence_until.set_text(_("long"))
        self.declared.setChecked(bool(texts.get("declared")))
        self.kind.set_value(SellerKind(str(texts.get("kind") or SellerKind.OWN_PRODUCE)))
        given = texts.get("consents")
        self.set_consents([str(one) for one in given] if isinstance(given, list | tuple) else [])
        self._show_kind()

    def set_land(self, crops: str, area: int | None) -> None:
        """Crops and area of the first plot, which were changed in its card."""
        self.crops.set_text(crops)
        self.area.set_text(plain_mu(area) if area is not None else "")

    def focus_problem(self, field: str) -> None:
        """Put the focus on the buttons a problem is about."""
        if field == "declared":
            self.declared.setFocus()
        elif field == "kind":
            self.kind.focus_first()
        else:
            self.consents.focus_first()

    def set_consents(self, purposes: Sequence[str]) -> None:
        """Choose these and no others."""
        self.consents.set_values(list(purposes))
        self.show_consent_problem("")

    def show_consent_problem(self, text: str) -> None:
        """A red line beneath the consents; "" takes it away."""
        self.consent_line.setText(text)
        self.consent_line.setVisible(bool(text))

    def _on_kind(self) -> None:
        self._show_kind()
        self.kind_chosen.emit()
        self.edited.emit()

    def _on_consent(self) -> None:
        self.show_consent_problem("")
        self.edited.emit()

    def _is_licensed(self) -> bool:
        return self.chosen_kind() not in EXEMPT

    def _show_kind(self) -> None:
        licensed, named = self._is_licensed(), self.chosen_kind() in NAMED
        for widget in (self._licence_row, self._scope_row, self.licence_no, self.licence_scope, self.licence_until):
            widget.setVisible(licensed)
        self.cooperative.setVisible(named)
        farm = self.chosen_kind() == SellerKind.FAMILY_FARM
        self.cooperative.set_label(_("Name of the farm") if farm else _("Name of the cooperative"))
        pack = rule_pack(clock.today())
        exemption = pack.exemptions.get(str(self.chosen_kind()))
        said = exemption.text.said(language()) if exemption else ""
        rules = _("Rules of {version}.").format(version=pack.version)
        self._law.setText(f"{said} {rules}" if said else rules)
        self._law_row.setVisible(not licensed)

    def _leave_area(self) -> None:
        if self.area.text():
            _check(self.area, self.area_thousandths)

    def _leave_licence(self) -> None:
        self.licence_no.set_hint("")
        if not self.licence_no.text():
            return
        try:
            found = check_credit_code(self.licence_no.text())
        except Invalid as error:
            self.licence_no.set_error(sentence(error))
            return
        self.licence_no.set_text(found.number)
        # A code that fails its check is known to be issued now and then: central decides, with a photo.
        self.licence_no.set_hint(sentence(found.doubt) if found.doubt else _("Fine"), good=found.doubt is None)


def _purposes() -> list[str]:
    return list(rule_pack(clock.today()).consents)


def _check(field: Field, read: object) -> None:
    if field.text() and callable(read):
        try:
            read()
        except Invalid as error:
            field.set_error(sentence(error))
