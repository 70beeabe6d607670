"""Villagers: who they are and how they are reached. Everyone the room deals with is a person, seller or not.

The desk makes these rows. Pinyin and initials are never stored: they follow from the name (see ``store.people``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, TypeVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.identity import check_name, check_phone, check_resident_id, check_village_code
from villagedesk.domain.texts import check_text, tidy
from villagedesk.errors import Invalid
from villagedesk.i18n import N_


class PhotoKind(StrEnum):
    """What a photo in a person's papers shows."""

    ID_FRONT = "id_front"
    ID_BACK = "id_back"
    LICENCE = "licence"
    PORTRAIT = "portrait"
    VILLAGE_PROOF = "village_proof"
    DECLARATION = "declaration"


class Relation(StrEnum):
    """What somebody is to the head of his household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    OTHER = "other"


RELATION_WORDS: dict[str, str] = {
    Relation.HEAD: N_("Head of the household"),
    Relation.SPOUSE: N_("Wife or husband"),
    Relation.CHILD: N_("Son or daughter"),
    Relation.PARENT: N_("Parent"),
    Relation.GRANDCHILD: N_("Grandchild"),
    Relation.OTHER: N_("Other relative"),
}


class Person(Entity, table=True):
    """One villager. ``sex`` and ``born_on`` are kept only where no resident ID tells them."""

    guarded: ClassVar = frozenset({"name", "resident_id", "phone"})

    name: str
    resident_id: str | None = Field(default=None, index=True)
    phone: str | None = Field(default=None, index=True)
    village_code: str | None = None
    village_group: str | None = None
    address: str | None = None
    nickname: str | None = None
    sex: str | None = None
    born_on: str | None = None
    household_id: str | None = Field(default=None, index=True)
    # What he is to the head of the household, a ``Relation``; and the edition of the list his village code is from.
    relation: str | None = None
    land_contract: str | None = None
    village_edition: str | None = None


class PersonPhoto(Entity, table=True):
    """A photo that belongs to a person's papers; the picture itself is kept and sent by its SHA-256."""

    person_id: str = Field(index=True)
    kind: str
    sha256: str


class Plot(Entity, table=True):
    """Land a household works, as the farmer says it.

    ``area`` is in thousandths of a mu, ``crops`` names with a comma between, ``tenure`` a ``plots.Tenure``,
    ``latitude`` and ``longitude`` in millionths of a degree (WGS 84), ``sketch`` the SHA-256 of a drawn picture.
    ``given_up_on`` is the ISO date from which he does not work it any more; what grew on it before stays true.
    """

    person_id: str = Field(index=True)
    area: int | None = None
    crops: str
    name: str | None = None
    tenure: str | None = None
    village_code: str | None = None
    latitude: int | None = None
    longitude: int | None = None
    sketch: str | None = None
    given_up_on: str | None = None


class PayoutAccount(Entity, table=True):
    """Where a farmer's money goes. The holder's name must be his own."""

    guarded: ClassVar = frozenset({"kind", "bank", "number"})

    person_id: str = Field(index=True)
    kind: str
    bank: str | None = None
    number: str
    # Whose name stands on it, where that is somebody of his household; empty is his own.
    holder: str | None = None


class PersonMerge(Entity, table=True):
    """That two rows are one person, or (``undoes`` names the word) that they are not after all: a fact, never edited."""

    kept_id: str = Field(index=True)
    gone_id: str = Field(index=True)
    undoes: str | None = None


class PersonApart(Entity, table=True):
    """That two rows which look alike are two persons: a fact, so that nobody is asked again, on no computer."""

    person_id: str = Field(index=True)
    other_id: str = Field(index=True)


class Proxy(Entity, table=True):
    """Somebody who may collect parcels and money for a villager: a person on file, or a name and a phone."""

    person_id: str = Field(index=True)
    proxy_id: str = Field(default="", index=True)
    name: str
    phone: str = ""
    relation: str = ""
    until: str = ""  # the last day, ISO; empty has no end
    withdrawn_at: int | None = None


GROUP_LENGTH = 20
ADDRESS_LENGTH = 60
CONTRACT_LENGTH = 30


@dataclass(frozen=True)
class PersonForm:
    """What is typed when a villager is put on file, as typed; empty is not known.

    ``person_id`` is somebody on file whom the form is about. ``distinct_from`` are persons who look like this one and
    whom the operator has told apart. ``village_edition`` is the year of the list the village was picked from.
    ``lives_with`` is a person on file of the same household, ``relation`` a ``Relation``.
    """

    name: str = ""
    resident_id: str = ""
    phone: str = ""
    village_code: str = ""
    village_group: str = ""
    address: str = ""
    nickname: str = ""
    person_id: str = ""
    distinct_from: tuple[str, ...] = ()
    village_edition: str = ""
    relation: str = ""
    land_contract: str = ""
    lives_with: str = ""


F = TypeVar("F", bound=PersonForm)


def check_person(form: F, today: str) -> F:
    """The form as it is kept: numbers and name in one form, spaces tidied.

    Raises:
        Invalid: the first input that is not right.
    """
    problems = person_problems(form, today)
    if problems:
        raise next(iter(problems.values()))
    return replace(
        form,
        name=check_name(form.name),
        resident_id=check_resident_id(form.resident_id, today).number if form.resident_id.strip() else "",
        phone=check_phone(form.phone) if form.phone.strip() else "",
        village_group=tidy(form.village_group),
        address=tidy(form.address),
        nickname=tidy(form.nickname),
        village_code=check_village_code(form.village_code) if form.village_code.strip() else "",
        land_contract=tidy(form.land_contract),
    )


def person_problems(form: PersonForm, today: str) -> dict[str, Invalid]:
    """What is not right, by field, in the order of the form. Only the name has to be there."""
    return found_problems(
        lambda: check_name(form.name),
        lambda: check_resident_id(form.resident_id, today) if form.resident_id.strip() else None,
        lambda: check_phone(form.phone) if form.phone.strip() else None,
        lambda: check_text("village_group", form.village_group, GROUP_LENGTH),
        lambda: check_text("address", form.address, ADDRESS_LENGTH),
        lambda: check_text("nickname", form.nickname, GROUP_LENGTH),
        lambda: check_village_code(form.village_code) if form.village_code.strip() else None,
        lambda: _check_relation(form.relation),
        lambda: check_text("land_contract", form.land_contract, CONTRACT_LENGTH),
    )


def _check_relation(relation: str) -> None:
    if relation and relation not in set(Relation):
        raise Invalid("relation", "field_required")


def found_problems(*checks: Callable[[], object]) -> dict[str, Invalid]:
    """Run every check and keep what each one says, by field."""
    problems: dict[str, Invalid] = {}
    for check in checks:
        try:
            check()
        except Invalid as error:
            problems.setdefault(error.field, error)
    return problems
