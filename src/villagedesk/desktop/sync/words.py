"""Plain words for what travels: entities, fields, and codes of trouble."""

from villagedesk import i18n
from villagedesk.desktop.roles import role_words
from villagedesk.domain.registry import by_name
from villagedesk.domain.sellers import KIND_WORDS
from villagedesk.errors import SENTENCES, AppError, sentence
from villagedesk.i18n import N_, _

_ENTITIES = {
    "order": N_("Orders"),
    "order_line": N_("Orders"),
    "parcel": N_("Parcels"),
    "van_visit": N_("Parcels"),
    "hand_over": N_("Parcels"),
    "return": N_("Returns"),
    "return_line": N_("Returns"),
    "refund": N_("Returns"),
    "fake_report": N_("Complaints"),
    "input_check": N_("Parcels"),
    "evidence": N_("Photos"),
    "bill": N_("Bills"),
    "cash_entry": N_("Payments"),
    "cash_day": N_("Payments"),
    "deposit": N_("Payments"),
    "commission": N_("Payments"),
    "commission_payout": N_("Payments"),
    "text_message": N_("Texts"),
    "proxy": N_("People"),
    "person": N_("People"),
    "seller": N_("Farmers"),
    "consent": N_("Farmers"),
    "payout_account": N_("Payout accounts"),
    "plot": N_("Farmers"),
    "harvest_lot": N_("Produce"),
    "listing": N_("Listings"),
    "crop_order": N_("Buyers' orders"),
    "training_class": N_("Classes"),
    "training_session": N_("Training sessions"),
    "attendance": N_("Sign-ins"),
    "enrolment": N_("Enrolments"),
    "operator": N_("Operators"),
    "photo": N_("Photos"),
}
_FIELDS = {
    "name": N_("name"),
    "phone": N_("phone"),
    "resident_id": N_("ID number"),
    "state": N_("state"),
    "price_fen": N_("price"),
    "total_fen": N_("sum"),
    "ceiling_fen": N_("highest sum"),
    "due_fen": N_("to be paid"),
    "amount_fen": N_("amount"),
    "fen": N_("amount"),
    "counted_fen": N_("counted"),
    "quantity": N_("quantity"),
    "dropped": N_("left out"),
    "harvested_on": N_("harvest day"),
    "kind": N_("kind"),
    "licence_no": N_("licence number"),
    "bank": N_("bank"),
    "number": N_("number"),
    "title": N_("title"),
    "trainer": N_("trainer"),
    "village_group": N_("village group"),
    "role": N_("role"),
}


def entity_word(entity: str) -> str:
    """What the operator calls it."""
    return _(_ENTITIES.get(entity, N_("Other work")))


def field_word(field: str) -> str:
    """What the operator calls the field; the field's own name when we have no word."""
    return _(_FIELDS[field]) if field in _FIELDS else field.replace("_", " ")


def value_words(entity: str, field: str, value: str | None) -> str:
    """A value from the inbox as it is said: money with its sign, a day as a day, a state by its word."""
    if not value:
        return "—"
    if field.endswith("_fen"):
        return i18n.money(int(value))
    if field.endswith("_on"):
        return i18n.date_text(value)
    if field == "dropped":
        return _("yes") if value == "True" else _("no")
    if field == "role":
        return role_words(value)
    if field == "kind":
        return _(KIND_WORDS.get(value, value))
    machine = getattr(by_name()[entity], "machine", None)
    return machine.said(value) if field == "state" and machine else value


def trouble_words(code: str) -> str:
    """A sentence for a code that sync left behind."""
    if code == "wrong_scope" or code not in SENTENCES:
        return _("Central did not take it ({code}). Call the county office and name this word.").format(code=code)
    return sentence(AppError(code))
