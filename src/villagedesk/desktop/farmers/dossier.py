"""A farmer's dossier on file: his right to sell and the year's meter, what he agrees to, his plots, a second entry."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.consent_card import ConsentCard
from villagedesk.desktop.farmers.joined_card import JoinedCard
from villagedesk.desktop.farmers.meter_card import RightCard
from villagedesk.desktop.farmers.plots_card import PlotsCard
from villagedesk.desktop.farmers.words import state_pill
from villagedesk.desktop.widgets import Card, Columns, Page, Pill, PlainButton, PrimaryButton, Text, column, flow
from villagedesk.domain.evidence import Signed
from villagedesk.domain.people import RELATION_WORDS
from villagedesk.domain.sellers import OUTCOME_WORDS, SellerState, SellerVisit
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _, date_text
from villagedesk.store.photos import desk_files
from villagedesk.store.plots import change_plots, form_of
from villagedesk.store.same_person import Joined, join_people, joined_to, part_people
from villagedesk.store.sellers import (
    ConsentLine,
    Right,
    SellerPage,
    consent_lines,
    print_consents,
    right_of,
    seller_page,
    visits_of,
    withdraw_consent,
)


@dataclass(frozen=True)
class _Shown:
    page: SellerPage
    right: Right | None
    consents: list[ConsentLine]
    joined: list[Joined]
    visits: list[SellerVisit]


class DossierScreen(Page):
    """``open(person_id=..)``."""

    help_page = "farmers_dossier"
    follows = frozenset(
        {"person", "person_merge", "seller", "seller_visit", "consent", "plot", "payout_account", "crop_allocation"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person_id = ""
        self._shown: _Shown | None = None
        self._edited = False
        self.pill = Pill()
        self.header.add_pill(self.pill)
        self.right_card, self.consents = RightCard(), ConsentCard()
        self.plots, self.joined = PlotsCard(desk, closable=False), JoinedCard(desk)
        self.about, self._facts = Card(), Text("", "body", wrap=True)
        self._about_title = Text("", "card")
        self._visits = Text("", "small", tone="muted", wrap=True)
        self.mend, self.again = PlainButton(), PlainButton()
        self.save = PrimaryButton("", "Ctrl+S")
        self.about.body.addWidget(self._about_title)
        self.about.body.addWidget(self._facts)
        self.about.body.addWidget(self._visits)
        self.about.body.addWidget(flow(self.mend, self.again))
        self.plots.body.addWidget(self.save)
        left, right = QWidget(), QWidget()
        left.setLayout(column(self.about, self.right_card, self.consents, None, spacing=14))
        right.setLayout(column(self.plots, self.joined, None, spacing=14))
        self.add(Columns(left, right, shares=(1, 1)))
        self._connect()

    def _connect(self) -> None:
        self.mend.clicked.connect(lambda: self.go("seller_form", person_id=self.person_id))
        self.again.clicked.connect(lambda: self.go("visits", person_id=self.person_id))
        self.consents.taken_back.connect(self.on_taken_back)
        self.consents.print_asked.connect(self.on_print)
        self.consents.asked.connect(lambda: QTimer.singleShot(0, self, self._show_asking))
        self.joined.join_asked.connect(self.on_join)
        self.joined.part_asked.connect(self.on_part)
        self.plots.edited.connect(self._on_plots)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, person_id: str = "", **_params: Any) -> None:
        if person_id and person_id != self.person_id:
            self.person_id, self._edited = person_id, False
        self.consents.end()
        self.refresh()

    def on_back(self) -> bool:
        if self.consents.is_asking():
            self.consents.end()
            return True
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Dossier"))
        self.mend.set_text(_("Change the dossier"))
        self.again.set_text(_("Look again"))
        self._about_title.setText(_("Home and household"))
        self.save.set_text(_("Save the plots"))
        for part in (self.right_card, self.consents, self.plots, self.joined):
            part.retranslate()
        if self._shown is not None:
            self._show_about(self._shown)

    def refresh(self) -> None:
        """Read the dossier again."""
        if self.person_id:
            self.desk.tasks.read(self, lambda s: _look(s, self.person_id), self.show_all, latest="dossier")

    def show_all(self, shown: _Shown) -> None:
        """Show a dossier; plots that are being typed stay."""
        self._shown, self.person_id = shown, shown.page.person_id
        self.right_card.show_right(shown.page, shown.right)
        self.consents.show_lines(shown.consents)
        self.joined.show_joined(shown.page.name, shown.page.person_id, shown.joined)
        if not self._edited:
            self.plots.set_plots([form_of(plot) for plot in shown.page.plots])
            self.plots.retranslate()
        self.save.setVisible(self._edited)
        self._show_about(shown)

    # --- what the operator does

    def on_taken_back(self, purpose: str, witness: str, signed: Signed) -> None:
        """He takes back his yes to one purpose."""
        person_id, files = self.person_id, desk_files(self.desk.tasks.store())
        self.write(
            lambda s: withdraw_consent(s, person_id, purpose, witness=witness, signed=signed, files=files),
            lambda _job: self.notice(_("It is taken back. The slip for the farmer is in the print queue.")),
        )

    def on_print(self) -> None:
        """The slip once more."""
        person_id = self.person_id
        self.write(
            lambda s: print_consents(s, person_id), lambda _job: self.notice(_("The slip is in the print queue."))
        )

    def on_join(self, other: str) -> None:
        """The other entry is the same person."""
        person_id = self.person_id
        self.write(
            lambda s: join_people(s, person_id, other), lambda _id: self.notice(_("They are one person on file now."))
        )

    def on_part(self, other: str) -> None:
        """They are two persons after all."""
        self.write(lambda s: part_people(s, other), lambda _none: self.notice(_("They are two persons again.")))

    def on_save(self) -> None:
        """Keep the plots as they stand."""
        if not self.plots.editor.check():
            return
        person_id, forms, files = self.person_id, self.plots.plots(), desk_files(self.desk.tasks.store())
        self.desk.tasks.write(
            self, lambda s: change_plots(s, person_id, forms, files), self._saved, self._failed, busy=self.save
        )

    def _saved(self, _none: object) -> None:
        self._edited = False
        self.notice(_("The plots are saved."))
        self.refresh()

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            self.plots.editor.check()
        return False

    def _on_plots(self) -> None:
        self._edited = True
        self.save.show()

    # --- showing

    def _show_asking(self) -> None:
        self.ensureWidgetVisible(self.consents.asking, 0, 20)

    def _show_about(self, shown: _Shown) -> None:
        page = shown.page
        self.header.set_right(page.name)
        self.pill.set(*state_pill(page.state, page.waiting))
        self._facts.setText("\n".join(line for line in _about(page) if line))
        visits = [
            f"{date_text(one.visited_on)}  {_(OUTCOME_WORDS.get(one.outcome, one.outcome))}" for one in shown.visits
        ]
        self._visits.setText("\n".join(visits))
        self._visits.setVisible(bool(visits))
        self.mend.setVisible(page.state in (SellerState.APPROVED, SellerState.RETURNED))
        self.again.setVisible(page.state == SellerState.APPROVED)


def _look(s: Any, person_id: str) -> _Shown:
    page = seller_page(s, person_id)
    visits = visits_of(s, page.seller_id, limit=4) if page.seller_id else []
    return _Shown(page, right_of(s, person_id), consent_lines(s, person_id), joined_to(s, page.person_id), visits)


def _about(page: SellerPage) -> list[str]:
    household = _(RELATION_WORDS[page.relation]) if page.relation in RELATION_WORDS else ""
    contract = _("land contract {number}").format(number=page.land_contract) if page.land_contract else ""
    edition = _("edition {year}").format(year=page.village_edition) if page.village_edition else ""
    paid = ""
    if page.payout:
        _kind, bank, tail = page.payout
        paid = _("Paid to {bank} …{tail}").format(bank=bank, tail=tail).replace("  ", " ")
    return [
        "  ".join(part for part in (page.nickname, page.group, page.address) if part),
        "  ".join(part for part in (page.village_code, edition) if part),
        "  ".join(part for part in (household, contract) if part),
        "  ".join(part for part in (paid, page.payout_holder) if part),
        _("To be verified again by {date}").format(date=date_text(page.next_verify_on)) if page.next_verify_on else "",
    ]
