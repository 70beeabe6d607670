"""Farmers who sell: taking them on, what they agree to, with which right, and looking at them again."""

from villagedesk.store.sellers.accounts import usable_account
from villagedesk.store.sellers.consents import ConsentLine, consent_lines, print_consents, withdraw_consent
from villagedesk.store.sellers.page import SellerPage, returned_dossiers, seller_form, seller_page
from villagedesk.store.sellers.rights import Right, right_of, seller_of
from villagedesk.store.sellers.turnover import Turnover, turnover
from villagedesk.store.sellers.verbs import correct_seller, take_on_seller
from villagedesk.store.sellers.visits import DueVisit, due_visits, note_visit, print_due_visits, visits_of

__all__ = [
    "ConsentLine",
    "DueVisit",
    "Right",
    "SellerPage",
    "Turnover",
    "consent_lines",
    "correct_seller",
    "due_visits",
    "note_visit",
    "print_consents",
    "print_due_visits",
    "returned_dossiers",
    "right_of",
    "seller_form",
    "seller_of",
    "seller_page",
    "take_on_seller",
    "turnover",
    "usable_account",
    "visits_of",
    "withdraw_consent",
]
