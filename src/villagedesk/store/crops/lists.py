"""What the screens show of lots: lists, one lot's page with its listings and buyers' orders, the text of its label."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.crops import HarvestLot, LotPhoto, grade_text
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.listings import Listing
from villagedesk.domain.people import Person
from villagedesk.domain.sales import AllocationState, CropAllocation, CropOrder, CropOrderState
from villagedesk.domain.sellers import Seller
from villagedesk.domain.values import GRAMS
from villagedesk.store import print_queue, shadow
from villagedesk.store.centre import own_centre
from villagedesk.store.crops.balance import LotBalance, balances
from villagedesk.store.crops.sources import farmers_named
from villagedesk.store.events import get_meta
from villagedesk.store.identity import device_key
from villagedesk.store.label_addresses import label_prefix
from villagedesk.store.session import get

L = TypeVar("L", Listing, CropOrder)


@dataclass(frozen=True)
class LotRow:
    """One lot in a list, with its newest listing.

    ``stock`` is what is not sold, ``free`` what is neither sold nor offered; both in grams or pieces. ``listing_id``,
    ``listing_state`` and ``price_fen`` are empty while it was never offered. ``waiting``: central has not seen the
    newest state of lot or listing yet. ``orders`` are buyers' orders that need an answer.
    """

    id: str
    code: str
    seller_id: str
    person_id: str
    farmer: str
    product: str
    variety: str
    grade: str
    quantity: int
    sale_unit: str
    harvested_on: str
    stock: int
    free: int
    listing_id: str
    listing_state: str
    price_fen: int
    price_unit: str
    orders: int
    waiting: bool


@dataclass(frozen=True)
class ListingRow:
    """One offer of a lot. ``paused_for`` is a ``PauseWhy``, "" unless it was paused by itself."""

    id: str
    title: str
    price_fen: int
    sale_unit: str
    quantity: int
    state: str
    reason: str
    waiting: bool
    pack: int = 0
    least: int = 0
    paused_for: str = ""


@dataclass(frozen=True)
class CropOrderRow:
    """One buyer's order. ``total_fen`` follows from quantity and price."""

    id: str
    lot_id: str
    buyer: str
    quantity: int
    sale_unit: str
    price_fen: int
    ship_by_on: str
    state: str
    reason: str
    waiting: bool


@dataclass(frozen=True)
class LotPage:
    """Everything about one lot. ``photos`` are (kind, SHA-256); ``label`` is the signed text of its square."""

    row: LotRow
    plot: str
    village: str
    seller_state: str
    photos: tuple[tuple[str, str], ...]
    listings: tuple[ListingRow, ...]
    orders: tuple[CropOrderRow, ...]
    label: str
    printed: bool


def lots_of(s: Session, seller_id: str) -> list[LotRow]:
    """The lots of one seller, the newest first."""
    return _lot_rows(s, "l.seller_id = ?", [seller_id])


def newest_lots(s: Session, *, limit: int = 200, skip: int = 0) -> list[LotRow]:
    """The lots recorded last; without the first ``skip`` of them."""
    return _lot_rows(s, "1", [], limit, skip)


def lots_by_id(s: Session, ids: Sequence[str]) -> dict[str, LotRow]:
    """These lots by id; those that are not on this computer are left out."""
    if not ids:
        return {}
    return {row.id: row for row in _lot_rows(s, f"l.id IN ({','.join('?' * len(ids))})", ids)}


def find_lots(s: Session, text: str, *, limit: int = 50) -> list[LotRow]:
    """Lots by code, or by a part of the product or of the farmer's name."""
    typed = text.strip()
    if not typed:
        return []
    like = "%" + typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    where = "(l.code LIKE ? ESCAPE '\\' OR l.product LIKE ? ESCAPE '\\' OR p.name LIKE ? ESCAPE '\\')"
    return _lot_rows(s, where, [like, like, like], limit)


def lot_page(s: Session, lot_id: str) -> LotPage:
    """Everything about one lot.

    Raises:
        NotFound: it is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    row = _lot_rows(s, "l.id = ?", [lot_id])[0]
    seller = s.get(Seller, lot.seller_id)
    person = s.get(Person, seller.person_id) if seller else None
    enrolled = get_meta(s.connection(), "private_key") is not None
    taken = s.exec(select(LotPhoto).where(col(LotPhoto.lot_id) == lot_id).order_by(col(LotPhoto.created_at)))
    return LotPage(
        row=row,
        plot=lot.plot or "",
        village=village_of(s, person),
        seller_state=seller.state if seller else "",
        photos=tuple((photo.kind, photo.sha256) for photo in taken),
        listings=tuple(_listing_rows(s, lot_id)),
        orders=tuple(orders_for(s, lot_id)),
        label=label_text(s, row) if enrolled else "",
        printed=print_queue.was_printed(s.connection(), lot_id),
    )


def orders_for(s: Session, lot_id: str = "", states: Sequence[str] = ()) -> list[CropOrderRow]:
    """Buyers' orders of one lot, or of all lots in some states; what is to be sent first stands first."""
    query = select(CropOrder).order_by(col(CropOrder.ship_by_on), col(CropOrder.id))
    if lot_id:
        filled = select(col(CropAllocation.order_id)).where(
            col(CropAllocation.lot_id) == lot_id, col(CropAllocation.state) != AllocationState.DROPPED.value
        )
        query = query.where((col(CropOrder.lot_id) == lot_id) | col(CropOrder.id).in_(filled))
    if states:
        query = query.where(col(CropOrder.state).in_(list(states)))
    rows = s.exec(query).all()
    waiting = shadow.waiting_ids(s.connection(), "crop_order", [row.id for row in rows])
    return [
        CropOrderRow(
            id=row.id,
            lot_id=row.lot_id,
            buyer=row.buyer,
            quantity=row.quantity,
            sale_unit=row.sale_unit,
            price_fen=row.price_fen,
            ship_by_on=row.ship_by_on,
            state=row.state,
            reason=row.reason or "",
            waiting=row.id in waiting,
        )
        for row in rows
    ]


def label_text(s: Session, row: LotRow) -> str:
    """The signed text of a lot's square, dated today."""
    weighed = row.sale_unit in GRAMS
    lot = get(s, HarvestLot, row.id)
    seller = s.get(Seller, row.seller_id)
    person = s.get(Person, seller.person_id) if seller else None
    return make_label(
        device_key(s.connection()),
        Kind.LOT,
        row.id,
        issued_on=clock.today(),
        at=label_prefix(s.connection(), lot),
        product=row.product,
        grade=grade_text(row.grade),
        grams=row.quantity if weighed else None,
        pieces=None if weighed else row.quantity,
        farmer=row.farmer,
        village=village_of(s, person),
        harvested_on=row.harvested_on,
    )


def village_of(s: Session, person: Person | None) -> str:
    """Where the goods come from: village and group."""
    centre = own_centre(s)
    return " ".join(
        part for part in (centre.village_name if centre else "", person.village_group if person else "") if part
    )


def _lot_rows(s: Session, where: str, values: Sequence[object], limit: int = 500, skip: int = 0) -> list[LotRow]:
    connection = s.connection()
    found = connection.exec_driver_sql(
        "SELECT l.id, l.code, l.seller_id, s.person_id, p.name, l.product, l.variety, l.grade, l.quantity, l.sale_unit,"
        " l.harvested_on FROM harvest_lot l LEFT JOIN seller s ON s.id = l.seller_id"
        f" LEFT JOIN person p ON p.id = s.person_id WHERE {where} ORDER BY l.code DESC LIMIT ? OFFSET ?",
        (*values, limit, skip),
    ).fetchall()
    ids = [row[0] for row in found]
    listings, orders = _by_lot(s, Listing, ids), _by_lot(s, CropOrder, ids)
    waiting = shadow.waiting_ids(connection, "harvest_lot", ids) | shadow.waiting_ids(
        connection, "listing", [listing.id for some in listings.values() for listing in some]
    )
    figures = balances(connection, ids)
    rows = [_lot_row(row, figures[row[0]], listings.get(row[0], []), orders.get(row[0], []), waiting) for row in found]
    return [row if row.seller_id else replace(row, farmer=farmers_named(s, row.id)) for row in rows]


def _lot_row(
    row: Sequence[object],
    left: LotBalance,
    listings: Sequence[Listing],
    orders: Sequence[CropOrder],
    waiting: set[str],
) -> LotRow:
    id_, code, seller_id, person_id, farmer, product, variety, grade, quantity, sale_unit, harvested_on = row
    newest = listings[-1] if listings else None
    return LotRow(
        id=str(id_),
        code=str(code),
        seller_id=str(seller_id),
        person_id=str(person_id or ""),
        farmer=str(farmer or ""),
        product=str(product),
        variety=str(variety or ""),
        grade=str(grade),
        quantity=int(str(quantity)),
        sale_unit=str(sale_unit),
        harvested_on=str(harvested_on),
        stock=left.stock,
        free=left.free,
        listing_id=newest.id if newest else "",
        listing_state=newest.state if newest else "",
        price_fen=newest.price_fen if newest else 0,
        price_unit=newest.sale_unit if newest else "",
        orders=sum(order.state == CropOrderState.RECEIVED for order in orders),
        waiting=str(id_) in waiting or (newest is not None and newest.id in waiting),
    )


def _by_lot(s: Session, entity: type[L], ids: Sequence[str]) -> dict[str, list[L]]:
    found: dict[str, list[L]] = {}
    if ids:
        for row in s.exec(
            select(entity).where(col(entity.lot_id).in_(ids)).order_by(col(entity.created_at), col(entity.id))
        ):
            found.setdefault(row.lot_id, []).append(row)
    return found


def _listing_rows(s: Session, lot_id: str) -> list[ListingRow]:
    rows = s.exec(select(Listing).where(col(Listing.lot_id) == lot_id).order_by(col(Listing.created_at).desc())).all()
    waiting = shadow.waiting_ids(s.connection(), "listing", [row.id for row in rows])
    return [
        ListingRow(
            id=row.id,
            title=row.title,
            price_fen=row.price_fen,
            sale_unit=row.sale_unit,
            quantity=row.quantity,
            state=row.state,
            reason=row.refuse_reason or "",
            waiting=row.id in waiting,
            pack=row.pack,
            least=row.least,
            paused_for=row.paused_for,
        )
        for row in rows
    ]
