"""What the papers of a course say: its certificate, as an A4 sheet and as a slip from the roll."""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


@dataclass(frozen=True, kw_only=True)
class DiplomaFacts(Printed):
    """What both forms of the certificate of a course say.

    ``title`` is the course's title where this program does not know its code, ``minutes`` were attended, ``rights`` are
    keys of the rule pack in force on ``issued_on``. ``icon`` is a drawing, ``page`` where the code can be typed.
    """

    counted: ClassVar[bool] = True

    number: str
    person: str
    course: str
    title: str
    minutes: int
    held_from: str
    held_until: str
    issued_on: str
    expires_on: str
    trainer: str
    centre: str
    rights: tuple[str, ...]
    qr: str
    code: str
    icon: str = ""
    funder: str = ""


@dataclass(frozen=True, kw_only=True)
class Diploma(DiplomaFacts):
    """A4, to hang up or to put into the folder."""

    name: ClassVar[str] = N_("Course certificate")


@dataclass(frozen=True, kw_only=True)
class DiplomaSlip(DiplomaFacts):
    """58 or 80 mm, for the wallet."""

    name: ClassVar[str] = N_("Course certificate, slip")
