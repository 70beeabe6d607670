"""The conformity certificate (承诺达标合格证): the producer's promise that goes with the goods.

Order No. 4 of 2025 of the Ministry of Agriculture: it shows its title, the promise and its basis, product, quantity,
origin, issuer, contact and date; lots that are mixed or split need a new one; who buys collects it.

The number follows from the day and the row's id (``20261128-8F2K9QTX``): no two computers can ever give the same one,
and it is known from the signed square alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import PLATFORM_SCOPE, Entity
from villagedesk.domain.rules import RulePack, rule_pack
from villagedesk.domain.seasons import LawfulDay, check_past_day
from villagedesk.domain.short_code import short_code
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import N_

TITLE = "承诺达标合格证"  # on the paper in every language: it is the name the law gives it
ISSUER_LENGTH = 40
ORIGIN_LENGTH = 60
CONTACT_LENGTH = 30
NUMBER_LENGTH = 40
REASON_LENGTH = 60
# Somebody else's certificate that is older than this is asked about.
OLDEST_COLLECTED_DAYS = 400


class CertificateState(StrEnum):
    """Where a certificate stands."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


STATE_WORDS: dict[str, str] = {
    CertificateState.VALID: N_("in force"),
    CertificateState.REPLACED: N_("replaced"),
    CertificateState.REVOKED: N_("revoked"),
}

CERTIFICATE = Machine(
    "certificate",
    {
        CertificateState.VALID: {CertificateState.REPLACED, CertificateState.REVOKED},
        CertificateState.REPLACED: {CertificateState.REVOKED},
    },
    STATE_WORDS,
)


class Replaced(StrEnum):
    """Why a certificate no longer holds for the rest of its lot; what was packed before keeps it."""

    MIXED = "mixed"
    SPLIT = "split"


REPLACED_WORDS: dict[str, str] = {
    Replaced.MIXED: N_("A part of the lot was mixed with others: the rest needs a new certificate."),
    Replaced.SPLIT: N_("The lot was split: the rest needs a new certificate."),
}


class Certificate(Entity, table=True):
    """One certificate of a lot. ``quantity`` is counted as that of the lot; ``basis`` names why the promise can be made.

    *Revoke* (``-> revoked``) sets ``reason``, shown as it is; *replaced* sets it to a ``Replaced``.
    """

    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = CERTIFICATE

    number: str = Field(index=True)
    lot_id: str = Field(index=True)
    product: str
    quantity: int
    sale_unit: str
    origin: str
    issuer: str
    contact: str
    basis: str
    issued_on: str
    state: str = Field(default=CertificateState.VALID, index=True)
    reason: str = ""


class CollectedCertificate(Entity, table=True):
    """Somebody else's certificate that came with goods the centre takes in; its photo is evidence about this row."""

    lot_id: str = Field(index=True)
    number: str
    issuer: str
    issued_on: str
    product: str
    quantity: int = 0
    sale_unit: str = ""


class Revocation(Entity, table=True):
    """A label that is withdrawn everywhere: the platform's list. ``mark`` is a row's id or a label's fingerprint."""

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    mark: str = Field(index=True)
    reason: str = ""
    revoked_on: str


@dataclass(frozen=True)
class CertificateForm:
    """What the operator types. ``quantity`` is in grams or pieces; ``basis`` are keys of the rule pack's ``bases``."""

    quantity: int = 0
    origin: str = ""
    issuer: str = ""
    contact: str = ""
    basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class CollectedForm:
    """Somebody else's certificate as it stands on the paper."""

    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    product: str = ""
    quantity: int = 0
    sale_unit: str = ""


@dataclass(frozen=True)
class LotFacts:
    """Everything that decides whether a lot may have a certificate, over the lot and all it was made of.

    ``early`` are the harvests that came before their lawful day, as (ISO date of the harvest, the day). ``failed`` are
    the ISO dates of failed tests that nothing cleared, ``passed`` whether any test was passed. ``stopped`` names
    sellers who are stopped. ``left`` is what no certificate in force covers yet, in grams or pieces.
    """

    product: str
    left: int
    short: int = 0
    early: tuple[tuple[str, LawfulDay], ...] = ()
    failed: tuple[str, ...] = ()
    passed: bool = False
    stopped: tuple[str, ...] = ()


def certificate_number(issued_on: str, id_: str) -> str:
    """The number of a certificate, from the day it was issued (ISO) and its row's id."""
    return f"{issued_on.replace('-', '')}-{short_code(id_)}"


def refusals(facts: LotFacts, today: str, quantity: int | None = None) -> list[Refused]:
    """Why a lot may not have a certificate now, each with the day from which it may; empty when it may.

    Args:
        facts: what is known of the lot.
        today: ISO date.
        quantity: what the certificate would be for, in grams or pieces; None where that is not known yet.
    """
    found = []
    if not rule_pack(today).produce.needs_certificate(facts.product):
        found.append(Refused("certificate_not_needed", product=facts.product))
    found += [Refused("certificate_seller_stopped", name=name) for name in facts.stopped]
    found += [
        Refused(
            "certificate_too_early",
            product=lawful.product,
            used_on=lawful.used_on,
            days=lawful.interval_days,
            harvested_on=harvested_on,
            day=lawful.day,
        )
        for harvested_on, lawful in facts.early
    ]
    found += [Refused("certificate_test_failed", day=day) for day in facts.failed]
    if facts.short:
        found.append(Refused("certificate_lot_short"))
    elif facts.left == 0 or (quantity is not None and quantity > facts.left):
        found.append(Refused("certificate_too_much"))
    return found


def check_certificate(form: CertificateForm, facts: LotFacts, today: str) -> CertificateForm:
    """The form as it is kept, every field the law asks for filled.

    Raises:
        Invalid: on the field ``quantity``, ``origin``, ``issuer``, ``contact`` or ``basis``.
        Refused: see ``refusals``; the first of them.
    """
    if form.quantity <= 0:
        raise Invalid("quantity", "must_be_more_than_zero")
    if found := refusals(facts, today, form.quantity):
        raise found[0]
    return replace(
        form,
        origin=check_text("origin", form.origin, ORIGIN_LENGTH, required=True),
        issuer=check_text("issuer", form.issuer, ISSUER_LENGTH, required=True),
        contact=check_text("contact", form.contact, CONTACT_LENGTH, required=True),
        basis=check_basis(form.basis, passed=facts.passed, pack=rule_pack(today)),
    )


def check_basis(basis: Sequence[str], *, passed: bool, pack: RulePack) -> tuple[str, ...]:
    """The ticks in the order of the paper.

    Raises:
        Invalid: on the field ``basis``: none, one that is not known, or a test that was not passed.
    """
    rules = pack.produce.certificate
    if not basis or any(key not in rules.bases for key in basis):
        raise Invalid("basis", "certificate_basis_missing")
    if not passed and any(key in rules.tests for key in basis):
        raise Invalid("basis", "certificate_basis_untested")
    return tuple(key for key in rules.bases if key in basis)


def check_collected(form: CollectedForm, today: str) -> CollectedForm:
    """Somebody else's certificate as it is kept.

    Raises:
        Invalid: on the field ``number``, ``issuer``, ``issued_on`` or ``product``.
    """
    return replace(
        form,
        number=check_text("number", form.number, NUMBER_LENGTH, required=True),
        issuer=check_text("issuer", form.issuer, ISSUER_LENGTH, required=True),
        product=check_text("product", form.product, ISSUER_LENGTH, required=True),
        issued_on=check_past_day("issued_on", form.issued_on, today, OLDEST_COLLECTED_DAYS),
    )
