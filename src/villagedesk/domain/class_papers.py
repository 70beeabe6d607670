"""What the papers of a class say: the sign-in sheet with a square for each name, and slips that invite to it."""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_

# The square on the sheet only points to a line of the class's own list, so it is not signed and stays small.
_SHEET_PREFIX = "VDE"
_ID_DIGITS = 32


def sheet_code(enrolment_id: str) -> str:
    """What the square beside a name on the sheet says."""
    return _SHEET_PREFIX + enrolment_id.upper()


def enrolment_in_code(text: str) -> str:
    """The enrolment's id in a scanned text; "" when it is no square of a sheet."""
    plain = text.strip().upper()
    rest = plain.removeprefix(_SHEET_PREFIX)
    is_id = len(rest) == _ID_DIGITS and all(sign in "0123456789ABCDEF" for sign in rest)
    return rest.lower() if plain.startswith(_SHEET_PREFIX) and is_id else ""


@dataclass(frozen=True, kw_only=True)
class SignInRow:
    """One person on a sign-in sheet; ``mark`` is what is known already, for instance a time."""

    person: str
    group: str
    mark: str = ""
    qr: str = ""


@dataclass(frozen=True, kw_only=True)
class SignInSheet(Printed):
    """A4, for a class: one line a person, room to sign, and empty lines for those who walk in.

    Times are minutes after midnight; both 0 where they are not said.
    """

    name: ClassVar[str] = N_("Sign-in sheet")

    course: str
    held_on: str
    place: str
    trainer: str
    rows: tuple[SignInRow, ...]
    empty_rows: int = 5
    number: str = ""
    begins: int = 0
    ends: int = 0


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """When one sitting is held: ISO date, minutes after midnight."""

    held_on: str
    begins: int
    ends: int


@dataclass(frozen=True, kw_only=True)
class InvitationSheet(Printed):
    """A4 with slips to be cut apart, one a person. ``meal_fen`` and ``travel_fen`` are what a day brings, 0 for nothing."""

    name: ClassVar[str] = N_("Invitation slips")

    centre: str
    course: str
    number: str
    place: str
    trainer: str
    sittings: tuple[Sitting, ...]
    people: tuple[SignInRow, ...]
    meal_fen: int = 0
    travel_fen: int = 0
