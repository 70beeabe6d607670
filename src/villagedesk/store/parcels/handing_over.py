"""A parcel is given to its villager, or to somebody who comes for him; what is due goes into the drawer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from villagedesk.domain.cash import Account, CashEntry, CashKind
from villagedesk.domain.evidence import UNSIGNED, EvidenceKind, Signed
from villagedesk.domain.orders import Order
from villagedesk.domain.parcels import DAMAGE_LENGTH, PARCEL, HandOver, Parcel, ParcelState
from villagedesk.domain.pickup import Inspected, check_pickup_proof, check_stand_in, signature_needed
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.store import cash
from villagedesk.store.evidence import keep_photos, keep_signature
from villagedesk.store.farm_inputs import note_given
from villagedesk.store.files import FileStore
from villagedesk.store.identity import device_number
from villagedesk.store.moments import likely_now
from villagedesk.store.orders.lists import order_summaries
from villagedesk.store.orders.slips import print_money_receipt
from villagedesk.store.parcels.due import due_now
from villagedesk.store.parcels.lists import ParcelRow, parcel_row
from villagedesk.store.parcels.shelf import check_order_stands, phone_of, settle_order
from villagedesk.store.proxies import StandIn, stand_ins
from villagedesk.store.same_person import ids_of
from villagedesk.store.session import WriteSession, action, get, new_row

NAME_LENGTH = 30


@dataclass(frozen=True)
class HandedOver:
    """What a hand-over came to. ``left`` is how many parcels still lie here for the same villager."""

    parcel: ParcelRow
    paid_fen: int
    left: int
    id: str = ""


@dataclass(frozen=True)
class Pickup:
    """How a parcel is given away, as the counter fills it in.

    ``code`` is what was said: the pickup code, or the last four digits of a phone. ``collected_by`` is who came in
    the villager's place, "" for himself; ``stand_in`` his id among ``stand_ins``, "" when he is not one of them.
    ``photos`` (SHA-256, kept already) and ``damage`` tell what was not right when it was opened. ``by_code``: what was
    due was paid by scanning the centre's code, so it does not lie in the drawer.
    """

    code: str
    collected_by: str = ""
    stand_in: str = ""
    inspected: str = Inspected.NOT_OPENED
    damage: str = ""
    photos: tuple[str, ...] = ()
    signed: Signed = UNSIGNED
    by_code: bool = False


@action
def hand_over(s: WriteSession, parcel_id: str, pickup: Pickup | str, files: FileStore | None = None) -> HandedOver:
    """Give a parcel to its villager; what is due goes into the drawer.

    Args:
        pickup: who came and what he said; a text is the code alone.
        files: where signature and photos are; not needed without them.

    Raises:
        Invalid: on the field ``signature`` or ``damage``: somebody has to sign, or to say what is damaged.
        NotFound: it is not on this computer.
        Refused: the code is wrong, who came is not named, it was handed over already, or its order was refused.
    """
    pickup = pickup if isinstance(pickup, Pickup) else Pickup(pickup)
    parcel = get(s, Parcel, parcel_id)
    if parcel.state != ParcelState.ON_SHELF:
        raise PARCEL.refusal(parcel.state, ParcelState.COLLECTED)
    check_order_stands(s, parcel, "parcel_goes_back")
    by = _who_came(s, parcel, pickup)
    name = by.name if by else check_text("collected_by", pickup.collected_by, NAME_LENGTH)
    phone = by.phone if by else ""
    proof = check_pickup_proof(
        pickup.code, parcel.pickup_code, phone_of(s, parcel), proxy=by is not None, proxy_phone=phone
    )
    check_stand_in(proof, name, named=by is not None)
    damaged = Inspected(pickup.inspected) is Inspected.DAMAGED
    if signature_needed(stand_in=bool(name), damaged=damaged) and not pickup.signed:
        raise Invalid("signature", "signature_missing")
    due = due_now(s, [parcel])[parcel.id]
    fact = HandOver(
        parcel_id=parcel.id,
        person_id=parcel.person_id,
        handed_at=s.now,
        proof=proof.value,
        proxy=name,
        proxy_id=by.id if by else "",
        inspected=Inspected(pickup.inspected).value,
        due_fen=due,
    )
    fact = new_row(s, fact)
    _prove(s, parcel, fact, pickup, files)
    note_given(s, parcel.id)
    parcel.state = ParcelState.COLLECTED.value
    # The days in which it can go back begin with this.
    parcel.collected_at = likely_now(s.connection(), s.now)
    parcel.collected_by = name
    if due:
        entry = cash.book(
            s,
            CashKind.ON_DELIVERY,
            due,
            order_id=parcel.order_id,
            parcel_id=parcel.id,
            person_id=parcel.person_id,
            account=Account.CODE if pickup.by_code else Account.DRAWER,
        )
        _print_receipt(s, parcel, entry)
    settle_order(s, parcel.order_id)
    return HandedOver(parcel_row(s, parcel.id), due, _left_for(s, parcel), fact.id)


@action
def take_back_money(s: WriteSession, parcel_id: str) -> int:
    """Give back what this computer took for a parcel that another one had handed over already; returns the fen.

    Raises:
        Refused: this computer took nothing for it, or gave it back already.
    """
    drawer = device_number(s.connection())
    taken = [entry for entry in cash.taken_on_delivery(s, parcel_id) if entry.drawer == drawer]
    if not taken:
        raise Refused("nothing_taken_for_parcel")
    return -cash.reverse(s, taken[-1]).amount_fen


def _who_came(s: WriteSession, parcel: Parcel, pickup: Pickup) -> StandIn | None:
    if not pickup.stand_in:
        return None
    known: Sequence[StandIn] = stand_ins(s, parcel.person_id)
    found = next((one for one in known if one.id == pickup.stand_in), None)
    if found is None:
        raise Refused("proxy_withdrawn")
    return found


def _prove(s: WriteSession, parcel: Parcel, fact: HandOver, pickup: Pickup, files: FileStore | None) -> None:
    if fact.inspected == Inspected.DAMAGED:
        damage = check_text("damage", pickup.damage, DAMAGE_LENGTH, required=True)
        parcel.damaged, parcel.damage = True, parcel.damage or damage
        if pickup.photos and files is not None:
            keep_photos(s, files, "hand_over", fact.id, EvidenceKind.DAMAGE, pickup.photos, damage)
    if pickup.signed:
        keep_signature(s, files, "hand_over", fact.id, pickup.signed, fact.proxy)


def _print_receipt(s: WriteSession, parcel: Parcel, entry: CashEntry) -> None:
    order = s.get(Order, parcel.order_id) if parcel.order_id else None
    title = order_summaries(s, [order.id]).get(order.id, ("", 0))[0] if order else ""
    number = order.number if order else ""
    print_money_receipt(s, entry, number=number, waybill=parcel.waybill, title=title, name=parcel.name)


def _left_for(s: WriteSession, parcel: Parcel) -> int:
    if not parcel.person_id:
        return 0
    rows = s.scalars(
        select(col(Parcel.id)).where(
            col(Parcel.person_id).in_(ids_of(s, parcel.person_id)), col(Parcel.state) == ParcelState.ON_SHELF.value
        )
    )
    return len(list(rows))
