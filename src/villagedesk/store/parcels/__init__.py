"""Parcels: what the operator can do with them, and what the screens show."""

from villagedesk.store.parcels.lists import (
    ParcelRow,
    Van,
    due_now,
    find_to_collect,
    missing_parcels,
    overdue_parcels,
    parcel_row,
    parcels_of,
    parcels_on_shelf,
    van_now,
)
from villagedesk.store.parcels.verbs import (
    HandedOver,
    finish_van,
    hand_over,
    move_parcel,
    note_call,
    print_call_list,
    receive_extra,
    receive_parcel,
    reprint_label,
    send_back,
)

__all__ = [
    "HandedOver",
    "ParcelRow",
    "Van",
    "due_now",
    "find_to_collect",
    "finish_van",
    "hand_over",
    "missing_parcels",
    "move_parcel",
    "note_call",
    "overdue_parcels",
    "parcel_row",
    "parcels_of",
    "parcels_on_shelf",
    "print_call_list",
    "receive_extra",
    "receive_parcel",
    "reprint_label",
    "send_back",
    "van_now",
]
