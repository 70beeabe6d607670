"""Farmers who sell: with which right, with which consent, and where their dossier stands.

The desk makes a seller ``submitted``; central answers, and its acts arrive by the feed as changes of these rows:

- *approve* (``submitted -> approved``): sets ``next_verify_on`` (ISO date) and clears ``return_reason``.
- *return* (``submitted -> returned``): sets ``return_reason``, shown as it is, and ``return_field``, the name of the
  input that should be looked at first (a name in ``FORM_FIELDS``; empty when no single one is meant).
- *freeze* (``approved -> frozen``) and *lift* (``frozen -> approved``): sets ``return_reason``.

The desk corrects a returned dossier, which makes it ``submitted`` again.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.identity import (
    age_on,
    check_bank_card,
    check_credit_code,
    check_name,
    check_phone,
    check_resident_id,
)
from villagedesk.domain.people import (
    GROUP_LENGTH,
    PersonForm,
    check_person,
    found_problems,
    person_problems,
)
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text, tidy
from villagedesk.errors import Invalid
from villagedesk.i18n import N_, _


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
        SellerState.APPROVED: {SellerState.FROZEN, SellerState.RETURNED},
        SellerState.FROZEN: {SellerState.APPROVED},
    },
    STATE_WORDS,
)


LICENCE_FOR_GOOD = "9999-12-31"  # 长期


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


class Consent(Entity, table=True):
    """A villager's yes, or his later no (``given`` false): a fact, never edited. ``replaces`` is the word it changes."""

    person_id: str = Field(index=True)
    purpose: str
    wording_version: str
    way: str
    witness: str | None = None
    given: bool = True
    replaces: str | None = None


def standing_consents(words: Iterable[Consent]) -> dict[str, Consent]:
    """The word that holds for each purpose: one that no other replaces. No clock decides, for one may be years off.

    Two PCs may have asked without knowing of each other; then a no holds, and among equals the row with the smaller
    id, so that every copy says the same.
    """
    found = list(words)
    replaced = {word.replaces for word in found if word.replaces}
    standing: dict[str, Consent] = {}
    for word in sorted((w for w in found if w.id not in replaced), key=lambda w: (w.given, w.id)):
        standing.setdefault(word.purpose, word)
    return standing


class PayoutKind(StrEnum):
    """What a farmer's account is; a passbook's number has no check digit."""

    CARD = "card"
    PASSBOOK = "passbook"


@dataclass(frozen=True)
class SellerForm(PersonForm):
    """What is known when a farmer is taken on. ``area`` is in thousandths of a mu, ``payout`` one line as typed.

    ``photos`` are (kind, SHA-256).
    """

    crops: str = ""
    area: int | None = None
    payout: str = ""
    kind: str = SellerKind.OWN_PRODUCE
    licence_no: str = ""
    cooperative: str = ""
    consents: tuple[str, ...] = ()
    way: str = ConsentWay.READ_HIMSELF
    photos: tuple[tuple[str, str], ...] = ()


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
    "cooperative",
    "consents",
    "photos",
)

CROPS_LENGTH = 60
COOPERATIVE_LENGTH = 40
_PASSBOOK_WORDS = ("存折", "一卡通", "一折通", "passbook")


def check_seller(form: SellerForm, today: str) -> SellerForm:
    """The form as it is kept.

    Raises:
        Invalid: the first input that is not right.
    """
    problems = seller_problems(form, today)
    if problems:
        raise next(iter(problems.values()))
    licensed = form.kind != SellerKind.OWN_PRODUCE
    return replace(
        check_person(form, today),
        crops=tidy(form.crops),
        payout=tidy(form.payout),
        licence_no=check_credit_code(form.licence_no).number if licensed else "",
        cooperative=tidy(form.cooperative) if form.kind == SellerKind.COOPERATIVE else "",
    )


def seller_problems(form: SellerForm, today: str) -> dict[str, Invalid]:
    """What is not right or missing, by field, in the order of the form."""
    found = found_problems(
        lambda: check_name(form.name),
        lambda: _check_age(form.resident_id, today),
        lambda: check_phone(form.phone),
        lambda: check_text("village_group", form.village_group, GROUP_LENGTH, required=True),
        lambda: _check_crops(form),
        lambda: read_payout(form.payout) if form.payout.strip() else None,
        lambda: _check_right(form),
        lambda: _check_cooperative(form),
        lambda: _check_consents(form, today),
    )
    return found | {field: error for field, error in person_problems(form, today).items() if field not in found}


def read_payout(text: str) -> tuple[PayoutKind, str, str]:
    """A typed account as kind, bank and number: ``农商银行存折 6210 0000 0458``.

    Raises:
        Invalid: on the field ``payout``: no number, or one that cannot be.
    """
    half = unicodedata.normalize("NFKC", text)
    number = "".join(character for character in half if character.isdigit())
    bank = tidy("".join(" " if character.isdigit() or character in "-_." else character for character in half))
    passbook = any(word in half.lower() for word in _PASSBOOK_WORDS)
    if not number:
        raise Invalid("payout", "payout_number_missing")
    if len(bank) > COOPERATIVE_LENGTH:
        raise Invalid("payout", "too_long", limit=COOPERATIVE_LENGTH)
    try:
        checked = check_bank_card(number, passbook=passbook)
    except Invalid as error:
        if error.code == "bank_card_check":
            raise Invalid("payout", "payout_card_check") from None
        raise
    return PayoutKind.PASSBOOK if passbook else PayoutKind.CARD, bank, checked


def _check_right(form: SellerForm) -> None:
    if form.kind not in set(SellerKind):
        raise Invalid("kind", "field_required")
    if form.kind != SellerKind.OWN_PRODUCE:
        check_credit_code(form.licence_no)


def _check_cooperative(form: SellerForm) -> None:
    if form.kind == SellerKind.COOPERATIVE:
        check_text("cooperative", form.cooperative, COOPERATIVE_LENGTH, required=True)


def _check_crops(form: SellerForm) -> None:
    # Without land and crops of his own nobody sells his own produce (E-commerce Law art. 10).
    check_text("crops", form.crops, CROPS_LENGTH, required=form.kind == SellerKind.OWN_PRODUCE)


def _check_age(resident_id: str, today: str) -> None:
    least = rule_pack(today).sellers.minimum_age
    if age_on(check_resident_id(resident_id, today).born, today) < least:
        raise Invalid("resident_id", "seller_too_young", least=least)


def _check_consents(form: SellerForm, today: str) -> None:
    wordings = rule_pack(today).consents
    if any(purpose not in wordings for purpose in form.consents):
        raise Invalid("consents", "consent_unknown")
    needed = [purpose for purpose, wording in wordings.items() if wording.needed_to_sell]
    if needed_now := [purpose for purpose in needed if purpose not in form.consents]:
        raise Invalid("consents", "consent_needed_to_sell", purpose=_(PURPOSE_WORDS.get(needed_now[0], needed_now[0])))
    if form.payout.strip() and Purpose.BANK_ACCOUNT not in form.consents:
        raise Invalid("consents", "consent_missing_bank_account")
