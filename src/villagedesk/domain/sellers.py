"""Farmers who sell: with which right, with which consent, and where their dossier stands.

The desk makes a seller ``submitted``; central answers, and its acts arrive by the feed as changes of these rows:

- *approve* (``submitted -> approved``): sets ``next_verify_on`` (ISO date) and clears ``return_reason``.
- *return* (``submitted -> returned``): sets ``return_reason``, shown as it is, and ``return_field``, the name of the
  input that should be looked at first (a name in ``FORM_FIELDS``; empty when no single one is meant).
- *freeze* (``approved -> frozen``) and *lift* (``frozen -> approved``): sets ``return_reason``.

The desk corrects a returned dossier, which makes it ``submitted`` again.
"""

from dataclasses import dataclass
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


SELLER = Machine(
    "seller",
    {
        SellerState.SUBMITTED: {SellerState.APPROVED, SellerState.RETURNED},
        SellerState.RETURNED: {SellerState.SUBMITTED},
        SellerState.APPROVED: {SellerState.FROZEN, SellerState.RETURNED},
        SellerState.FROZEN: {SellerState.APPROVED},
    },
)

STATE_WORDS: dict[str, str] = {
    SellerState.SUBMITTED: N_("being checked"),
    SellerState.APPROVED: N_("verified"),
    SellerState.RETURNED: N_("sent back to you"),
    SellerState.FROZEN: N_("stopped"),
}


class SellerKind(StrEnum):
    """With which right somebody sells (E-commerce Law art. 10: own produce needs no registration)."""

    OWN_PRODUCE = "own_produce"
    LICENCE = "licence"
    COOPERATIVE = "cooperative"


KIND_WORDS: dict[str, str] = {
    SellerKind.OWN_PRODUCE: N_("Own produce, no licence needed"),
    SellerKind.LICENCE: N_("Has a business licence"),
    SellerKind.COOPERATIVE: N_("Cooperative"),
}


class Purpose(StrEnum):
    """What a villager agrees to; each is asked for by itself (PIPL art. 29: sensitive data)."""

    ID_IMAGE = "id_image"
    BANK_ACCOUNT = "bank_account"
    PORTRAIT = "portrait"
    AUTHORITIES = "authorities"


PURPOSE_WORDS: dict[str, str] = {
    Purpose.ID_IMAGE: N_("ID card photo"),
    Purpose.BANK_ACCOUNT: N_("Bank account"),
    Purpose.PORTRAIT: N_("Portrait"),
    Purpose.AUTHORITIES: N_("Sharing with authorities"),
}


class ConsentWay(StrEnum):
    """How somebody agreed."""

    READ_ALOUD = "read_aloud"
    READ_HIMSELF = "read_himself"


class Seller(Entity, table=True):
    """One person's right to sell. A person has at most one; two of them are an inbox item, not an error."""

    guarded: ClassVar = frozenset({"kind", "licence_no", "state"})
    machine: ClassVar = SELLER

    person_id: str = Field(index=True)
    kind: str
    licence_no: str | None = None
    cooperative: str | None = None
    state: str = Field(default=SellerState.SUBMITTED, index=True)
    return_reason: str | None = None
    return_field: str | None = None
    next_verify_on: str | None = None


class Consent(Entity, table=True):
    """A villager's yes, or his later no (``given`` false): a fact, never edited. The newest of a purpose holds."""

    person_id: str = Field(index=True)
    purpose: str
    wording_version: str
    way: str
    witness: str | None = None
    given: bool = True


@dataclass(frozen=True)
class SellerForm:
    """What is known when a farmer is taken on. ``area`` is in thousandths of a mu, ``payout`` one line as typed.

    ``photos`` are (kind, SHA-256). ``distinct_from`` are persons the operator has looked at and told apart.
    """

    name: str = ""
    resident_id: str = ""
    phone: str = ""
    village_code: str = ""
    village_group: str = ""
    crops: str = ""
    area: int | None = None
    payout: str = ""
    kind: str = SellerKind.OWN_PRODUCE
    licence_no: str = ""
    cooperative: str = ""
    consents: tuple[str, ...] = ()
    way: str = ConsentWay.READ_HIMSELF
    photos: tuple[tuple[str, str], ...] = ()
    person_id: str = ""
    distinct_from: tuple[str, ...] = ()


# The inputs in the order of the form; central names one of them when it returns a dossier.
FORM_FIELDS = (
    "name",
    "resident_id",
    "phone",
    "village_group",
    "crops",
    "area",
    "payout",
    "kind",
    "licence_no",
    "consents",
    "photos",
)
