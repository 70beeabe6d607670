"""What the county sees of a course besides the course itself: what is in its pack, who has it, and what came of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from villagedesk.central import tables
from villagedesk.central.deps import Central
from villagedesk.central.releases import releases_of
from villagedesk.domain.county_courses import CopyState
from villagedesk.domain.training import ClassState
from villagedesk.domain.training_results import TrainingCertificateState
from villagedesk.errors import AppError
from villagedesk.store.training_results.materials import MaterialList
from villagedesk.sync.updates.course_packs import list_of
from villagedesk.sync.updates.release import read_head

# Rows that are looked through for a count; a platform with more of them shows what the newest ones say.
_MOST = 50_000


@dataclass(frozen=True)
class Copies:
    """How many centres have the materials of a course: the version of now, and only an older one."""

    now: int = 0
    older: int = 0


@dataclass(frozen=True)
class Results:
    """What came of a course at all centres: classes by state, and certificates in force and revoked."""

    planned: int = 0
    running: int = 0
    held: int = 0
    valid: int = 0
    revoked: int = 0


def copies(connection: Connection, versions: dict[str, int]) -> dict[str, Copies]:
    """Which centres have the materials, by course; each centre counts once, with the newest that one of its computers has.

    Args:
        versions: the version of now, by course.
    """
    best: dict[tuple[str, str], int] = {}
    for centre, data in _data(connection, "material_copy", CopyState.HERE.value):
        place = (str(data.get("course")), centre)
        best[place] = max(best.get(place, 0), int(data.get("version") or 0))
    counted: dict[str, Copies] = {}
    for (course, _centre), version in best.items():
        before = counted.get(course, Copies())
        newest = version >= versions.get(course, 0)
        counted[course] = Copies(before.now + newest, before.older + (not newest))
    return counted


def results(connection: Connection, course: str) -> Results:
    """What came of one course."""
    classes = {state: _count(connection, "training_class", state, course) for state in ClassState}
    certificates = {
        state: _count(connection, "training_certificate", state, course) for state in TrainingCertificateState
    }
    begun = (ClassState.PLANNED, ClassState.RUNNING, ClassState.CANCELLED)
    return Results(
        classes[ClassState.PLANNED],
        classes[ClassState.RUNNING],
        sum(count for state, count in classes.items() if state not in begun),
        certificates[TrainingCertificateState.VALID],
        certificates[TrainingCertificateState.REVOKED],
    )


def in_pack(here: Central, course: str) -> MaterialList | None:
    """What the pack of a course says of itself; None where there is none, or where it cannot be read."""
    path = releases_of(here).course_file(course)
    try:
        return _list_in(path, here.key.public_key().public_bytes_raw(), course)
    except (OSError, AppError):
        return None


def centres_counted(connection: Connection) -> int:
    """How many centres there are."""
    return connection.execute(select(func.count()).select_from(tables.centre)).scalar_one()


def _list_in(path: Path, key: bytes, course: str) -> MaterialList:
    with path.open("rb") as source:
        release = read_head(source, key)
        return list_of(release, source.read(release.parts[0][1]), {course})


def _count(connection: Connection, entity: str, state: str, course: str) -> int:
    row = tables.row
    named = row.c.data.contains(f'"{course}"', autoescape=True)
    query = select(func.count()).select_from(row).where(row.c.entity == entity, row.c.state == state, named)
    return connection.execute(query).scalar_one()


def _data(connection: Connection, entity: str, state: str) -> list[tuple[str, dict[str, Any]]]:
    row, scope = tables.row, tables.scope
    query = (
        select(scope.c.centre, row.c.data)
        .where(row.c.scope == scope.c.scope, row.c.entity == entity, row.c.state == state, row.c.data.is_not(None))
        .order_by(row.c.changed_at.desc())
        .limit(_MOST)
    )
    return [(centre, json.loads(data)) for centre, data in connection.execute(query)]
