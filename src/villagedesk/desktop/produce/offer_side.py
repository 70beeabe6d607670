"""What stands beside the form of an offer: what is missing, what markets pay, how grades are told."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.check_card import CheckCard
from villagedesk.desktop.produce.grade_card import GradeCard
from villagedesk.desktop.produce.lot_about import About
from villagedesk.desktop.produce.lot_fields import LotFields
from villagedesk.desktop.produce.price_card import PriceCard
from villagedesk.desktop.widgets import column
from villagedesk.domain.crops import check_harvest_day
from villagedesk.domain.listings import ListingForm, OfferLaw, listing_checks
from villagedesk.domain.produce_rules import ProduceRules
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Invalid
from villagedesk.store.listings import protected_for


class OfferSide(QWidget):
    """``show(about, rows, form)`` after every change."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checks, self.prices, self.grades = CheckCard(), PriceCard(desk), GradeCard()
        self.setLayout(column(self.checks, self.prices, self.grades, None, spacing=12))

    def show_offer(self, about: About, rows: LotFields, form: ListingForm) -> None:
        """Look again at what is typed."""
        self.prices.look(rows.product.text(), form.sale_unit)
        self.prices.show_price(form.price_fen, form.sale_unit)
        self.grades.show_grade(str(rows.grade.value() or ""))
        rules = rule_pack(clock.today())
        self.checks.set_checks(
            listing_checks(
                form,
                seller_verified=about.seller.verified,
                verify_overdue=about.seller.overdue,
                photos=len(rows.taken()),
                lawful_day=_lawful(rows),
                free=(rows.quantity.grams() or 0) if about.lot is None else about.free(),
                rules=rules.sales,
                law=_law(about, rows.product.text(), rules.produce),
                protected=protected_for(form, rows.product.text(), about.seller, about.names),
            ),
            _mends(about),
        )

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        for card in (self.prices, self.checks, self.grades):
            card.retranslate()


def _law(about: About, product: str, rules: ProduceRules) -> OfferLaw:
    """A lot that is being recorded is known by what is typed: grain needs no certificate."""
    return about.law if about.lot else replace(about.law, covered=rules.needs_certificate(product))


def _mends(about: About) -> frozenset[str]:
    """The fields of the check that another page mends, and that there is a page for."""
    found = {"seller", "training"} if about.seller.person_id else {"training"}
    if about.lot is not None:
        found |= {"certificate"} | ({"season"} if about.season_id else set())
    return frozenset(found)


def _lawful(rows: LotFields) -> bool:
    try:
        check_harvest_day(rows.harvested_on.iso() or "", clock.today())
    except Invalid:
        return False
    return True
