"""Villagers: finding one, adding one, and noticing that somebody is on file already."""

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain import papers
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.people import Person, PersonForm, check_person
from villagedesk.domain.sellers import SellerState
from villagedesk.domain.short_code import short_code
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.household import join_household
from villagedesk.store.identity import device_key
from villagedesk.store.likely import refuse_likely_same
from villagedesk.store.people_index import GROUP_SIGNS, terms
from villagedesk.store.person_rows import KEPT_ONLY, ROW, SELLERS, PersonRow, as_rows, rows_of
from villagedesk.store.same_person import kept_of, kept_of_all
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.told_apart import keep_apart

# One walk along the index never takes more keys than this; the first ones are the best ones.
_LOOK_AT = 400
_LAST = "\U0010ffff"


# The fields of the form that are fields of the person.
_KEPT = (
    *("name", "resident_id", "phone", "village_code", "village_edition", "village_group", "address", "nickname"),
    *("relation", "land_contract"),
)


def find_people(s: Session, text: str, *, limit: int = 30) -> list[PersonRow]:
    """Villagers by any mix of name, pinyin, initials, phone or ID number (from either end) and group.

    Args:
        text: as typed; words and figures may follow each other without a space. Each has to fit.
        limit: how many at most; the shortest fitting names come first.
    """
    wanted = terms(text)
    if not wanted:
        return []
    found = _ids_by_terms(s.connection(), wanted, limit)
    return rows_of(s, kept_of_all(s, found))


def sellers(s: Session, states: Sequence[str] = (), *, limit: int = 200) -> list[PersonRow]:
    """Sellers whose dossier is in one of these states (all when there are none), what needs the operator first."""
    chosen = list(states) or [state.value for state in SellerState]
    marks = ",".join("?" * len(chosen))
    found = s.connection().exec_driver_sql(
        f"{SELLERS} WHERE s.state IN ({marks})"
        " ORDER BY CASE s.state WHEN 'returned' THEN 0 WHEN 'frozen' THEN 1 WHEN 'submitted' THEN 2 ELSE 3 END,"
        " s.created_at DESC LIMIT ?",
        (*chosen, limit),
    )
    return list({row.id: row for row in as_rows(s.connection(), found.fetchall())}.values())


def newest_people(s: Session, *, limit: int = 100, skip: int = 0) -> list[PersonRow]:
    """Who was added last; without the first ``skip`` of them."""
    newest = f"{ROW} WHERE {KEPT_ONLY} ORDER BY p.created_at DESC LIMIT ? OFFSET ?"
    found = s.connection().exec_driver_sql(newest, (limit, skip))
    return as_rows(s.connection(), found.fetchall())


def seller_counts(s: Session) -> dict[str, int]:
    """How many sellers are in which state; "" is all villagers."""
    run = s.connection().exec_driver_sql
    counts = {str(state): int(count) for state, count in run("SELECT state, count(*) FROM seller GROUP BY state")}
    everybody = "SELECT (SELECT count(*) FROM person) - (SELECT count(*) FROM person_alias)"
    return counts | {"": int(run(everybody).scalar_one())}


@action
def add_person(s: WriteSession, form: PersonForm, *, check_same: bool = True) -> str:
    """Put a villager on file; returns the person's id.

    Raises:
        Invalid: something typed is not right.
        Refused: ``maybe_on_file``: somebody like that is on file and was not told apart.
    """
    form = check_person(form, clock.today())
    if check_same:
        refuse_likely_same(s, form)
    person = new_row(s, person_from(form))
    join_household(s, person, form.lives_with)
    keep_apart(s, person.id, form.distinct_from)
    return person.id


@action
def correct_person(s: WriteSession, person_id: str, form: PersonForm) -> None:
    """Change what is known of a villager; nothing typed leaves a fact as it is.

    Raises:
        Invalid: something typed is not right.
        NotFound: the villager is not on this computer.
    """
    person = get(s, Person, kept_of(s, person_id))
    write_person(person, check_person(form, clock.today()))
    join_household(s, person, form.lives_with)
    keep_apart(s, person.id, form.distinct_from)


def person_from(form: PersonForm) -> Person:
    """A new row from a checked form."""
    person = Person(name=form.name)
    write_person(person, form)
    return person


def write_person(person: Person, form: PersonForm) -> None:
    """Put a checked form into a row; what is empty in the form stays as it is."""
    for name in _KEPT:
        typed = getattr(form, name)
        if typed and getattr(person, name) != typed:
            setattr(person, name, typed)


def card_text(connection: Connection, person_id: str) -> str:
    """The signed square of a villager's card, dated today."""
    return make_label(device_key(connection), Kind.PERSON, person_id, issued_on=clock.today())


def print_card(s: WriteSession, person_id: str) -> int:
    """Queue the villager's card; returns the number of the print job.

    Raises:
        NotFound: the villager is not on this computer.
    """
    person = get(s, Person, person_id)
    row = rows_of(s, [person_id])[0]
    paper = papers.PersonCard(
        person=person.name,
        group=person.village_group or "",
        centre=centre_name(s),
        seller=row.seller == SellerState.APPROVED,
        qr=card_text(s.connection(), person_id),
        code=short_code(person_id),
    )
    return print_queue.add_job(s, paper, title=person.name, about=person_id)


def _ids_by_terms(connection: Connection, wanted: list[str], limit: int) -> list[str]:
    """Ids of persons that have a key for every term: a walk along the rarest term, asking for the others."""
    groups = {term for term in wanted if term[-1] in GROUP_SIGNS}
    words = [_ranges(term) for term in wanted if term not in groups] or [_ranges(term) for term in groups]
    if len(words) > 1:
        words.sort(key=lambda ranges: _count(connection, ranges))
    also = ""
    values: list[str] = []
    for group in groups:
        also, values = also + " AND k.place = ?", [*values, group]
    for ranges in words[1:]:
        either = " OR ".join(["(o.key >= ? AND o.key < ?)"] * len(ranges))
        also += f" AND EXISTS (SELECT 1 FROM person_key o WHERE o.person_id = k.person_id AND ({either}))"
        values += [value for pair in ranges for value in pair]
    found: dict[str, None] = {}
    for low, high in words[0]:
        walk = connection.exec_driver_sql(
            f"SELECT k.person_id FROM person_key k WHERE k.key >= ? AND k.key < ?{also} ORDER BY k.key LIMIT ?",
            (low, high, *values, _LOOK_AT),
        )
        for (id_,) in walk:
            found[id_] = None
            if len(found) >= limit:
                break
        walk.close()
    return list(found)[:limit]


def _ranges(term: str) -> list[tuple[str, str]]:
    """Where keys that begin with the term stand, and for figures those that end with it."""
    begun = [(term, term + _LAST)]
    tail = "~" + term[::-1]
    return [*begun, (tail, tail + _LAST)] if term[0].isdigit() else begun


def _count(connection: Connection, ranges: list[tuple[str, str]]) -> int:
    """How many keys a term has, counted no further than it takes to choose between terms."""
    counted = "SELECT count(*) FROM (SELECT 1 FROM person_key WHERE key >= ? AND key < ? LIMIT 1000)"
    return sum(int(connection.exec_driver_sql(counted, pair).scalar_one()) for pair in ranges)
