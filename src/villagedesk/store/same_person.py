"""Rows that are one person: joining two, parting them again, and how every list follows the kept row.

Nothing that points at a row is ever rewritten: orders, lots and accounts keep the id they were made with, and
``person_alias`` says who that is today. So parting gives each row back exactly what was its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from villagedesk.domain.merges import kept_rows, standing_merges
from villagedesk.domain.people import Person, PersonApart, PersonMerge
from villagedesk.errors import Refused
from villagedesk.i18n import local
from villagedesk.store import tables
from villagedesk.store.derived import follows
from villagedesk.store.session import WriteSession, action, get, new_row

_ALIAS = tables.person_alias


@dataclass(frozen=True)
class Joined:
    """A row that is part of a person now. ``phone`` and ``id_tail`` are what stands in that row."""

    id: str
    name: str
    phone: str
    id_tail: str
    joined_on: str


@action
def join_people(s: WriteSession, kept_id: str, gone_id: str) -> str:
    """Say that two rows are one person; what belongs to either shows on the kept one. Returns the word's id.

    Raises:
        NotFound: one of them is not on this computer.
        Refused: ``same_already``: they are one person already.
    """
    kept, gone = get(s, Person, kept_of(s, kept_id)), get(s, Person, kept_of(s, gone_id))
    if kept.id == gone.id:
        raise Refused("same_already", name=kept.name)
    return new_row(s, PersonMerge(kept_id=kept.id, gone_id=gone.id)).id


@action
def part_people(s: WriteSession, gone_id: str) -> None:
    """Take back every word that joins a row to its person: two persons again, each with what was its own.

    Raises:
        NotFound: the row is not on this computer.
        Refused: ``not_joined``: nothing joins it (any more).
    """
    row = get(s, Person, gone_id)
    words = [word for word in standing_merges(_words(s)) if row.id in (word.gone_id, word.kept_id)]
    if not words:
        raise Refused("not_joined", name=row.name)
    for word in words:
        new_row(s, PersonMerge(kept_id=word.kept_id, gone_id=word.gone_id, undoes=word.id))
        # Looked at by somebody who knows them both: it is not asked again whether they are one.
        new_row(s, PersonApart(person_id=word.kept_id, other_id=word.gone_id))


def joined_to(s: Session, person_id: str) -> list[Joined]:
    """The other rows that are this person, the oldest word first."""
    others = {id_ for id_ in ids_of(s, person_id) if id_ != person_id}
    if not others:
        return []
    people = {row.id: row for row in s.exec(select(Person).where(col(Person.id).in_(others))).all()}
    found: dict[str, Joined] = {}
    for word in sorted(standing_merges(_words(s)), key=lambda word: (word.created_at, word.id)):
        for id_ in (word.gone_id, word.kept_id):
            row = people.get(id_)
            if row is not None and id_ not in found:
                day = local(word.created_at).date().isoformat()
                found[id_] = Joined(id_, row.name, row.phone or "", (row.resident_id or "")[-4:], day)
    return list(found.values())


def kept_of(s: Session, person_id: str) -> str:
    """The row that stands for a person today; the id itself where nothing was joined."""
    found = s.connection().execute(sql(_ALIAS.c.kept_id).where(_ALIAS.c.person_id == person_id)).scalar()
    return str(found) if found else person_id


def kept_of_all(s: Session, ids: Sequence[str]) -> list[str]:
    """The rows that stand for these persons, each once, in the order of ``ids``; asked for in one go."""
    if not ids:
        return []
    found = s.connection().execute(sql(_ALIAS.c.person_id, _ALIAS.c.kept_id).where(_ALIAS.c.person_id.in_(ids)))
    kept = {str(id_): str(its) for id_, its in found}
    return list(dict.fromkeys(kept.get(id_, id_) for id_ in ids))


def ids_of(s: Session, person_id: str) -> tuple[str, ...]:
    """Every row that is this person, the kept one first; for ``person_id IN (..)``."""
    kept = kept_of(s, person_id)
    others = s.connection().execute(sql(_ALIAS.c.person_id).where(_ALIAS.c.kept_id == kept)).scalars()
    return (kept, *sorted(others))


def kept_rows_of(s: Session) -> dict[str, str]:
    """For every row that is not the kept one of its person, the one that is."""
    return kept_rows_in(s.connection())


def kept_column(column: Any) -> ColumnElement[Any]:
    """A column of persons' ids as the ids of the kept rows, for a join that shows names."""
    alias = _ALIAS.alias()
    kept = sql(alias.c.kept_id).where(alias.c.person_id == column).scalar_subquery()
    return func.coalesce(kept, column)


def kept_rows_in(connection: Connection) -> dict[str, str]:
    """The same for a bare connection."""
    rows = connection.execute(sql(_ALIAS.c.person_id, _ALIAS.c.kept_id))
    return {str(id_): str(kept) for id_, kept in rows}


@follows("person_merge")
def follow(connection: Connection, _ids: Sequence[str]) -> None:
    """Say anew which row stands for whom; there are few such words, so all of them are looked at."""
    rows = connection.exec_driver_sql("SELECT id, kept_id, gone_id, undoes FROM person_merge").fetchall()
    words = [PersonMerge(id=id_, kept_id=kept, gone_id=gone, undoes=undoes) for id_, kept, gone, undoes in rows]
    now = kept_rows(words)
    before = kept_rows_in(connection)
    if now == before:
        return
    connection.execute(_ALIAS.delete())
    if now:
        connection.execute(_ALIAS.insert(), [{"person_id": id_, "kept_id": kept} for id_, kept in now.items()])


def _words(s: Session) -> Sequence[PersonMerge]:
    return s.exec(select(PersonMerge)).all()
