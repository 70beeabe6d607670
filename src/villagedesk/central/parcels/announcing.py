"""Parcels are announced to a centre: by carrier and number, with what the sender's and the county's scales showed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.found import check_centre
from villagedesk.domain.entity import Value
from villagedesk.domain.identity import check_phone
from villagedesk.domain.parcels import MAX_GRAMS, WAYBILL_LENGTH, Parcel
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid

MAX_PARCELS = 20
MAX_DUE_FEN = 100_000_000
_NAME_LENGTH = 40
_CARRIER_LENGTH = 20


@dataclass(frozen=True)
class Shipped:
    """One parcel to be announced: its waybill, what the sender says it weighs, and what the county's scale showed."""

    waybill: str
    grams: int = 0
    hub_grams: int = 0
    carrier: str = ""


def announce_parcel(
    connection: Connection,
    centre: str,
    name: str,
    waybill: str,
    *,
    phone: str = "",
    grams: int = 0,
    hub_grams: int = 0,
    carrier: str = "",
    due_fen: int = 0,
    van_at: int | None = None,
    by: str = acts.CENTRAL,
) -> str:
    """Announce a parcel that belongs to no order of the room; returns its id.

    Args:
        name: the addressee.
        grams: what the sender says it weighs; 0 when he says nothing.
        hub_grams: what the county's scale showed; 0 when it was not weighed there.
        due_fen: what he pays for it, in fen.
        van_at: when the van is expected, ms UTC.

    Raises:
        Invalid: a field is missing or not possible. NotFound: there is no such centre.
    """
    check_centre(connection, centre)
    (parcel,) = checked_parcels([Shipped(waybill, grams, hub_grams, carrier)])
    if not 0 <= due_fen <= MAX_DUE_FEN:
        raise Invalid("due_fen", "too_large")
    who = {
        "name": acts.checked_text("name", name, _NAME_LENGTH),
        "phone": check_phone(phone) if phone.strip() else "",
    }
    values = announced(parcel, van_at, due_fen) | who
    return acts.insert_row(connection, f"centre:{centre}", centre, "announce_parcel", "parcel", values, by=by)


def checked_parcels(parcels: Sequence[Shipped]) -> list[Shipped]:
    """The parcels of one announcement as they are kept.

    Raises:
        Invalid: there is none, there are too many, a number is missing or there twice, a weight cannot be.
    """
    if not parcels:
        raise Invalid("parcels", "field_required")
    if len(parcels) > MAX_PARCELS:
        raise Invalid("parcels", "too_large")
    numbers = ["".join(acts.checked_text("waybill", parcel.waybill, WAYBILL_LENGTH).split()) for parcel in parcels]
    if len(set(numbers)) != len(numbers):
        raise Invalid("waybill", "waybill_twice")
    if not all(0 <= grams <= MAX_GRAMS for parcel in parcels for grams in (parcel.grams, parcel.hub_grams)):
        raise Invalid("grams", "too_large")
    return [
        Shipped(number, parcel.grams, parcel.hub_grams, check_text("carrier", parcel.carrier, _CARRIER_LENGTH))
        for number, parcel in zip(numbers, parcels, strict=True)
    ]


def announced(parcel: Shipped, van_at: int | None, due_fen: int) -> dict[str, Value]:
    """The fields of an announced parcel; its weight is the county's where it was weighed there."""
    return acts.values_of(
        Parcel(
            waybill=parcel.waybill,
            grams=parcel.hub_grams or parcel.grams,
            sent_grams=parcel.grams,
            hub_grams=parcel.hub_grams,
            carrier=parcel.carrier,
            due_fen=due_fen,
            van_at=van_at,
        )
    )
