"""All certificates, the newest first, and one field that finds them."""

from collections.abc import Sequence
from typing import Any

from villagedesk.desktop.certificates.words import line, pill
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, EmptyState, Page, Pill, RowCard, RowList, SearchBox
from villagedesk.i18n import _
from villagedesk.store.certificates import CertificateRow, certificates

_MOST = 60


class CertificatesScreen(Page):
    """``open()``."""

    help_page = "certificates"
    follows = frozenset({"certificate", "harvest_lot", "print_job"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: Sequence[CertificateRow] = ()
        self.search = SearchBox()
        self.rows = RowList(spacing=6)
        self.empty = EmptyState("paper")
        self.add(self.search, Card(self.rows, self.empty), None)
        self.search.typed.connect(lambda _text: self.refresh())

    def open(self, **_params: Any) -> None:
        self.refresh()
        self.search.setFocus()

    def refresh(self) -> None:
        """Read them again."""
        text = self.search.text()
        self.desk.tasks.read(self, lambda s: certificates(s, text, limit=_MOST), self.show_all, latest="certificates")

    def show_all(self, found: Sequence[CertificateRow]) -> None:
        """Show them."""
        self._found = found
        self.rows.set_rows([self._card(one) for one in found])
        self.rows.setVisible(bool(found))
        self.empty.setVisible(not found)

    def retranslate(self) -> None:
        self.header.set_title(_("Conformity certificates"))
        self.search.set_placeholder(_("Number, issuer or product"))
        self.empty.set_texts(
            _("No certificate is found."), _("On a lot's page F7 writes one. What is sold fresh needs it.")
        )
        self.show_all(self._found)

    def _card(self, one: CertificateRow) -> RowCard:
        title = f"{one.product}  {one.number}"
        card = RowCard(
            "paper", "tile", title, line(one), _("Show it"), lambda: self.go("certificate", lot_id=one.lot_id)
        )
        card.line.insertWidget(2, Pill(*pill(one)))
        return card
