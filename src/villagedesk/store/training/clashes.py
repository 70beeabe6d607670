"""One person in two sittings at the same hour: a place in both is told, a mark of having been in both even more so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk.domain.training import HAVE_A_PLACE, Mark, SessionState, standing
from villagedesk.i18n import local

_PLACES = "', '".join(sorted(HAVE_A_PLACE))
# Of one class only a sitting in another room is meant; there everybody has a place in both.
_QUERY = f"""
SELECT mine.id, theirs.id, mine.name, coalesce(ma.kept_id, mine.person_id, mine.id), t.id, o.id, t.class_id, o.class_id,
    own.title, other.title, t.held_on, t.begins, t.ends, t.state, o.begins, o.ends, o.state, mine.beside, theirs.beside,
    t.room, o.room
FROM training_session t
JOIN training_session o ON o.held_on = t.held_on AND o.id <> t.id AND o.begins < t.ends AND o.ends > t.begins
JOIN training_class own ON own.id = t.class_id AND own.state <> 'cancelled'
JOIN training_class other ON other.id = o.class_id AND other.state <> 'cancelled'
JOIN enrolment mine ON mine.class_id = t.class_id AND mine.state IN ('{_PLACES}')
LEFT JOIN person_alias ma ON ma.person_id = mine.person_id
JOIN enrolment theirs ON theirs.class_id = o.class_id AND theirs.state IN ('{_PLACES}')
LEFT JOIN person_alias ta ON ta.person_id = theirs.person_id
WHERE t.class_id = ? AND (mine.id = theirs.id OR (o.class_id <> t.class_id AND mine.person_id IS NOT NULL
    AND coalesce(ma.kept_id, mine.person_id) = coalesce(ta.kept_id, theirs.person_id)))
ORDER BY o.held_on, o.begins, other.title, t.id, o.id
"""
# He came himself: somebody else's signature says nothing of where he was.
_THERE = frozenset({Mark.PRESENT, Mark.LATE})


@dataclass(frozen=True)
class Clash:
    """Another sitting at the same hour: ISO day, minutes after midnight, its room where it is of the same class.

    ``both``: he is marked as having been in both; ``meant``: somebody said that both places are right.
    """

    title: str
    held_on: str
    begins: int
    both: bool
    meant: bool = False
    room: str = ""
    class_id: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two sittings: its row, its class, his place in that class, and the mark that holds (None for none)."""

    session_id: str
    class_id: str
    enrolment_id: str
    title: str
    begins: int
    ends: int
    closed: bool
    room: str
    mark: "_Marked | None" = None

    @property
    def there(self) -> bool:
        """Whether he is marked as having been there himself."""
        return self.mark is not None and self.mark.mark in _THERE

    def span(self, held_on: str) -> tuple[int, int]:
        """From when to when he was there, in minutes after midnight: later where he came late, shorter where he left."""
        begins, ends = self.begins, self.ends
        if self.mark is not None:
            if self.mark.mark == Mark.LATE and local(self.mark.at).date().isoformat() == held_on:
                begins = _minute(self.mark.at)
            if self.mark.left_at is not None:
                ends = _minute(self.mark.left_at)
        return begins, ends


@dataclass(frozen=True)
class Pair:
    """One person and two sittings at the same hour. ``mine`` is of the class that was asked about."""

    person_id: str
    name: str
    held_on: str
    mine: Side
    theirs: Side
    meant: bool

    @property
    def both(self) -> bool:
        """Whether he is marked as having been in both at one moment, and nobody said that it is right."""
        if self.meant or not (self.mine.there and self.theirs.there):
            return False
        (begins, ends), (others, over) = self.mine.span(self.held_on), self.theirs.span(self.held_on)
        return begins < over and others < ends

    @property
    def two_places(self) -> bool:
        """Whether he is expected in both classes: none of the sittings is over, and it is not known yet where he was."""
        if self.meant or self.mine.class_id == self.theirs.class_id:
            return False
        sides = (self.mine, self.theirs)
        return not any(side.closed or side.mark is not None for side in sides)


@dataclass(frozen=True)
class _Marked:
    """The columns of a mark that say where somebody was, and when."""

    id: str
    enrolment_id: str
    mark: str
    at: int
    left_at: int | None
    replaces: str | None


def pairs(connection: Connection, class_id: str) -> list[Pair]:
    """Everybody of a class who has two sittings at the same hour; of one class only who is marked in both."""
    rows = connection.exec_driver_sql(_QUERY, (class_id,)).fetchall()
    marks = _marks(connection, {row[n] for row in rows for n in (4, 5)}, {row[n] for row in rows for n in (0, 1)})
    found = []
    for row in rows:
        mine = Side(row[4], row[6], row[0], row[8], row[11], row[12], row[13] == SessionState.CLOSED, row[19])
        theirs = Side(row[5], row[7], row[1], row[9], row[14], row[15], row[16] == SessionState.CLOSED, row[20])
        mine, theirs = (_with(side, marks.get((side.session_id, side.enrolment_id))) for side in (mine, theirs))
        meant = row[7] in row[17].split() or row[6] in row[18].split()
        pair = Pair(row[3], row[2], row[10], mine, theirs, meant)
        if row[6] != row[7] or (mine.there and theirs.there):
            found.append(pair)
    return found


def clashes(s: Session, class_id: str) -> dict[str, Clash]:
    """The people of a class who have a place in two sittings at the same hour, by enrolment; of several the worst."""
    found: dict[str, Clash] = {}
    for pair in pairs(s.connection(), class_id):
        if not (pair.both or pair.two_places or pair.meant):
            continue
        clash, id_ = clash_of(pair), pair.mine.enrolment_id
        before = found.get(id_)
        if before is None or (clash.both, not clash.meant) > (before.both, not before.meant):
            found[id_] = clash
    return found


def clash_of(pair: Pair) -> Clash:
    """The other sitting of a pair, as a page tells it."""
    theirs = pair.theirs
    room = theirs.room if pair.mine.class_id == theirs.class_id else ""
    return Clash(theirs.title, pair.held_on, theirs.begins, pair.both, pair.meant, room, theirs.class_id)


def also_signed_in(s: Session, session_id: str, class_id: str, enrolment_id: str) -> Clash | None:
    """The other sitting in which somebody is signed in at the hour of this one; None for nearly everybody."""
    if s.autoflush:
        s.flush()
    for pair in pairs(s.connection(), class_id):
        if pair.both and (pair.mine.session_id, pair.mine.enrolment_id) == (session_id, enrolment_id):
            return clash_of(pair)
    return None


def _marks(
    connection: Connection, sessions: Iterable[str], enrolments: Iterable[str]
) -> dict[tuple[str, str], _Marked]:
    wanted, told = set(enrolments), defaultdict(list)
    for session_id in sessions:
        for row in connection.exec_driver_sql(
            "SELECT id, enrolment_id, mark, at, left_at, replaces FROM attendance WHERE session_id = ?", (session_id,)
        ):
            if row[1] in wanted:
                told[session_id].append(_Marked(*row))
    return {(session_id, id_): mark for session_id, marks in told.items() for id_, mark in standing(marks).items()}


def _with(side: Side, mark: _Marked | None) -> Side:
    return Side(**(vars(side) | {"mark": mark}))


def _minute(at: int) -> int:
    moment = local(at)
    return moment.hour * 60 + moment.minute


def busy_elsewhere(
    s: Session, people: Sequence[str], sittings: Iterable[tuple[str, int, int]], but: str = ""
) -> dict[str, list[Clash]]:
    """Who of these has a place in another class at one of these hours, with these sittings.

    Args:
        s: the session.
        people: villagers, by the ids that stand for them today.
        sittings: (ISO day, begins, ends) in minutes after midnight.
        but: a class that does not count, "" for none.
    """
    found: dict[str, list[Clash]] = defaultdict(list)
    wanted = set(people)
    for held_on, begins, ends in sittings if wanted else ():
        for person, title, at, class_id in s.connection().exec_driver_sql(
            "SELECT coalesce(a.kept_id, e.person_id), c.title, o.begins, c.id FROM training_session o"
            " JOIN training_class c ON c.id = o.class_id AND c.state <> 'cancelled'"
            f" JOIN enrolment e ON e.class_id = o.class_id AND e.state IN ('{_PLACES}') AND e.person_id IS NOT NULL"
            " LEFT JOIN person_alias a ON a.person_id = e.person_id"
            " WHERE o.held_on = ? AND o.begins < ? AND o.ends > ? AND o.class_id <> ? AND o.state <> 'closed'"
            " ORDER BY o.begins, c.title",
            (held_on, ends, begins, but),
        ):
            if person in wanted:
                found[person].append(Clash(title, held_on, int(at), both=False, class_id=class_id))
    return dict(found)
