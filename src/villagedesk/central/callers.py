"""The device that calls, as central knows it: whose it is, where it stood when it was here last."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from villagedesk.central import tables
from villagedesk.central.follows import TRAINER
from villagedesk.errors import Rejected

# Asked in every round: a statement that stands ready costs half of one that is built anew.
_TOLD = select(tables.fact.c.value).where(tables.fact.c.key == "told:" + tables.device.c.id).scalar_subquery()
_DEVICE = select(tables.device, _TOLD.label("told")).where(tables.device.c.id == bindparam("device")).with_for_update()


@dataclass(frozen=True)
class Caller:
    """The device whose signature was on the request."""

    device: str
    centre: str
    nonce: bytes
    cursors: dict[str, list[int | str]]
    # What it told last that the county office should know, or "".
    told: str = ""
    role: str = "pc"

    @property
    def own_scope(self) -> str:
        """The feed that this device reads in any case."""
        return f"class:{self.device}" if self.role == TRAINER else f"centre:{self.centre}"


def caller(connection: Connection, device: str) -> Caller:
    """The device, locked for this transaction.

    Raises:
        Rejected: it is not enrolled, or was revoked.
    """
    found = connection.execute(_DEVICE, {"device": device}).one_or_none()
    if found is None or found.revoked:
        raise Rejected("device_unknown")
    return Caller(device, found.centre, bytes(found.nonce), json.loads(found.cursors), found.told or "", found.role)
