"""One person in two classes at the same hour: a place in both is told, a mark of having been in both even more so."""

from dataclasses import dataclass

from sqlmodel import Session

_QUERY = """
SELECT mine.id, other.title, o.held_on, o.begins,
    EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = mine.id AND a.session_id = t.id AND a.mark IN ('present', 'late'))
    AND EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = theirs.id AND a.session_id = o.id
        AND a.mark IN ('present', 'late'))
FROM training_session t
JOIN training_session o ON o.held_on = t.held_on AND o.class_id <> t.class_id AND o.begins < t.ends AND o.ends > t.begins
JOIN training_class other ON other.id = o.class_id AND other.state <> 'cancelled'
JOIN enrolment mine ON mine.class_id = t.class_id AND mine.person_id IS NOT NULL
    AND mine.state IN ('', 'enrolled', 'moved_up')
LEFT JOIN person_alias ma ON ma.person_id = mine.person_id
JOIN enrolment theirs ON theirs.class_id = o.class_id AND theirs.state IN ('', 'enrolled', 'moved_up')
LEFT JOIN person_alias ta ON ta.person_id = theirs.person_id
WHERE t.class_id = ? AND coalesce(ma.kept_id, mine.person_id) = coalesce(ta.kept_id, theirs.person_id)
ORDER BY o.held_on, o.begins, other.title
"""


@dataclass(frozen=True)
class Clash:
    """Another class at the same hour: ISO day, minutes after midnight; ``both``: he is marked as having been in both."""

    title: str
    held_on: str
    begins: int
    both: bool


def clashes(s: Session, class_id: str) -> dict[str, Clash]:
    """The people of a class who have a place in another one at the same hour, by enrolment; of several the worst."""
    found: dict[str, Clash] = {}
    for enrolment_id, title, held_on, begins, both in s.connection().exec_driver_sql(_QUERY, (class_id,)):
        if enrolment_id not in found or (both and not found[enrolment_id].both):
            found[enrolment_id] = Clash(title, held_on, int(begins), bool(both))
    return found
