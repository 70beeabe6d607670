"""Lots that must not go to a buyer: a failed test stands against them, or they were harvested before their lawful day."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.certificates import Certificate, CertificateState
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.lot_tests import LotTest
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import AllocationState, CropAllocation
from villagedesk.domain.sales.allocations import TO_WEIGH
from villagedesk.domain.seasons import InputUse, lawful_from
from villagedesk.errors import Refused
from villagedesk.store.crops.sources import part_ids, sources
from villagedesk.store.crops.testing import failed_tests
from villagedesk.store.seasons import lawful_for
from villagedesk.store.seasons.lists import uses_of

_HERE = TO_WEIGH | {AllocationState.DISPUTED, AllocationState.WEIGHED, AllocationState.PACKED}


def why_kept(s: Session, lot_id: str) -> Refused | None:
    """What keeps a lot from being sold, also where it is about something that the lot was made of; None for nothing."""
    lots = sources(s, lot_id)
    code = next((lot.code for lot in lots if lot.id == lot_id), "")
    if failed_tests(s, lot_id):
        return Refused("sale_lot_failed", lot=code)
    for lot in lots:
        lawful = lawful_for(s, lot)
        if lawful is not None and lot.harvested_on < lawful.day:
            return Refused("sale_lot_too_early", lot=code, harvested_on=lot.harvested_on, day=lawful.day)
    return None


def refuse_kept_lots(s: Session, lot_ids: Iterable[str]) -> None:
    """Stop where one of these lots must not be sold.

    Raises:
        Refused: ``sale_lot_failed`` or ``sale_lot_too_early``, naming the first of them.
    """
    for lot_id in dict.fromkeys(lot_ids):
        why = why_kept(s, lot_id)
        if why is not None:
            raise why


def hindered_parts(s: Session, parts: Sequence[CropAllocation]) -> tuple[frozenset[str], frozenset[str]]:
    """``kept_parts`` and ``bare_parts``."""
    return kept_parts(s, parts), bare_parts(s, parts)


def kept_parts(s: Session, parts: Sequence[CropAllocation]) -> frozenset[str]:
    """Those parts of an order whose lot must not be sold, while they may still be taken off."""
    here = [part for part in parts if part.state in _HERE]
    kept = kept_lots(s, [part.lot_id for part in here])
    return frozenset(part.id for part in here if part.lot_id in kept)


def bare_parts(s: Session, parts: Sequence[CropAllocation]) -> frozenset[str]:
    """Those parts of an order whose lot has no conformity certificate in force, though the rules ask for one before a sale."""
    rules = rule_pack(clock.today()).produce
    here = {part.id: part.lot_id for part in parts if part.state in _HERE}
    if not here or not rules.certificate.before_sale:
        return frozenset()
    in_force = col(Certificate.state) == CertificateState.VALID.value
    papers = select(col(Certificate.lot_id)).where(col(Certificate.lot_id).in_(here.values()), in_force)
    certified = set(s.scalars(papers))
    lots = s.scalars(select(HarvestLot).where(col(HarvestLot.id).in_(here.values())))
    bare = {lot.id for lot in lots if lot.id not in certified and rules.needs_certificate(lot.product)}
    return frozenset(part_id for part_id, lot_id in here.items() if lot_id in bare)


def kept_lots(s: Session, lot_ids: Sequence[str]) -> frozenset[str]:
    """Those of many lots that must not be sold; a mixed lot is looked at as closely as a single one."""
    if not lot_ids:
        return frozenset()
    tested = s.scalars(select(col(LotTest.lot_id)).where(col(LotTest.passed).is_(False)).distinct())
    doubtful = {id_ for failed in tested for id_ in part_ids(s.connection(), failed)}
    lots = list(s.scalars(select(HarvestLot).where(col(HarvestLot.id).in_(lot_ids))))
    uses: dict[str, list[InputUse]] = {}
    for use in uses_of(s, sorted({lot.season_id for lot in lots if lot.season_id})):
        uses.setdefault(use.season_id, []).append(use)
    for lot in lots:
        lawful = lawful_from(uses.get(lot.season_id or "", []), lot.harvested_on)
        if not lot.seller_id or (lawful is not None and lot.harvested_on < lawful.day):
            doubtful.add(lot.id)
    return frozenset(lot.id for lot in lots if lot.id in doubtful and why_kept(s, lot.id) is not None)
