"""What stands beside the form of an offer: what is missing, what markets pay, how grades are told."""

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
from villagedesk.domain.listings import ListingForm, listing_checks
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Invalid


class OfferSide(QWidget):
    """``show(about, rows, form)`` after every change."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checks, self.prices, self.grades = CheckCard(), PriceCard(desk), GradeCard()
        self.setLayout(column(self.prices, self.checks, self.grades, None, spacing=12))

    def show_offer(self, about: About, rows: LotFields, form: ListingForm) -> None:
        """Look again at what is typed."""
        self.prices.look(rows.product.text(), form.sale_unit)
        self.prices.show_price(form.price_fen, form.sale_unit)
        self.grades.show_grade(str(rows.grade.value() or ""))
        self.checks.set_checks(
            listing_checks(
                form,
                seller_verified=about.seller.verified,
                verify_overdue=about.seller.overdue,
                photos=len(rows.taken()),
                lawful_day=_lawful(rows),
                free=(rows.quantity.grams() or 0) if about.lot is None else about.free(),
                rules=rule_pack(clock.today()).sales,
            )
        )

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        for card in (self.prices, self.checks, self.grades):
            card.retranslate()


def _lawful(rows: LotFields) -> bool:
    try:
        check_harvest_day(rows.harvested_on.iso() or "", clock.today())
    except Invalid:
        return False
    return True
