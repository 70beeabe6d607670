"""Parcels: what the operator can do with them, and what the screens show."""

from villagedesk.store.parcels.arriving import (
    finish_van,
    note_damage,
    note_weight,
    print_van_sheet,
    receive_extra,
    receive_parcel,
)
from villagedesk.store.parcels.both_ways import it_went_back, villager_has_it
from villagedesk.store.parcels.due import due_now
from villagedesk.store.parcels.going_back import (
    driver_takes,
    keep_here,
    last_with,
    parcels_going_back,
    print_back_sheet,
    send_back,
    taken_back,
)
from villagedesk.store.parcels.groups import CallGroup, group_rows
from villagedesk.store.parcels.handing_over import HandedOver, Pickup, hand_over, take_back_money
from villagedesk.store.parcels.history import Happened, ParcelHistory, Step, parcel_history
from villagedesk.store.parcels.lists import (
    ParcelRow,
    count_on_shelf,
    find_to_collect,
    missing_parcels,
    parcel_row,
    parcels_of,
    parcels_on_shelf,
)
from villagedesk.store.parcels.shelf import free_place, move_parcel, reprint_label
from villagedesk.store.parcels.telling import not_told, note_call, print_call_list, text_owners
from villagedesk.store.parcels.vans import Van, still_to_come, van_now, van_of

__all__ = [
    "CallGroup",
    "HandedOver",
    "Happened",
    "ParcelHistory",
    "ParcelRow",
    "Pickup",
    "Step",
    "Van",
    "count_on_shelf",
    "driver_takes",
    "due_now",
    "find_to_collect",
    "finish_van",
    "free_place",
    "group_rows",
    "hand_over",
    "it_went_back",
    "keep_here",
    "last_with",
    "missing_parcels",
    "move_parcel",
    "not_told",
    "note_call",
    "note_damage",
    "note_weight",
    "parcel_history",
    "parcel_row",
    "parcels_going_back",
    "parcels_of",
    "parcels_on_shelf",
    "print_back_sheet",
    "print_call_list",
    "print_van_sheet",
    "receive_extra",
    "receive_parcel",
    "reprint_label",
    "send_back",
    "still_to_come",
    "take_back_money",
    "taken_back",
    "text_owners",
    "van_now",
    "van_of",
    "villager_has_it",
]
