"""What central decides for farmers: a disputed grade, and what became of a transfer."""

from typing import Any

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import Found, children, one
from villagedesk.domain.crops import grades
from villagedesk.domain.entity import Row, Value
from villagedesk.domain.sales import (
    AllocationState,
    PayoutState,
)
from villagedesk.domain.sales.allocations import DisputeState
from villagedesk.domain.sales.claims import DETAIL_LENGTH
from villagedesk.errors import Invalid, Refused

_REFERENCE_LENGTH = 40


def decide_grade(
    connection: Connection, dispute_id: str, grade: str, *, answer: str = "", by: str = acts.CENTRAL
) -> None:
    """Which grade counts, by the sealed sample; the lot can be packed then.

    Raises:
        Invalid: no such grade. NotFound, Refused: see ``acts.change``.
    """
    dispute = acts.locked(connection, "grade_dispute", dispute_id)
    if grade not in {key for key, _name in grades(clock.today())}:
        raise Invalid("grade", "field_required")
    part = one(connection, "crop_allocation", dispute.text("allocation_id"))
    also: list[list[Any]] = []
    if part.data.get("state") == AllocationState.DISPUTED:
        weighed: dict[str, list[Value]] = {"state": [AllocationState.DISPUTED.value, AllocationState.WEIGHED.value]}
        if part.data.get("grade") != grade:
            weighed["grade"] = [part.data.get("grade"), grade]
        also = [["crop_allocation", part.id, weighed]]
    fields: Row = {"state": DisputeState.DECIDED.value, "decided": grade}
    if answer.strip():
        fields["answer"] = acts.checked_text("answer", answer, DETAIL_LENGTH)
    acts.change(
        connection, dispute.scope, dispute.centre, "decide_grade", "grade_dispute", dispute_id, fields, also=also, by=by
    )


def confirm_transfer(connection: Connection, payout_id: str, reference: str, *, by: str = acts.CENTRAL) -> None:
    """The bank has transferred a farmer's money under this reference.

    Raises:
        Invalid: no reference. NotFound: no such payout.
        Refused: it is confirmed or failed already, or the lots it was for are paid another way.
    """
    payout = acts.locked(connection, "crop_payout", payout_id)
    parts = _paid_by(connection, payout)
    if sum(part.number("net_fen") for part in parts) != payout.number("fen"):
        raise Refused("transfer_not_due")
    fields: Row = {
        "state": PayoutState.CONFIRMED.value,
        "reference": acts.checked_text("reference", reference, _REFERENCE_LENGTH),
        "paid_at": clock.now_ms(),
    }
    done = AllocationState.TRANSFERRED.value
    also: list[list[Any]] = [["crop_allocation", p.id, {"state": [p.data.get("state"), done]}] for p in parts]
    acts.change(
        connection, payout.scope, payout.centre, "confirm_transfer", "crop_payout", payout_id, fields, also=also, by=by
    )


def fail_transfer(connection: Connection, payout_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """The bank did not take a transfer; the farmer can be paid again.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    payout = acts.locked(connection, "crop_payout", payout_id)
    fields: Row = {"state": PayoutState.FAILED.value, "answer": acts.checked_reason(reason)}
    also: list[list[Any]] = [
        [
            "crop_allocation",
            part.id,
            {"state": [part.data.get("state"), AllocationState.SETTLED.value], "payout_id": [payout_id, ""]},
        ]
        for part in _paid_by(connection, payout)
    ]
    acts.change(
        connection, payout.scope, payout.centre, "fail_transfer", "crop_payout", payout_id, fields, also=also, by=by
    )


def _paid_by(connection: Connection, payout: Found) -> list[Found]:
    found = children(connection, payout.scope, "crop_allocation", "payout_id", payout.id)
    return [part for part in found if part.data.get("state") == AllocationState.TRANSFERRING]
