"""Grades that farmer and room do not agree about: which are open, and the photos of the samples that were sealed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.evidence import Evidence, EvidenceKind
from villagedesk.domain.sales import GradeDispute
from villagedesk.domain.sales.allocations import DisputeState


def open_disputes(s: Session, ids: Sequence[str]) -> dict[str, GradeDispute]:
    """The disputes that nobody has decided, by the part of an order they are about."""
    if not ids:
        return {}
    where = col(GradeDispute.allocation_id).in_(list(ids)), col(GradeDispute.state) == DisputeState.OPEN.value
    return {row.allocation_id: row for row in s.scalars(select(GradeDispute).where(*where))}


def samples_of(s: Session, dispute_ids: Sequence[str]) -> Sequence[Evidence]:
    """The photos of sealed samples."""
    if not dispute_ids:
        return ()
    where = col(Evidence.about_id).in_(list(dispute_ids)), col(Evidence.kind) == EvidenceKind.SAMPLE.value
    return s.scalars(select(Evidence).where(*where)).all()
