"""What happened to one parcel: who had it, when, how heavy it was, who was told, and into whose hands it went."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry, CashKind
from villagedesk.domain.evidence import Evidence
from villagedesk.domain.fakes import InputCheck
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.operators import Operator
from villagedesk.domain.parcels import BackTrip, HandOver, Parcel, VanVisit
from villagedesk.domain.pickup import Inspected
from villagedesk.domain.weights import Hand
from villagedesk.store.parcels.lists import ParcelRow, parcel_row, weights_of
from villagedesk.store.session import get


class Happened(StrEnum):
    """What a line of the history is about."""

    ANNOUNCED = "announced"
    VAN_LEFT = "van_left"
    ARRIVED = "arrived"
    DAMAGED = "damaged"
    CALLED = "called"
    TEXTED = "texted"
    CHECKED = "checked"
    HANDED_OVER = "handed_over"
    PUT_ASIDE = "put_aside"
    WENT_BACK = "went_back"
    MONEY_BACK = "money_back"


@dataclass(frozen=True)
class Step:
    """One line. ``by`` is the operator's name; ``word`` a state or proof as it is kept; ``detail`` free text."""

    kind: str
    at: int
    by: str = ""
    word: str = ""
    detail: str = ""
    inspected: str = ""
    fen: int = 0
    evidence: tuple[tuple[str, str], ...] = ()  # kind and SHA-256 of each picture; "" where it is on paper


@dataclass(frozen=True)
class ParcelHistory:
    """A parcel with all that is known of its way. ``taken_twice``: this room took its money more than once."""

    row: ParcelRow
    weights: tuple[tuple[Hand, int], ...]
    steps: tuple[Step, ...]
    taken_twice: bool

    @property
    def hand_overs(self) -> int:
        """How often somebody gave it away; more than once when two computers did it without a line."""
        return sum(step.kind == Happened.HANDED_OVER for step in self.steps)


def parcel_history(s: Session, parcel_id: str) -> ParcelHistory:
    """Everything about one parcel, the oldest first.

    Raises:
        NotFound: it is not on this computer.
    """
    parcel = get(s, Parcel, parcel_id)
    facts = list(s.scalars(select(HandOver).where(col(HandOver.parcel_id) == parcel_id)))
    visits = _visits(s, parcel)
    trip = s.get(BackTrip, parcel.back_trip_id) if parcel.back_trip_id else None
    signed = [row.id for row in (*facts, *visits, trip) if row is not None]
    proofs = _evidence(s, [parcel_id, *signed])
    money = list(
        s.scalars(
            select(CashEntry).where(
                col(CashEntry.parcel_id) == parcel_id, col(CashEntry.kind) == CashKind.ON_DELIVERY.value
            )
        )
    )
    steps = [
        Step(Happened.ANNOUNCED, parcel.created_at, detail=parcel.carrier) if not parcel.extra_on_van else None,
        Step(Happened.ARRIVED, parcel.arrived_at, parcel.arrived_by, detail=parcel.shelf)
        if parcel.arrived_at is not None
        else None,
        Step(Happened.CALLED, parcel.called_at, word=parcel.call, detail=str(parcel.calls))
        if parcel.called_at is not None
        else None,
        *_damage(parcel, proofs, facts),
        *(_visit_step(visit, proofs) for visit in visits),
        *_back(parcel, trip, proofs),
        *_texts(s, parcel),
        *_checks(s, parcel_id),
        *(_given(fact, proofs) for fact in facts),
        *(
            Step(Happened.MONEY_BACK, entry.created_at, entry.created_by, fen=-entry.amount_fen)
            for entry in money
            if entry.reversal_of
        ),
    ]
    told = [step for step in steps if step is not None]
    names = _names(s, {step.by for step in told})
    undone = {entry.reversal_of for entry in money}
    return ParcelHistory(
        row=parcel_row(s, parcel_id),
        weights=tuple((hand, grams) for hand, grams in weights_of(parcel) if grams),
        steps=tuple(sorted((_named(step, names) for step in told), key=lambda step: step.at)),
        taken_twice=sum(not entry.reversal_of and entry.id not in undone for entry in money) > 1,
    )


def _damage(parcel: Parcel, proofs: list[Evidence], facts: list[HandOver]) -> list[Step]:
    mine = [proof for proof in proofs if proof.about_id == parcel.id]
    # What was found only when it was opened stands with the hand-over.
    found_inside = not mine and any(fact.inspected == Inspected.DAMAGED for fact in facts)
    if not parcel.damaged or parcel.arrived_at is None or found_inside:
        return []
    at = min((proof.created_at for proof in mine), default=parcel.arrived_at)
    return [
        Step(
            Happened.DAMAGED,
            at,
            detail="  ".join(filter(None, (parcel.damage, parcel.no_proof))),
            evidence=_pictures(mine),
        )
    ]


def _visits(s: Session, parcel: Parcel) -> list[VanVisit]:
    """When the van left that it came with, or that it was missing on."""
    if parcel.van_at is None:
        return []
    return list(s.scalars(select(VanVisit).where(col(VanVisit.van_at) == parcel.van_at)))


def _visit_step(visit: VanVisit, proofs: list[Evidence]) -> Step:
    signed = _pictures(proof for proof in proofs if proof.about_id == visit.id)
    detail = "  ".join(part for part in (visit.driver, visit.note) if part)
    return Step(Happened.VAN_LEFT, visit.finished_at, visit.created_by, detail=detail, evidence=signed)


def _back(parcel: Parcel, trip: BackTrip | None, proofs: list[Evidence]) -> list[Step]:
    steps = []
    if parcel.going_back_at is not None:
        steps.append(Step(Happened.PUT_ASIDE, parcel.going_back_at, word=parcel.sent_back_reason))
    if trip is not None:
        detail = "  ".join(part for part in (trip.driver, trip.note) if part)
        signed = _pictures(proof for proof in proofs if proof.about_id == trip.id)
        steps.append(Step(Happened.WENT_BACK, trip.taken_at, trip.created_by, detail=detail, evidence=signed))
    elif parcel.sent_back_at is not None:
        steps.append(Step(Happened.WENT_BACK, parcel.sent_back_at, word=parcel.sent_back_reason))
    return steps


def _texts(s: Session, parcel: Parcel) -> list[Step]:
    named = (col(TextMessage.about_id) == parcel.id) | (col(TextMessage.id) == parcel.text_id)
    found = s.scalars(select(TextMessage).where(named))
    return [
        Step(
            Happened.TEXTED, text.answered_at or text.created_at, text.created_by, text.state, text.answer or text.phone
        )
        for text in found
    ]


def _checks(s: Session, parcel_id: str) -> list[Step]:
    found = s.scalars(select(InputCheck).where(col(InputCheck.parcel_id) == parcel_id))
    return [
        Step(
            Happened.CHECKED,
            check.created_at,
            check.created_by,
            check.verdict,
            "  ".join(part for part in (check.licence_no, check.good_until) if part),
        )
        for check in found
    ]


def _given(fact: HandOver, proofs: list[Evidence]) -> Step:
    return Step(
        Happened.HANDED_OVER,
        fact.handed_at,
        fact.created_by,
        word=fact.proof,
        detail=fact.proxy,
        inspected=fact.inspected,
        fen=fact.due_fen,
        evidence=_pictures(proof for proof in proofs if proof.about_id == fact.id),
    )


def _evidence(s: Session, ids: list[str]) -> list[Evidence]:
    return list(s.scalars(select(Evidence).where(col(Evidence.about_id).in_(ids)).order_by(col(Evidence.created_at))))


def _pictures(proofs: Iterable[Evidence]) -> tuple[tuple[str, str], ...]:
    return tuple((proof.kind, proof.sha256) for proof in proofs)


def _names(s: Session, ids: set[str]) -> dict[str, str]:
    found = s.execute(select(col(Operator.id), col(Operator.name)).where(col(Operator.id).in_(ids)))
    return dict(found.all())


def _named(step: Step, names: dict[str, str]) -> Step:
    return Step(
        step.kind, step.at, names.get(step.by, ""), step.word, step.detail, step.inspected, step.fen, step.evidence
    )
