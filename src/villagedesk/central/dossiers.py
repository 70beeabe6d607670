"""Sellers' dossiers at central: approve one, or send it back with a reason and the field to mend."""

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import one
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import SellerState
from villagedesk.errors import Invalid


def approve_dossier(connection: Connection, seller_id: str, *, by: str = acts.CENTRAL) -> None:
    """The seller may sell, until the next check.

    Raises:
        NotFound, Refused: see ``acts.change``.
    """
    seller = one(connection, "seller", seller_id)
    fields = {
        "state": SellerState.APPROVED.value,
        "next_verify_on": rule_pack(clock.today()).sellers.next_verification(clock.today()),
        "return_reason": None,
        "return_field": None,
    }
    acts.change(connection, seller.scope, seller.centre, "approve_dossier", "seller", seller_id, fields, by=by)


def return_dossier(
    connection: Connection, seller_id: str, reason: str, field: str = "", *, by: str = acts.CENTRAL
) -> None:
    """Send it back; the desk opens it at ``field`` and shows the reason as it is.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    if not reason.strip():
        raise Invalid("reason", "field_required")
    seller = one(connection, "seller", seller_id)
    fields = {"state": SellerState.RETURNED.value, "return_reason": reason.strip(), "return_field": field or None}
    acts.change(connection, seller.scope, seller.centre, "return_dossier", "seller", seller_id, fields, by=by)
