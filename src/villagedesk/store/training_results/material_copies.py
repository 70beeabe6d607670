"""Which materials of courses are whole on this computer, told to the county: it counts which centres have them.

However they came, by the line or from a stick; and that they were taken off again.
"""

from pathlib import Path

from sqlmodel import Session, col, select

from villagedesk.domain.county_courses import CopyState, MaterialCopy
from villagedesk.domain.courses import courses
from villagedesk.domain.operators import Role
from villagedesk.store.identity import device, device_number
from villagedesk.store.session import WriteSession, action, new_row
from villagedesk.store.store import Store
from villagedesk.store.training_results.materials import course_materials, remove_materials


def note_copies(store: Store) -> bool:
    """Tell the county what has changed since it was last told; True when there was something.

    A trainer's laptop tells nothing: it writes into its classes only.
    """
    with store.read() as s:
        here = device(s.connection())
        if here is None or here.role == Role.TRAINER or not _untold(s, store.home):
            return False
    with store.write() as s:
        tell_copies(s, store.home)
    return True


@action
def tell_copies(s: WriteSession, home: Path) -> None:
    """Bring this computer's rows up to what lies on its disk."""
    rows, number = _told(s), device_number(s.connection())
    for course, version in _untold(s, home).items():
        row = rows.get(course)
        if row is None:
            new_row(s, MaterialCopy(device=number, course=course, version=version))
        elif version:
            row.version, row.state = version, CopyState.HERE.value
        else:
            row.state = CopyState.REMOVED.value


def take_off(store: Store, course: str) -> int:
    """Take the materials of a course off this computer; returns how many bytes are free. The county hears of it."""
    size = remove_materials(store.home, course)
    note_copies(store)
    return size


def _untold(s: Session, home: Path) -> dict[str, int]:
    """By course the version that is whole here and that the county was not told of; 0 where none is any more."""
    told = {course: row.version for course, row in _told(s).items() if row.state == CopyState.HERE}
    here = {course: found.version for course in courses() if (found := course_materials(home, course)).whole}
    return {course: here.get(course, 0) for course in sorted({*told, *here}) if told.get(course) != here.get(course)}


def _told(s: Session) -> dict[str, MaterialCopy]:
    number = device_number(s.connection())
    rows = s.exec(select(MaterialCopy).where(col(MaterialCopy.device) == number).order_by(col(MaterialCopy.id)))
    return {row.course: row for row in rows}
