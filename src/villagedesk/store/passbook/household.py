"""Who lives together: said by the villagers, kept with each person. A household is called after one of its people."""

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.people import Person
from villagedesk.errors import Refused
from villagedesk.store.session import WriteSession, action, get

MOST = 30


@action
def live_together(s: WriteSession, person_id: str, other_id: str) -> None:
    """One villager lives with another; whoever lived with either of them lives with both.

    Raises:
        NotFound: one of them is not on this computer.
        Refused: it is the same person, they do already, or it would be more people than one household has.
    """
    one, other = get(s, Person, person_id), get(s, Person, other_id)
    if one.id == other.id:
        raise Refused("household_same_person")
    if one.household_id and one.household_id == other.household_id:
        raise Refused("household_already")
    household = other.household_id or one.household_id or other.id
    people = {row.id: row for row in (*_household(s, one), *_household(s, other))}
    if len(people) > MOST:
        raise Refused("household_too_large", limit=MOST)
    for row in people.values():
        if row.household_id != household:
            row.household_id = household


@action
def live_alone(s: WriteSession, person_id: str) -> None:
    """A villager lives with nobody of the household any more; the others stay together.

    Raises:
        NotFound: he is not on this computer.
        Refused: he lives alone already.
    """
    person = get(s, Person, person_id)
    if not person.household_id:
        raise Refused("household_alone")
    others = [row for row in _household(s, person) if row.id != person.id]
    person.household_id = None
    if len(others) == 1:
        others[0].household_id = None


def members(s: Session, person: Person) -> list[Person]:
    """A villager and whom he lives with; he comes first."""
    return sorted(_household(s, person), key=lambda row: (row.id != person.id, row.name, row.id))


def _household(s: Session, person: Person) -> list[Person]:
    if not person.household_id:
        return [person]
    return list(s.scalars(select(Person).where(col(Person.household_id) == person.household_id).limit(MOST + 1)))
