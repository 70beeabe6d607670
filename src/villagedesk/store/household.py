"""Who lives together: said by the villagers, kept with each person. A household is called after one of its people."""

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.people import Person
from villagedesk.errors import Refused
from villagedesk.store.same_person import ids_of, kept_of
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


def join_household(s: WriteSession, person: Person, other_id: str) -> None:
    """As part of an action: he lives with somebody on file; nothing where nobody is named or he does already."""
    if not other_id:
        return
    other = get(s, Person, kept_of(s, other_id))
    if other.id != person.id and not (person.household_id and person.household_id == other.household_id):
        live_together(s, person.id, other.id)


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
    """Everybody of the households of all rows that are this person; of rows that were joined only the kept one."""
    rows = s.scalars(select(Person).where(col(Person.id).in_(ids_of(s, person.id)))).all()
    homes = sorted({row.household_id for row in rows if row.household_id})
    if not homes:
        return [person]
    found = s.scalars(select(Person).where(col(Person.household_id).in_(homes)).limit(MOST + 1)).all()
    kept = {kept_of(s, row.id): row for row in found if kept_of(s, row.id) == row.id}
    missing = {kept_of(s, row.id) for row in found} - set(kept)
    return [*kept.values(), *(get(s, Person, id_) for id_ in sorted(missing))]
