"""Rows that look alike and are two persons: said once, kept for good, known on every computer.

Who is told apart when a villager is put on file is kept with that action; the question is not asked again when he is
corrected, becomes a seller, or comes in with a list.
"""

from collections.abc import Iterable

from sqlalchemy import or_
from sqlmodel import Session, col, select

from villagedesk.domain.people import Person, PersonApart
from villagedesk.errors import Refused
from villagedesk.store.same_person import ids_of, kept_of
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def tell_apart(s: WriteSession, person_id: str, other_id: str) -> None:
    """Say that two rows on file are two persons; said twice, it stands once.

    Raises:
        NotFound: one of them is not on this computer.
        Refused: ``same_already``: they were joined; they have to be parted first.
    """
    one, other = get(s, Person, kept_of(s, person_id)), get(s, Person, kept_of(s, other_id))
    if one.id == other.id:
        raise Refused("same_already", name=one.name)
    keep_apart(s, one.id, [other.id])


def keep_apart(s: WriteSession, person_id: str, others: Iterable[str]) -> None:
    """Keep, within another action, that a person is none of ``others``; those who are not on file are left out."""
    known = apart_from(s, person_id)
    for other_id in dict.fromkeys(kept_of(s, one) for one in others):
        if other_id not in known and other_id != kept_of(s, person_id) and s.get(Person, other_id) is not None:
            new_row(s, PersonApart(person_id=person_id, other_id=other_id))


def apart_from(s: Session, person_id: str) -> set[str]:
    """The kept rows of everybody who was told apart from a person."""
    mine = ids_of(s, person_id)
    either = or_(col(PersonApart.person_id).in_(mine), col(PersonApart.other_id).in_(mine))
    words = s.exec(select(PersonApart).where(either)).all()
    others = {id_ for word in words for id_ in (word.person_id, word.other_id)}
    return {kept_of(s, id_) for id_ in others} - set(mine)
