"""Giving goods back: a villager returns what he ordered, the platform refunds it, and he gets his cash against a signature.

The desk makes a ``Return`` with its lines, ``open`` with the deadline that the law sets, counted from when the goods
were handed over. Central answers by the feed: *approve* (``freight_payer`` is settled, ``fen`` is what will be refunded)
or *refuse* with a ``reason``. The parcel is given to the courier here (``waybill``). *Refund* at central makes one
``Refund`` row, raises the order's ``refund_fen`` by it and moves the return to ``refunded``. Paying the villager is the
desk's: it makes it ``paid_out``. A refund that was not paid out stands on Today every day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk import clock, i18n
from villagedesk.domain.entity import Entity
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.return_rules import Bearer
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.i18n import N_


class ReturnState(StrEnum):
    """Where a return stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    HANDED_TO_COURIER = "handed_to_courier"
    REFUNDED = "refunded"
    PAID_OUT = "paid_out"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    ReturnState.OPEN: N_("asked for"),
    ReturnState.APPROVED: N_("may go back"),
    ReturnState.REFUSED: N_("not accepted"),
    ReturnState.HANDED_TO_COURIER: N_("with the courier"),
    ReturnState.REFUNDED: N_("refunded, not paid out"),
    ReturnState.PAID_OUT: N_("paid out"),
    ReturnState.WITHDRAWN: N_("withdrawn"),
}

RETURN = Machine(
    "return",
    {
        ReturnState.OPEN: {ReturnState.APPROVED, ReturnState.REFUSED, ReturnState.REFUNDED, ReturnState.WITHDRAWN},
        # Cheap goods are refunded without being sent back.
        ReturnState.APPROVED: {ReturnState.HANDED_TO_COURIER, ReturnState.REFUNDED, ReturnState.WITHDRAWN},
        ReturnState.HANDED_TO_COURIER: {ReturnState.REFUNDED, ReturnState.REFUSED},
        ReturnState.REFUNDED: {ReturnState.PAID_OUT},
    },
    STATE_WORDS,
)


class Reason(StrEnum):
    """Why goods go back."""

    NO_REASON = "no_reason"
    WRONG = "wrong"
    DAMAGED = "damaged"
    FAULTY = "faulty"
    FAKE = "fake"
    LATE = "late"
    EXPIRED = "expired"  # last, for the keys of the others are known by heart


REASON_WORDS: dict[str, str] = {
    Reason.NO_REASON: N_("does not want it"),
    Reason.WRONG: N_("something else came"),
    Reason.DAMAGED: N_("it came damaged"),
    Reason.FAULTY: N_("it is faulty"),
    Reason.FAKE: N_("it is a fake"),
    Reason.LATE: N_("it came too late"),
    Reason.EXPIRED: N_("it was past its date when it came"),
}


# What nobody can judge without a picture: a photo, or why none is possible.
PHOTO_NEEDED: frozenset[str] = frozenset({Reason.DAMAGED, Reason.FAKE, Reason.EXPIRED})
# What can be complained about instead of being given back: the law gives more for it than its price.
COMPLAINED_OF: frozenset[str] = frozenset({Reason.FAKE, Reason.EXPIRED})

# Who pays for sending goods back: a Bearer, "" while it is not settled.
FREIGHT_WORDS: dict[str, str] = {
    "": N_("not settled yet"),
    Bearer.VILLAGER: N_("the villager"),
    Bearer.SELLER: N_("the seller"),
    Bearer.PLATFORM: N_("the platform"),
}


class RefundKind(StrEnum):
    """What money of a ``Refund`` is for. Only the price is a part of the order's ``refund_fen``; the rest comes on top."""

    PRICE = "price"
    FREIGHT = "freight"
    DAMAGES = "damages"
    ADVANCE = "advance"  # only on the receipt: paid before the seller has paid, so it is no refund yet


REFUND_WORDS: dict[str, str] = {
    RefundKind.PRICE: N_("Price given back"),
    RefundKind.FREIGHT: N_("Freight given back"),
    RefundKind.DAMAGES: N_("Damages"),
    RefundKind.ADVANCE: N_("Advance for a fake"),
}

DETAIL_LENGTH = 300
CARRIER_LENGTH = 40
WAYBILL_LENGTH = 40
MAX_FREIGHT_FEN = 1_000_000
MAX_PHOTOS = 6
NO_PHOTO_LENGTH = 60


class Return(Entity, table=True):
    """Goods of one order that a villager gives back.

    ``goodwill``: the law gives no right to it (too late, or such goods), so the seller is only asked. ``deadline_at``
    is the last moment of the right, ms UTC; ``back_at`` when the seller had the goods again.
    """

    guarded: ClassVar = frozenset({"state", "fen"})
    machine: ClassVar = RETURN

    order_id: str = Field(index=True)
    parcel_id: str = ""
    person_id: str = Field(index=True)
    reason: str
    detail: str = ""
    state: str = Field(default=ReturnState.OPEN, index=True)
    asked_at: int
    deadline_at: int
    freight_payer: str = ""
    freight_fen: int = 0
    fen: int = 0
    carrier: str = ""
    waybill: str = ""
    handed_at: int | None = None
    answer: str = ""
    goodwill: bool = False
    opened: bool = False
    no_photo: str = ""  # why no photo was possible
    back_at: int | None = None


class ReturnLine(Entity, table=True):
    """How many pieces of one line of the order go back."""

    return_id: str = Field(index=True)
    order_line_id: str
    quantity: int


class Refund(Entity, table=True):
    """Money that the platform gave back for an order; central makes the row, it is never changed. ``refunded_at`` is ms UTC."""

    order_id: str = Field(index=True)
    return_id: str = ""
    person_id: str = ""
    fen: int
    reason: str = ""
    refunded_at: int = 0
    kind: str = RefundKind.PRICE
    report_id: str = Field(default="", index=True)  # the complaint about a fake that it settles


@dataclass(frozen=True)
class Right:
    """What the law gives to somebody who wants to give goods back.

    ``until`` is the last moment of the right, ms UTC; ``exception`` says why these goods have none ("" where they do).
    """

    received_at: int
    until: int
    in_time: bool
    exception: str
    freight: Bearer

    @property
    def holds(self) -> bool:
        """Whether it is a right; else the seller is only asked for goodwill."""
        return self.in_time and not self.exception


@dataclass
class ReturnForm:
    """What is written down about goods that go back; ``quantities`` by the id of the order's line."""

    order_id: str
    quantities: Mapping[str, int]
    reason: str
    detail: str = ""
    parcel_id: str = ""
    opened: bool = False
    photos: tuple[tuple[str, str], ...] = ()  # (EvidenceKind, SHA-256)
    no_photo: str = ""  # why none is possible, where one is needed


def right_to_return(
    reason: str, received: Iterable[int | None], now: int, *, categories: Iterable[str] = (), opened: bool = False
) -> Right:
    """What right there is to give goods back, by the rules of the day they were received.

    Args:
        reason: a Reason.
        received: every moment at which the goods can have been received at the earliest (hand-over, arrival, when
            central shipped them), ms UTC. The latest counts: a clock that was set back never shortens the time.
        now: when it is asked, ms UTC. A clock set back to before the goods came does no harm either.
        categories: kinds of the goods.
        opened: whether they were opened.

    Days are local ones and begin with the day after the goods came; the last one counts to its end.
    """
    at = max((moment for moment in received if moment is not None), default=now)
    day = i18n.local(at).date()
    rules = rule_pack(day.isoformat()).returns
    rule = rules.of(reason)
    _, end = clock.day_span((day + timedelta(days=rule.days)).isoformat())
    exception = None if rule.any_goods else rules.why_not(categories, opened=opened)
    said = exception.text.said(i18n.language()) if exception else ""
    return Right(at, end - 1, now < end, said, rule.freight)


def refund_due(back_at: int) -> int:
    """The last moment at which a seller who has the goods again has to give the money back, ms UTC."""
    day = i18n.local(back_at).date()
    last = day + timedelta(days=rule_pack(day.isoformat()).returns.refund_days)
    return clock.day_span(last.isoformat())[1] - 1


def back_refund_due(sent_at: int) -> int:
    """Until when the platform's money for a parcel that the driver took back is waited for calmly, ms UTC."""
    day = i18n.local(sent_at).date()
    last = day + timedelta(days=rule_pack(day.isoformat()).parcels.back_refund_days)
    return clock.day_span(last.isoformat())[1] - 1


def check_return(form: ReturnForm, left: Mapping[str, int]) -> None:
    """Refuse what cannot be written down; a missing right is no reason to.

    Args:
        form: as filled in.
        left: how many pieces of each line can still go back.

    Raises:
        Invalid: on ``lines``, ``reason``, ``detail``, ``photos`` or ``no_photo``.
    """
    chosen = {line: count for line, count in form.quantities.items() if count}
    if not chosen:
        raise Invalid("lines", "return_lines_missing")
    for line, count in chosen.items():
        if not 0 < count <= left.get(line, 0):
            raise Invalid("lines", "return_too_many", left=left.get(line, 0))
    if form.reason not in list(Reason):
        raise Invalid("reason", "field_required")
    check_text("detail", form.detail, DETAIL_LENGTH)
    if len(form.photos) > MAX_PHOTOS:
        raise Invalid("photos", "too_many_photos", limit=MAX_PHOTOS)
    if not all(kind in list(EvidenceKind) for kind, _sha in form.photos):
        raise Invalid("photos", "photo_not_a_photo")
    why = check_text("no_photo", form.no_photo, NO_PHOTO_LENGTH)
    if form.reason in PHOTO_NEEDED and not form.photos and not why:
        raise Invalid("photos", "return_photo_missing")


def owed_besides_advances(owed_fen: int, paid_fen: int, unsettled_fen: int) -> int:
    """What is still owed for an order when part of the price was advanced and the seller has not settled it yet, fen.

    Args:
        owed_fen: what ``orders.owed_back`` says, settled advances counted as paid out.
        paid_fen: what the villager has paid, less what he got back, settled advances counted in.
        unsettled_fen: advances that no refund of the same goods covers yet. Their refund may also come without a
            name on it: the villager never gets more than he paid.
    """
    return max(0, min(owed_fen, paid_fen - unsettled_fen))
