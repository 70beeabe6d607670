"""Erasing by law: what a person's rows said leaves central and every desk, and the chains still hold.

The rows are deleted by an event like any other. Events that only spoke of them lose their bodies and keep the hash of it;
desks do the same when they take that event (``sync.erase``), each in the centre's feed and in those of her classes. Money,
orders and parcels stay, and so do bodies of events that also touched what stays: PROTOCOL.md, section 20, says which.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from villagedesk.central import acts, tables
from villagedesk.central.checks import parse_body
from villagedesk.central.deps import Central
from villagedesk.domain.entity import Row, row_id
from villagedesk.errors import NotFound
from villagedesk.store.events import erased, is_gone
from villagedesk.store.photos import NAME
from villagedesk.sync.erase import ERASE

# Rows that are about nobody but their person. What was bought, paid and handed over is kept by law.
_OF_A_PERSON = (
    "seller", "consent", "payout_account", "plot", "proxy", "list_row", "person_photo", "person_apart", "seller_visit",
    "text_message", "follow_up",
)  # fmt: skip
_NAMES_A_PERSON = ("person_id", "about_id", "other_id")
# The same in a class. What was given out and paid there is money, and stays.
_OF_A_PLACE = ("attendance", "assessment", "survey_sheet", "training_certificate")


@dataclass(frozen=True)
class Erased:
    """What was done: rows deleted, bodies erased, photos deleted; ``mixed`` events speak of other rows too and stay."""

    rows: int
    bodies: int
    photos: int
    mixed: int


def erase_person(central: Central, centre: str, person_id: str, *, by: str = acts.CENTRAL) -> Erased:
    """Erase a person of a centre, as she may ask for by law.

    Raises:
        NotFound: there is no such person there.
    """
    done, names = Erased(0, 0, 0, 0), set[str]()
    with central.database.write() as connection:
        for scope, keys in _rows_of(connection, centre, person_id).items():
            changes = [[entity, id_, None] for entity, id_ in sorted(keys)]
            acts.write(connection, scope, centre, ERASE, changes, by=by)
            bodies, mixed, photos = _erase_bodies(connection, scope, keys)
            _forget_photos(connection, centre, photos)
            names |= photos
            done = Erased(done.rows + len(keys), done.bodies + bodies, len(names), done.mixed + mixed)
    for name in names:
        if not _is_used(central, name):
            central.files.remove(name)
    return done


def _rows_of(connection: Connection, centre: str, person_id: str) -> dict[str, set[tuple[str, str]]]:
    """The rows that are hers, by scope: the centre's feed, and each class in which she had a place.

    Raises:
        NotFound: there is no such person at the centre.
    """
    own = f"centre:{centre}"
    acts.find(connection, own, "person", person_id)
    keys = {("person", person_id)}
    for entity, id_, one in _read(connection, own, _OF_A_PERSON):
        if any(one.get(field) == person_id for field in _NAMES_A_PERSON):
            keys.add((entity, id_))
    found = {own: keys}
    scope = tables.scope.c
    classes = select(scope.scope).where(scope.centre == centre, scope.scope.like("class:%")).order_by(scope.scope)
    for name in connection.execute(classes).scalars().all():
        places = {id_ for _, id_, one in _read(connection, name, ("enrolment",)) if one.get("person_id") == person_id}
        if places:
            of_them = _read(connection, name, _OF_A_PLACE)
            found[name] = {("enrolment", id_) for id_ in places}
            found[name] |= {(entity, id_) for entity, id_, one in of_them if one.get("enrolment_id") in places}
    return found


def _read(connection: Connection, scope: str, entities: tuple[str, ...]) -> list[tuple[str, str, Row]]:
    row = tables.row
    found = connection.execute(
        select(row.c.entity, row.c.id, row.c.data).where(
            row.c.scope == scope, row.c.entity.in_(entities), row.c.data.is_not(None)
        )
    )
    return [(entity, id_, json.loads(data)) for entity, id_, data in found]


def _erase_bodies(connection: Connection, scope: str, keys: set[tuple[str, str]]) -> tuple[int, int, set[str]]:
    """How many bodies were erased, how many have to stay, and the photos that only the erased ones named."""
    event, done, mixed = tables.event, 0, 0
    named, kept = set[str](), set[str]()
    rows = connection.execute(select(event.c.id, event.c.body).where(event.c.scope == scope)).all()
    for id_, stored in rows:
        body = bytes(stored)
        content = None if is_gone(body) else parse_body(body)
        if content is None:
            continue
        touched = {(c[0], row_id(id_, c[1]) if isinstance(c[1], int) else c[1]) for c in content["c"]}
        photos = {name.decode() for name in NAME.findall(body)}
        if content["a"] == ERASE or not touched & keys or not touched <= keys:
            mixed += bool(touched & keys) and content["a"] != ERASE
            kept |= photos
            continue
        named |= photos
        done += 1
        connection.execute(update(event).where(event.c.id == id_).values(body=erased(body)))
    return done, mixed, named - kept


def _forget_photos(connection: Connection, centre: str, names: set[str]) -> None:
    blob = tables.blob
    for name in names:
        connection.execute(blob.delete().where(blob.c.centre == centre, blob.c.sha256 == name))


def _is_used(central: Central, name: str) -> bool:
    """Whether another centre has the same photo."""
    with central.database.read() as connection:
        return connection.execute(select(tables.blob.c.sha256).where(tables.blob.c.sha256 == name)).first() is not None


__all__ = ["ERASE", "Erased", "NotFound", "erase_person"]
