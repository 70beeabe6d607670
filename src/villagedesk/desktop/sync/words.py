"""Plain words for what travels: entities, fields, and codes of trouble."""

from villagedesk.errors import SENTENCES, AppError, sentence
from villagedesk.i18n import N_, _

_ENTITIES = {
    "order": N_("Orders"),
    "order_line": N_("Orders"),
    "parcel": N_("Parcels"),
    "cash_entry": N_("Payments"),
    "person": N_("People"),
    "seller": N_("Farmers"),
    "consent": N_("Farmers"),
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
    "village_group": N_("village group"),
    "role": N_("role"),
}


def entity_word(entity: str) -> str:
    """What the operator calls it."""
    return _(_ENTITIES.get(entity, N_("Other work")))


def field_word(field: str) -> str:
    """What the operator calls the field; the field's own name when we have no word."""
    return _(_FIELDS[field]) if field in _FIELDS else field.replace("_", " ")


def trouble_words(code: str) -> str:
    """A sentence for a code that sync left behind."""
    if code == "wrong_scope" or code not in SENTENCES:
        return _("Central did not take it ({code}). Call the county office and name this word.").format(code=code)
    return sentence(AppError(code))
