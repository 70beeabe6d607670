"""The lists of farmers and produce as tables: lots, offers, seasons, certificates, buyers' orders, payouts; and classes."""

from dataclasses import dataclass
from typing import Any

from villagedesk.desktop.exports.tables import MOST, Col, ListExport, amount, count, fen, said, tail, when, words
from villagedesk.domain import certificates, crops, listings, sales
from villagedesk.domain.reports import Kind
from villagedesk.domain.sales import payouts
from villagedesk.domain.values import plain_mu
from villagedesk.i18n import N_
from villagedesk.store.certificates import certificates as all_certificates
from villagedesk.store.crops import newest_lots
from villagedesk.store.listings import newest_offers
from villagedesk.store.people import newest_people
from villagedesk.store.prices import markets
from villagedesk.store.sales import due_to_farmers, newest_payouts, newest_sales
from villagedesk.store.seasons import newest_seasons
from villagedesk.store.training import class_list

_FARMER, _PRODUCT, _STATE, _AMOUNT = N_("Farmer"), N_("Produce"), N_("State"), N_("Amount")
_LOT, _PER = N_("Lot"), N_("Price for one")

LOTS = ListExport(
    N_("Lots"),
    None,
    (
        words(_LOT, "code"),
        words(_FARMER, "farmer"),
        words(_PRODUCT, "product"),
        words(N_("Variety"), "variety"),
        Col(N_("Grade"), lambda row: crops.grade_text(row.grade)),
        words(N_("Harvested"), "harvested_on"),
        *amount("quantity"),
        *amount("stock", N_("Not sold, kg"), N_("Not sold, pieces")),
        said(N_("Offer"), "listing_state", listings.STATE_WORDS),
        fen(N_("Price"), "price_fen"),
        said(_PER, "price_unit", crops.UNIT_WORDS),
    ),
    part=lambda s, skip: newest_lots(s, limit=MOST, skip=skip),
)
OFFERS = ListExport(
    N_("Offers"),
    None,
    (
        words(N_("Title"), "title"),
        words(_FARMER, "farmer"),
        words(_LOT, "lot"),
        fen(N_("Price"), "price_fen"),
        said(_PER, "sale_unit", crops.UNIT_WORDS),
        *amount("quantity"),
        *amount("least", N_("Sold from, kg"), N_("Sold from, pieces")),
        said(_STATE, "state", listings.STATE_WORDS),
        words(N_("Reason"), "reason"),
        when(N_("When"), "at"),
    ),
    part=lambda s, skip: newest_offers(s, limit=MOST, skip=skip),
)
SEASONS = ListExport(
    N_("Seasons"),
    None,
    (
        words(_FARMER, "farmer"),
        words(N_("Plot"), "plot"),
        words(N_("Crop"), "crop"),
        words(N_("Variety"), "variety"),
        words(N_("Sown on"), "sown_on"),
        Col(N_("Land, mu"), lambda row: plain_mu(row.area) if row.area else ""),
        Col(N_("Expected, kg"), lambda row: row.expected, Kind.GRAMS),
        words(N_("Ended"), "ended_on"),
        Col(N_("May be harvested from"), lambda row: row.lawful.day if row.lawful else ""),
    ),
    part=lambda s, skip: newest_seasons(s, limit=MOST, skip=skip),
)
CERTIFICATES = ListExport(
    N_("Conformity certificates"),
    None,
    (
        words(N_("Number"), "number"),
        words(_LOT, "lot_code"),
        words(_PRODUCT, "product"),
        *amount("quantity"),
        words(N_("Origin"), "origin"),
        words(N_("Issuer"), "issuer"),
        words(N_("Issued on"), "issued_on"),
        said(_STATE, "state", certificates.STATE_WORDS),
        words(N_("Reason"), "reason"),
    ),
    part=lambda s, skip: all_certificates(s, limit=MOST, skip=skip),
)
CROP_ORDERS = ListExport(
    N_("Buyers' orders"),
    None,
    (
        words(N_("Number"), "number"),
        words(N_("Buyer"), "buyer"),
        words(_PRODUCT, "product"),
        Col(N_("Grade"), lambda row: crops.grade_text(row.grade)),
        *amount("quantity"),
        Col(N_("Weighed in, kg"), lambda row: row.weighed, Kind.GRAMS),
        fen(N_("Price"), "price_fen"),
        said(_PER, "sale_unit", crops.UNIT_WORDS),
        words(N_("To be sent by"), "ship_by_on"),
        said(_STATE, "state", sales.STATE_WORDS),
        fen(N_("Before deductions"), "gross_fen"),
        fen(N_("In the farmers' hands"), "net_fen"),
    ),
    part=lambda s, skip: newest_sales(s, limit=MOST, skip=skip),
)
DUE = ListExport(
    N_("To be paid to farmers"),
    lambda s, _page: due_to_farmers(s, limit=MOST),
    (words(_FARMER, "name"), count(N_("Lots"), "lots"), when(N_("Waiting since"), "since"), fen(_AMOUNT, "fen")),
)


@dataclass(frozen=True)
class _Paid:
    """A payout with the farmer's name beside it, as the other lists have it."""

    at: int
    farmer: str
    fen: int
    how: str
    account: str
    state: str
    reference: str


def _paid(s: Any, skip: int) -> list[_Paid]:
    return [
        _Paid(p.paid_at or p.created_at, name, p.fen, p.how, p.account, p.state, p.reference)
        for p, name in newest_payouts(s, limit=MOST, skip=skip)
    ]


PAYOUTS = ListExport(
    N_("Paid to farmers"),
    None,
    (
        when(N_("When"), "at"),
        words(_FARMER, "farmer"),
        fen(_AMOUNT, "fen"),
        said(N_("How"), "how", payouts.HOW_WORDS),
        words(N_("Account"), "account"),
        said(_STATE, "state", payouts.STATE_WORDS),
        words(N_("Reference"), "reference"),
    ),
    part=_paid,
)
MARKETS = ListExport(
    N_("Prices of markets"),
    lambda s, _page: markets(s),
    (
        words(N_("Market"), "market"),
        count(N_("Kinds"), "products"),
        count(N_("Prices"), "prices"),
        words(N_("First day"), "first_on"),
        words(N_("Last day"), "last_on"),
    ),
)
PEOPLE = ListExport(
    N_("Villagers"),
    None,
    (
        words(N_("Name"), "name"),
        words(N_("Nickname"), "nickname"),
        words(N_("Village group"), "group"),
        Col(N_("Phone"), lambda row: tail(row.phone)),
    ),
    part=lambda s, skip: newest_people(s, limit=MOST, skip=skip),
)
CLASSES = ListExport(
    N_("Classes"),
    lambda s, _page: class_list(s),
    (
        words(N_("Class"), "title"),
        words(N_("Trainer"), "trainer"),
        words(N_("Place"), "place"),
        count(N_("Enrolled"), "enrolled"),
        Col(N_("Sessions"), lambda row: len(row.sessions), Kind.COUNT),
        Col(N_("First session"), lambda row: row.sessions[0].held_on if row.sessions else ""),
        Col(N_("Last session"), lambda row: row.sessions[-1].held_on if row.sessions else ""),
    ),
)
