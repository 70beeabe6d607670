"""What the rules hold back, for the demo to show: a protected brand, an offer that was sent back, a seller who was stopped."""

from typing import Any

from sqlmodel import col, select

from villagedesk import i18n
from villagedesk.central.deps import Central
from villagedesk.central.dossiers import freeze_seller
from villagedesk.central.names import protect_name
from villagedesk.demo.farm import CROP
from villagedesk.demo.hands import Hands
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import Listing, ListingState
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.store import Store
from villagedesk.sync.service import sync_now

BRAND = "霜禾"


def set_up(store: Store, central: Central) -> None:
    """A brand on central's list, and one seller of something else than the day's crop stopped."""
    live = select(HarvestLot.seller_id).join(Listing, col(Listing.lot_id) == col(HarvestLot.id))
    with store.read() as s:
        seller = s.exec(
            live.where(col(Listing.state) == ListingState.LIVE.value, col(HarvestLot.product) != CROP)
        ).first()
    with central.database.write() as connection:
        protect_name(connection, BRAND, "霜禾果业有限公司")
        if seller:
            freeze_seller(connection, seller, "有人举报他收邻居的货当自家的卖，县里正在查")
    sync_now(store)


def show(hands: Hands, main: Any) -> None:
    """Each of them as the operator meets it, in both languages."""
    with hands.counter.desk.tasks.store().read() as s:
        stopped = s.exec(select(Seller).where(col(Seller.state) == SellerState.FROZEN.value)).first()
        back = s.exec(select(Listing).where(col(Listing.state) == ListingState.REFUSED.value)).first()
        free = s.exec(select(Seller.id).where(col(Seller.state) == SellerState.APPROVED.value)).first()
    before = i18n.language()
    for language in (before, "zh_CN" if before == "en" else "en"):
        hands.counter.shell.set_language(language)
        if stopped:
            main.go("farmer", person_id=stopped.person_id)
            _picture(hands, f"seller stopped {language}")
        if back:
            main.go("lot", lot_id=back.lot_id)
            _picture(hands, f"offer sent back {language}")
        if free:
            main.go("lot_form", seller_id=free)
            _type_brand(hands, language)
    hands.counter.shell.set_language(before)


def _type_brand(hands: Hands, language: str) -> None:
    page: Any = hands.page()
    hands.wait("whose harvest it is", lambda: page.about is not None)
    for text in (f"{BRAND}{CROP}", ""):  # emptied again, so that no draft stays
        page.rows.product.set_text(text)
        page.rows.product.edited.emit()
        if text:
            _picture(hands, f"protected name {language}")


def _picture(hands: Hands, name: str) -> None:
    hands.rest(400)
    hands.picture(name)
