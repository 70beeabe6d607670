"""Answering a buyer's claim before its deadline: agreeing to it, or objecting with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.sales import CLAIM, CROP_ORDER, ClaimState, CropClaim, CropOrder, CropOrderState
from villagedesk.domain.sales.claims import COUNTED, DETAIL_LENGTH, FROM_BUYER, UNDECIDED, concerned
from villagedesk.domain.sales.settlement import Claimed
from villagedesk.domain.texts import check_text
from villagedesk.store.evidence import evidence_of, keep_photos
from villagedesk.store.files import FileStore
from villagedesk.store.sales.slips import product_name
from villagedesk.store.session import WriteSession, action, get


@dataclass(frozen=True)
class ClaimNotice:
    """A claim that waits for the operator's answer."""

    id: str
    order_id: str
    buyer: str
    product: str
    kind: str
    asked_fen: int
    deadline_at: int


@action
def agree_to_claim(s: WriteSession, claim_id: str) -> None:
    """The centre agrees to what the buyer asks; when nothing else is open the order can be settled.

    Raises:
        Refused: it was answered or decided already.
    """
    claim = get(s, CropClaim, claim_id)
    CLAIM.check(claim.state, ClaimState.AGREED)
    claim.state, claim.fen, claim.decided_at = ClaimState.AGREED.value, claim.asked_fen, s.now
    s.flush()
    order = get(s, CropOrder, claim.order_id)
    if not undecided(s, order.id) and CROP_ORDER.can(order.state, CropOrderState.CONFIRMED):
        order.state = CropOrderState.CONFIRMED.value


@action
def object_to_claim(
    s: WriteSession, claim_id: str, answer: str, photos: Sequence[str] = (), files: FileStore | None = None
) -> None:
    """The centre does not agree; the county office decides.

    Args:
        claim_id: the claim.
        answer: why not; the buyer and the county office read it.
        photos: SHA-256 of pictures that show it.
        files: where they are.

    Raises:
        Invalid: on the field ``answer``. Refused: it was answered or decided already.
    """
    claim = get(s, CropClaim, claim_id)
    CLAIM.check(claim.state, ClaimState.OBJECTED)
    claim.answer = check_text("answer", answer, DETAIL_LENGTH, required=True)
    claim.state = ClaimState.OBJECTED.value
    if photos and files is not None:
        keep_photos(s, files, "crop_claim", claim.id, EvidenceKind.GOODS, photos)


def claims_of(s: Session, order_id: str) -> list[CropClaim]:
    """An order's claims, the oldest first."""
    asked = select(CropClaim).where(col(CropClaim.order_id) == order_id)
    return list(s.scalars(asked.order_by(col(CropClaim.created_at), col(CropClaim.id))))


def claim_pictures(s: Session, claims: Sequence[CropClaim]) -> dict[str, tuple[tuple[bool, str], ...]]:
    """What proves something about each claim: whether it is the buyer's, and the SHA-256; his first."""
    found = {claim.id: evidence_of(s, claim.id) for claim in claims}
    return {
        id_: tuple(sorted(((one.note == FROM_BUYER, one.sha256) for one in rows if one.sha256), reverse=True))
        for id_, rows in found.items()
    }


def undecided(s: Session, order_id: str) -> bool:
    """Whether a claim about an order still waits for somebody."""
    return any(claim.state in UNDECIDED for claim in claims_of(s, order_id))


def counted(s: Session, order_id: str, ids: list[str]) -> list[Claimed]:
    """The claims that are taken off what the farmers get; ``ids`` are the order's parts."""
    return [
        Claimed(claim.fen, tuple(concerned(claim, ids))) for claim in claims_of(s, order_id) if claim.state in COUNTED
    ]


def open_claims(s: Session) -> list[ClaimNotice]:
    """The claims that wait for an answer here, the nearest deadline first."""
    found = s.execute(
        select(CropClaim, CropOrder)
        .join(CropOrder, col(CropOrder.id) == col(CropClaim.order_id))
        .where(col(CropClaim.state) == ClaimState.OPEN.value)
        .order_by(col(CropClaim.deadline_at), col(CropClaim.id))
        .limit(100)
    )
    return [
        ClaimNotice(
            id=claim.id,
            order_id=order.id,
            buyer=order.buyer,
            product=product_name(s, order),
            kind=claim.kind,
            asked_fen=claim.asked_fen,
            deadline_at=claim.deadline_at,
        )
        for claim, order in found
    ]
