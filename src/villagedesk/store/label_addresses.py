"""Where the squares of this computer's labels lead: a page of central that anybody's phone can open."""

from sqlalchemy import Connection

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.label_address import address_prefix
from villagedesk.store.events import get_meta

_NEWEST = "SELECT url FROM platform_address ORDER BY created_at DESC, id DESC LIMIT 1"


def label_prefix(connection: Connection, lot: HarvestLot) -> str:
    """What stands before the signed message of a lot's labels; "" while this computer belongs to no central."""
    return address_prefix(public_url(connection), gtin=lot.gtin, lot=lot.code)


def public_url(connection: Connection) -> str:
    """Central's address as phones reach it: the one that it told every centre, else the one of sync; "" for none."""
    told = connection.exec_driver_sql(_NEWEST).scalar()
    return str(told or "") or get_meta(connection, "central_url") or ""


def page_shown(connection: Connection) -> str:
    """The page where a short code can be typed, as it stands on the paper: ``desk.example.cn/v``; "" for none."""
    prefix = address_prefix(public_url(connection))
    return f"{prefix.partition('://')[2].partition('/')[0].lower()}/v" if prefix else ""
