"""What the papers of produce say: the lot label, and the conformity certificate as a label for each pack and on A4."""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


@dataclass(frozen=True, kw_only=True)
class LotLabel(Printed):
    """60 x 40 mm, on every box of a harvest lot. ``quantity`` is grams when ``unit`` is a weight, else a count."""

    name: ClassVar[str] = N_("Lot label")

    product: str
    grade: str
    quantity: int
    unit: str
    farmer: str
    village: str
    harvested_on: str
    qr: str
    code: str
    icon: str = ""
    picture: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateFacts(Printed):
    """What both forms of the certificate say.

    ``quantity`` is grams when ``unit`` is a weight, else a count; for a label what is in one pack. ``basis`` are keys
    of the rule pack in force on ``issued_on``. ``icon`` is a drawing, ``page`` where the square leads, "" nowhere.
    """

    number: str
    product: str
    grade: str
    quantity: int
    unit: str
    origin: str
    issuer: str
    contact: str
    basis: tuple[str, ...]
    issued_on: str
    lot: str
    qr: str
    code: str
    icon: str = ""
    picture: str = ""
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateLabel(CertificateFacts):
    """60 x 80 mm, on each pack or box."""

    name: ClassVar[str] = N_("Certificate label")


@dataclass(frozen=True, kw_only=True)
class CertificateSheet(CertificateFacts):
    """A4, with a load or a lot; one copy is kept."""

    name: ClassVar[str] = N_("Conformity certificate")
    counted: ClassVar[bool] = True
