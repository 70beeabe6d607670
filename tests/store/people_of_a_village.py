"""Forms that the tests of this folder fill in: invented people with invented numbers."""

from villagedesk.demo.trained import train
from villagedesk.domain.crops import LotForm
from villagedesk.domain.dossiers import SellerForm
from villagedesk.domain.identity import id_check_digit
from villagedesk.domain.listings import ListingForm
from villagedesk.domain.sales import CropAllocation
from villagedesk.domain.sellers import SellerState
from villagedesk.store import Store, WriteSession, action, get, new_row
from villagedesk.store.crops import record_lot
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import seller_page, take_on_seller

VILLAGE = "990185001201"
# Four by three green pixels.
SMALL_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000040000000308020000003b963991000000097048597300000f6100000f6101"
    "a83fa769000000144944415408996354ea5062800126062480c201001e1800d2a1abe8e30000000049454e44ae426082"
)


def resident_id(number: int, born: str = "19700101") -> str:
    """An invented ID number of an area that does not exist."""
    first = f"990185{born}{number:03d}"
    return first + id_check_digit(first)


def seller_form(name: str = "张建国", number: int = 1, **others: object) -> SellerForm:
    """A dossier that is complete."""
    facts: dict[str, object] = {
        "name": name,
        "resident_id": resident_id(number),
        "phone": f"1390000{number:04d}",
        "village_code": VILLAGE,
        "village_group": "三组",
        "crops": "猕猴桃，山核桃",
        "area": 3200,
        "consents": ("id_image",),
        "declared": True,
    }
    return SellerForm(**{**facts, **others})  # type: ignore[arg-type]


@action
def central_sets(s: WriteSession, entity: type, id_: str, **fields: object) -> None:
    """What central's act does to a row, as far as the desk can tell."""
    row = get(s, entity, id_)
    for name, value in fields.items():
        setattr(row, name, value)


def verified_seller(
    store: Store, operator: str, form: SellerForm | None = None, *, trained: bool = True
) -> tuple[str, str]:
    """A seller whom central has approved, with the certificate that lets him list: the person's and the seller's id."""
    from villagedesk.domain.sellers import Seller

    with store.write(by=operator) as s:
        person_id = take_on_seller(s, form or seller_form())
    with store.read() as r:
        seller_id = seller_page(r, person_id).seller_id
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state=SellerState.APPROVED.value, next_verify_on="2099-01-01")
    if trained:
        train(store, operator, [person_id], "K03")
    return person_id, seller_id


def lot_form(seller_id: str, **others: object) -> LotForm:
    """A lot of 390 kg kiwi fruit."""
    facts: dict[str, object] = {
        "seller_id": seller_id,
        "product": "徐香猕猴桃",
        "grade": "first",
        "quantity": 390_000,
        "harvested_on": "2026-11-18",
    }
    return LotForm(**{**facts, **others})  # type: ignore[arg-type]


def lot_with_photo(store: Store, operator: str, seller_id: str, **others: object) -> str:
    """A recorded lot that has as many photos as an offer needs."""
    files = desk_files(store)
    sha256 = files.put(SMALL_PICTURE)
    with store.write(by=operator) as s:
        taken = tuple((kind, sha256) for kind in ("whole", "cut", "weighing"))
        return record_lot(s, lot_form(seller_id, photos=taken, **others), files=files)


def listing_form(**others: object) -> ListingForm:
    """310 kg at 4.20 yuan a jin."""
    facts: dict[str, object] = {
        "title": "白鹭村徐香猕猴桃 一级 现摘 5 斤装",
        "price_fen": 420,
        "quantity": 310_000,
        "sale_unit": "jin",
    }
    return ListingForm(**{**facts, **others})  # type: ignore[arg-type]


@action
def settle(s: WriteSession, seller_id: str, fen: int, at: int) -> None:
    """A sale of so much (fen) that was settled at a time (ms UTC)."""
    row = CropAllocation(order_id="o", lot_id="l", seller_id=seller_id, quantity=1, price_fen=1)
    row.gross_fen, row.settled_at = fen, at
    new_row(s, row)
