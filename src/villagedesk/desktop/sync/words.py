"""Plain words for what travels: entities, fields, and codes of trouble."""

from villagedesk import i18n
from villagedesk.desktop.roles import role_words
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.registry import by_name
from villagedesk.domain.sellers import KIND_WORDS
from villagedesk.errors import SENTENCES, AppError, sentence
from villagedesk.i18n import N_, _, ngettext
from villagedesk.sync.kinds import Kind

_ENTITIES = {
    "order": N_("Orders"),
    "order_line": N_("Orders"),
    "parcel": N_("Parcels"),
    "van_visit": N_("Parcels"),
    "back_trip": N_("Parcels"),
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
    "trainer": N_("Trainers"),
    "allowance": N_("Payments"),
    "survey_sheet": N_("Surveys of a class"),
    "handout": N_("Things handed out"),
    "assessment": N_("Training tests"),
    "training_certificate": N_("Training certificates"),
    "follow_up": N_("Follow-ups"),
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
    "actual": N_("harvested"),
    "weighed": N_("weighed in"),
    "net_fen": N_("comes to the farmer"),
    "payout_id": N_("payout"),
    "decided": N_("grade that counts"),
    "fee_fen": N_("fee"),
    "capacity": N_("places"),
    "person_id": N_("person"),
    "taken_back_at": N_("taken back"),
}

_HEAPS = {
    Kind.MONEY: N_("Payments and refunds"),
    Kind.ORDERS: N_("Orders"),
    Kind.PARCELS: N_("Parcels"),
    Kind.FARMERS: N_("Farmers and produce"),
    Kind.TRAINING: N_("Training and sign-ins"),
    Kind.OTHER: N_("People and the rest"),
    Kind.PHOTOS: N_("Photos"),
    Kind.GOODS: N_("Goods catalogue"),
}


def heap_word(kind: str) -> str:
    """The heap that something travels in."""
    return _(_HEAPS[Kind(kind)])


def entity_word(entity: str) -> str:
    """What the operator calls it."""
    return _(_ENTITIES[entity]) if entity in _ENTITIES else _("Other work")


def field_word(field: str) -> str:
    """What the operator calls the field; the field's own name when we have no word."""
    return _(_FIELDS[field]) if field in _FIELDS else field.replace("_", " ")


def value_words(entity: str, field: str, value: str | None) -> str:
    """A value from the inbox as it is said: money with its sign, a day as a day, a state by its word."""
    if not value:
        return "—"
    if field == "phone":
        return shown_phone(value)
    if field.endswith("_fen"):
        return i18n.money(int(value))
    if field.endswith("_on"):
        return i18n.date_text(value)
    if field == "dropped":
        return _("Yes") if value == "True" else _("No")
    if field == "role":
        return role_words(value)
    if field == "kind":
        return _(KIND_WORDS.get(value, value))
    machine = getattr(by_name()[entity], "machine", None)
    return machine.said(value) if field == "state" and machine else value


def trouble_words(code: str) -> str:
    """A sentence for a code that sync left behind."""
    if code not in SENTENCES:
        return _("Central did not take it ({code}). Call the county office and name this word.").format(code=code)
    return sentence(AppError(code))


def clock_words(ahead: int) -> str:
    """By how much the clock is wrong (ms; below zero: slow), and that it does no harm."""
    minutes = abs(ahead) // 60_000
    if minutes < 120:
        much = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    elif minutes < 48 * 60:
        much = _("{count} h").format(count=minutes // 60)
    else:
        days = minutes // (24 * 60)
        much = ngettext("{count} day", "{count} days", days).format(count=i18n.number(days))
    words = (
        _("This computer's clock is {much} fast. Please set it; nothing is lost, but papers show the wrong time.")
        if ahead > 0
        else _("This computer's clock is {much} slow. Please set it; nothing is lost, but papers show the wrong time.")
    )
    return words.format(much=much)
