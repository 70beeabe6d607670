"""Farmers who sell: with which right, with which consent, and where their dossier stands.

The desk makes a seller ``submitted``; central answers, and its acts arrive by the feed as changes of these rows:

- *approve* (``submitted -> approved``): sets ``next_verify_on`` (ISO date) and clears ``return_reason``.
- *return* (``submitted -> returned``): sets ``return_reason``, shown as it is, and ``return_field``, the name of the
  input that should be looked at first (a name in ``dossiers.FORM_FIELDS``; empty when no single one is meant).
- *freeze* (``approved -> frozen``) and *lift* (``frozen -> approved``): sets ``return_reason``.

The desk corrects a returned dossier, or one in which something has changed, which makes it ``submitted`` again.
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class SellerState(StrEnum):
    """Where a seller's dossier stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    FROZEN = "frozen"


STATE_WORDS: dict[str, str] = {
    SellerState.SUBMITTED: N_("being checked"),
    SellerState.APPROVED: N_("verified"),
    SellerState.RETURNED: N_("sent back to you"),
    SellerState.FROZEN: N_("stopped"),
}

SELLER = Machine(
    "seller",
    {
        SellerState.SUBMITTED: {SellerState.APPROVED, SellerState.RETURNED},
        SellerState.RETURNED: {SellerState.SUBMITTED},
        SellerState.APPROVED: {SellerState.FROZEN, SellerState.RETURNED, SellerState.SUBMITTED},
        SellerState.FROZEN: {SellerState.APPROVED},
    },
    STATE_WORDS,
)


LICENCE_FOR_GOOD = "9999-12-31"  # 长期


_RANK = (SellerState.FROZEN, SellerState.APPROVED, SellerState.SUBMITTED, SellerState.RETURNED)


def dossier_rank(state: str) -> int:
    """Which of two dossiers of one person counts, the lower: a stop above all, then what lets him sell."""
    return _RANK.index(SellerState(state)) if state in set(SellerState) else len(_RANK)


class SellerKind(StrEnum):
    """With which right somebody sells; the exempt ones are named as in the rule pack (E-commerce Law art. 10)."""

    OWN_PRODUCE = "own_produce"
    HANDICRAFT = "handicraft"
    SMALL_TRADE = "small_trade"
    LICENCE = "licence"
    FAMILY_FARM = "family_farm"
    COOPERATIVE = "cooperative"


KIND_WORDS: dict[str, str] = {
    SellerKind.OWN_PRODUCE: N_("Own produce, exempt"),
    SellerKind.HANDICRAFT: N_("Own handicraft, exempt"),
    SellerKind.SMALL_TRADE: N_("Small trade, exempt"),
    SellerKind.LICENCE: N_("Business licence"),
    SellerKind.FAMILY_FARM: N_("Family farm"),
    SellerKind.COOPERATIVE: N_("Cooperative"),
}
# Who sells without a licence, and has to show why he may.
EXEMPT: frozenset[str] = frozenset({SellerKind.OWN_PRODUCE, SellerKind.HANDICRAFT, SellerKind.SMALL_TRADE})
# Whose shop has a name of its own.
NAMED: frozenset[str] = frozenset({SellerKind.FAMILY_FARM, SellerKind.COOPERATIVE})


class VisitOutcome(StrEnum):
    """What was found when a seller was looked at again."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NOT_MET = "not_met"


OUTCOME_WORDS: dict[str, str] = {
    VisitOutcome.UNCHANGED: N_("All as it stands here"),
    VisitOutcome.CHANGED: N_("Something has changed"),
    VisitOutcome.NOT_MET: N_("Not met"),
}
NOTE_LENGTH = 120


class Seller(Entity, table=True):
    """One person's right to sell. A person has at most one; two of them are an inbox item, not an error."""

    guarded: ClassVar = frozenset({"kind", "licence_no", "state"})
    machine: ClassVar = SELLER

    person_id: str = Field(index=True)
    kind: str
    licence_no: str | None = None
    licence_scope: str | None = None
    licence_until: str | None = None  # ISO date, or LICENCE_FOR_GOOD
    declared_on: str | None = None  # when he signed that he sells his own
    cooperative: str | None = None
    state: str = Field(default=SellerState.SUBMITTED, index=True)
    return_reason: str | None = None
    return_field: str | None = None
    next_verify_on: str | None = None


class SellerVisit(Entity, table=True):
    """That a seller was looked at again, as the law asks every six months: a fact, never edited."""

    seller_id: str = Field(index=True)
    person_id: str = Field(index=True)
    visited_on: str
    outcome: str
    note: str | None = None
