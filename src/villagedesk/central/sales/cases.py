"""What waits for the staff in crop sales, with all that is needed to decide it: claims, disputed grades, transfers."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import Found, by_ids, centre_names, children, one, rows
from villagedesk.central.returns import photos_about
from villagedesk.domain.entity import Row, row_id
from villagedesk.domain.evidence import Evidence, EvidenceKind
from villagedesk.domain.sales.claims import FROM_BUYER


@dataclass(frozen=True)
class ClaimCase:
    """A buyer's claim with its order, and the codes of the lots that it names (none: all of them).

    ``photos`` are (kind, SHA-256): ``from_buyer`` what the buyer sent, ``from_centre`` what the centre answered with.
    """

    claim: Found
    order: Found
    centre_name: str
    lots: tuple[str, ...] = ()
    from_buyer: tuple[tuple[str, str], ...] = ()
    from_centre: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class GradeCase:
    """A disputed grade with the lot's part of its order, the lot, the farmer, and photos of the sample."""

    dispute: Found
    part: Found
    order: Found
    centre_name: str
    lot: Row = field(default_factory=dict)
    person: Row = field(default_factory=dict)
    photos: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TransferCase:
    """A farmer's transfer: who gets it, his account, and (lot's code, part) for what it pays."""

    payout: Found
    centre_name: str
    person: Row = field(default_factory=dict)
    account: Row = field(default_factory=dict)
    parts: tuple[tuple[str, Found], ...] = ()


def claims_in(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 30
) -> list[ClaimCase]:
    """Buyers' claims in one state over all centres, the one that has waited longest first."""
    found = rows(connection, "crop_claim", state=state, after=after, limit=limit)
    centres = centre_names(connection, [claim.centre for claim in found])
    return [
        ClaimCase(claim, one(connection, "crop_order", claim.text("order_id")), centres.get(claim.centre, ""))
        for claim in found
    ]


def claim_case(connection: Connection, claim_id: str) -> ClaimCase:
    """One claim with its photos.

    Raises:
        NotFound: there is none.
    """
    return case_of(connection, one(connection, "crop_claim", claim_id))


def case_of(connection: Connection, claim: Found) -> ClaimCase:
    """A claim with its order, lots and photos."""
    named = [id_ for id_ in claim.text("allocations").split(",") if id_]
    parts = by_ids(connection, claim.scope, "crop_allocation", named)
    lots = by_ids(connection, claim.scope, "harvest_lot", [str(part.get("lot_id") or "") for part in parts.values()])
    evidence = children(connection, claim.scope, "evidence", "about_id", claim.id)
    pictures = [(row.text("note") == FROM_BUYER, row.text("kind"), row.text("sha256")) for row in evidence]
    return ClaimCase(
        claim,
        one(connection, "crop_order", claim.text("order_id")),
        centre_names(connection, [claim.centre]).get(claim.centre, ""),
        tuple(sorted(str(lot.get("code") or "") for lot in lots.values())),
        tuple((kind, name) for buyers, kind, name in pictures if buyers and name),
        tuple((kind, name) for buyers, kind, name in pictures if not buyers and name),
    )


def grades_in(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 30
) -> list[GradeCase]:
    """Disputed grades in one state over all centres, the one that has waited longest first."""
    return [
        _grade_case(connection, found)
        for found in rows(connection, "grade_dispute", state=state, after=after, limit=limit)
    ]


def grade_case(connection: Connection, dispute_id: str) -> GradeCase:
    """One disputed grade.

    Raises:
        NotFound: there is none.
    """
    return _grade_case(connection, one(connection, "grade_dispute", dispute_id))


def transfer_cases(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 30
) -> list[TransferCase]:
    """Farmers' transfers in one state over all centres, the one that has waited longest first."""
    return [
        _transfer_case(connection, payout)
        for payout in rows(connection, "crop_payout", state=state, after=after, limit=limit)
    ]


def transfer_case(connection: Connection, payout_id: str) -> TransferCase:
    """One transfer with what it pays.

    Raises:
        NotFound: there is none.
    """
    payout = one(connection, "crop_payout", payout_id)
    parts = children(connection, payout.scope, "crop_allocation", "payout_id", payout.id)
    lots = by_ids(connection, payout.scope, "harvest_lot", [part.text("lot_id") for part in parts])
    codes = tuple((str(lots.get(part.text("lot_id"), {}).get("code") or ""), part) for part in parts)
    found = _transfer_case(connection, payout)
    return TransferCase(payout, found.centre_name, found.person, found.account, codes)


def add_claim_photo(connection: Connection, claim_id: str, sha256: str, *, by: str = acts.CENTRAL) -> str:
    """A picture that the buyer sent, kept at central already, belongs to his claim; the centre sees it.

    Args:
        sha256: its name, as the file store gave it.

    Returns:
        The id of the row that ties them.

    Raises:
        NotFound: there is no such claim.
    """
    claim = acts.locked(connection, "crop_claim", claim_id)
    row = Evidence(about="crop_claim", about_id=claim.id, kind=EvidenceKind.GOODS.value, sha256=sha256, note=FROM_BUYER)
    event_id = clock.new_event_id()
    acts.write(
        connection,
        claim.scope,
        claim.centre,
        "add_claim_photo",
        [["evidence", 0, acts.values_of(row)]],
        by=by,
        event_id=event_id,
    )
    return row_id(event_id, 0)


def _grade_case(connection: Connection, dispute: Found) -> GradeCase:
    part = one(connection, "crop_allocation", dispute.text("allocation_id"))
    lot_id, seller_id = part.text("lot_id"), part.text("seller_id")
    return GradeCase(
        dispute,
        part,
        one(connection, "crop_order", part.text("order_id")),
        centre_names(connection, [dispute.centre]).get(dispute.centre, ""),
        by_ids(connection, dispute.scope, "harvest_lot", [lot_id]).get(lot_id, {}),
        _person(connection, dispute.scope, seller_id),
        photos_about(connection, dispute),
    )


def _transfer_case(connection: Connection, payout: Found) -> TransferCase:
    account_id, person_id = payout.text("account_id"), payout.text("person_id")
    return TransferCase(
        payout,
        centre_names(connection, [payout.centre]).get(payout.centre, ""),
        by_ids(connection, payout.scope, "person", [person_id]).get(person_id, {}),
        by_ids(connection, payout.scope, "payout_account", [account_id]).get(account_id, {}),
    )


def _person(connection: Connection, scope: str, seller_id: str) -> Row:
    seller = by_ids(connection, scope, "seller", [seller_id]).get(seller_id, {})
    person_id = str(seller.get("person_id") or "")
    return by_ids(connection, scope, "person", [person_id]).get(person_id, {})
