"""What travels, in the six heaps that an operator has a word for, in the order in which they are shown; photos come last."""

from enum import StrEnum


class Kind(StrEnum):
    """One heap. Events go in the order of their log; photos behind all of them, goods at the very end."""

    MONEY = "money"
    ORDERS = "orders"
    PARCELS = "parcels"
    FARMERS = "farmers"
    TRAINING = "training"
    OTHER = "other"
    PHOTOS = "photos"
    GOODS = "goods"


_ENTITIES = {
    Kind.MONEY: "refund bill cash_entry cash_day deposit commission commission_payout crop_payout payout_account allowance",
    Kind.ORDERS: "order order_line return return_line fake_report",
    Kind.PARCELS: "parcel van_visit back_trip hand_over input_check text_message",
    Kind.FARMERS: (
        "seller consent plot person_photo harvest_lot listing certificate collected_certificate revocation seller_visit"
        " weigh_in grade_dispute input_use"
    ),
    Kind.TRAINING: (
        "training_class training_session attendance enrolment trainer laptop_trainer class_photo"
        " survey_sheet handout assessment training_certificate follow_up"
    ),
}
_KIND_OF = {entity: kind for kind, names in _ENTITIES.items() for entity in names.split()}
# What belongs to produce is named so.
_PRODUCE = ("crop_", "lot_")


def kind_of(entity: str) -> Kind:
    """The heap of an event, by the first thing it touched."""
    if entity.startswith(_PRODUCE) and entity not in _KIND_OF:
        return Kind.FARMERS
    return _KIND_OF.get(entity, Kind.OTHER)
