"""Names that not everybody may sell under: brands, and places of origin, kept by the platform and told to every centre."""

import re
import unicodedata
from enum import StrEnum
from typing import ClassVar

from villagedesk.domain.entity import PLATFORM_SCOPE, Entity
from villagedesk.domain.produce_rules import ProtectedName, letters_of
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.i18n import N_

NAME_LENGTH, OWNER_LENGTH = 40, 80
# A name of one letter would stand in every second title.
_LEAST_LETTERS = 2
_MOST_AREAS = 40


class NameKind(StrEnum):
    """What is protected."""

    BRAND = "brand"
    ORIGIN = "origin"


KIND_WORDS: dict[str, str] = {
    NameKind.BRAND: N_("brand"),
    NameKind.ORIGIN: N_("place of origin"),
}


class PlatformName(Entity, table=True):
    """One protected name. It holds until ``removed_on``, an ISO date; "" is for as long as anybody knows.

    ``areas`` are beginnings of village codes where everybody may use it, ``sellers`` the ids of those whom the owner gave
    leave; both with spaces between.
    """

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    name: str
    kind: str = NameKind.BRAND
    owner: str = ""
    areas: str = ""
    sellers: str = ""
    removed_on: str = ""


def as_rule(name: str, areas: str, sellers: str) -> ProtectedName:
    """A protected name as the check of an offer reads it."""
    return ProtectedName((name,), tuple(areas.split()), tuple(sellers.split()))


def check_name(text: str) -> str:
    """A protected name as it is kept.

    Raises:
        Invalid: on the field ``name``: empty, too long, or of fewer than two letters.
    """
    name = check_text("name", text, NAME_LENGTH, required=True)
    if len(letters_of(name)) < _LEAST_LETTERS:
        raise Invalid("name", "protected_name_short")
    return name


def check_owner(text: str) -> str:
    """Whose name it is.

    Raises:
        Invalid: on the field ``owner``: empty or too long.
    """
    return check_text("owner", text, OWNER_LENGTH, required=True)


def check_areas(text: str) -> str:
    """Beginnings of village codes, of 2 to 12 digits, however they are parted; "" for none.

    Raises:
        Invalid: on the field ``areas``.
    """
    areas = re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", text).strip())
    found = list(dict.fromkeys(area for area in areas if area))
    if len(found) > _MOST_AREAS or not all(re.fullmatch(r"[0-9]{2,12}", area) for area in found):
        raise Invalid("areas", "protected_areas_wrong")
    return " ".join(found)
