"""The conformity certificate (承诺达标合格证): the producer's promise that goes with the goods, and the tests behind it.

Order No. 4 of 2025 of the Ministry of Agriculture: it shows its title, the promise and its basis, product, quantity,
origin, issuer, contact and date; lots that are mixed or split need a new one; who buys collects it.
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import PLATFORM_SCOPE, Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


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
    {CertificateState.VALID: {CertificateState.REPLACED, CertificateState.REVOKED}},
    STATE_WORDS,
)


class Certificate(Entity, table=True):
    """One certificate of a lot. ``quantity`` is counted as that of the lot; ``basis`` names why the promise can be made.

    *Revoke* (``valid -> revoked``) and *replaced* set ``reason``, shown as it is.
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


class LotTest(Entity, table=True):
    """One test of a lot's residues: a fact. ``inhibition`` is in tenths of a percent, for quick tests.

    A failed test stands until a test of a laboratory that names it in ``clears`` has passed.
    """

    lot_id: str = Field(index=True)
    kind: str
    tested_on: str
    inhibition: int | None = None
    passed: bool
    tested_by: str = ""
    clears: str = ""
    note: str = ""


class Revocation(Entity, table=True):
    """A label that is withdrawn everywhere: the platform's list. ``mark`` is a row's id or a label's fingerprint."""

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    mark: str = Field(index=True)
    reason: str = ""
    revoked_on: str
