"""The address at which buyers' phones reach central, told to every centre by the platform's feed.

Squares that were printed with an older one are still answered: whatever host a phone asked counts as ours
(`console.labels`).
"""

import json

from sqlalchemy import Connection, select

from villagedesk.central import acts, tables
from villagedesk.central.database import Database
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.domain.platform import PlatformAddress, check_address


def public_address(connection: Connection) -> str:
    """What the centres were told; "" for the address that desks sync with."""
    found = _told(connection)
    return found[1] if found else ""


def set_public_address(connection: Connection, url: str, *, by: str = acts.CENTRAL) -> None:
    """Every centre prints it on labels and payers' slips from its next connection on.

    Args:
        url: with http(s) and host, without a path; "" for the address that desks sync with.

    Raises:
        Invalid: on ``url``: no such address.
    """
    url = check_address(url)
    found = _told(connection)
    if found is None and url:
        row = acts.values_of(PlatformAddress(url=url))
        acts.insert_row(connection, PLATFORM_SCOPE, "", "public_address", "platform_address", row, by=by)
    elif found is not None and found[1] != url:
        where = (connection, PLATFORM_SCOPE, "", "public_address", "platform_address", found[0])
        acts.change(*where, {"url": url}, by=by)


def publish_configured(database: Database, url: str) -> None:
    """Tell the centres what central was configured with, where that is another address than they know.

    Raises:
        Invalid: it is no such address.
    """
    if url:
        with database.write() as connection:
            set_public_address(connection, url)


def _told(connection: Connection) -> tuple[str, str] | None:
    row = tables.row
    query = select(row.c.id, row.c.data).where(
        row.c.scope == PLATFORM_SCOPE, row.c.entity == "platform_address", row.c.data.is_not(None)
    )
    found = connection.execute(query.order_by(row.c.id).limit(1)).one_or_none()
    return (found.id, str(json.loads(found.data).get("url") or "")) if found else None
