"""Courses and packs of materials of the county: checked, kept, and told to every centre by the platform's feed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.deps import Central
from villagedesk.central.releases import releases_of
from villagedesk.domain.county_courses import CountyCourse, CoursePack, read_county_courses
from villagedesk.domain.courses import Course, newest, read_course, shipped
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.errors import Invalid, Refused
from villagedesk.store.training_results.materials import (
    ENDINGS,
    MaterialFile,
    MaterialList,
    describe,
)
from villagedesk.sync.updates.course_packs import ENDING, write_course_pack

TITLES = "titles.json"
# A course travels in the feed that also brings a stop of a seller: it must not hold that up for minutes.
LARGEST = 96 * 1024


@dataclass(frozen=True)
class KnownCourse:
    """A course for whoever looks after them: where it is from, and the pack that desks can fetch; 0 for none.

    ``withdrawn_on`` is the ISO date since when no new class is planned with it, ``pack_withdrawn_on`` since when nobody
    fetches the pack; "" for none. ``last`` is the highest version that was ever given out, also a withdrawn one.
    """

    course: Course
    of_county: bool
    pack_version: int = 0
    pack_size: int = 0
    pack_files: int = 0
    withdrawn_on: str = ""
    pack_withdrawn_on: str = ""
    last: int = 0

    @property
    def has_pack(self) -> bool:
        """Whether desks can fetch materials."""
        return bool(self.pack_version) and not self.pack_withdrawn_on


def publish_course(connection: Connection, text: str, *, by: str = acts.CENTRAL) -> str:
    """Give every centre a course, or a newer version of one; returns its code and version as one says them.

    Raises:
        Invalid: ``course_broken``; ``course_not_newer``: this version or a newer one is out already.
    """
    found = read_course(text.encode())
    plain = msgspec.json.encode(found).decode()
    if len(plain.encode()) > LARGEST:
        raise Invalid("course", "course_broken", reason=f"> {LARGEST // 1024} KB")
    here = known_courses(connection).get(found.code)
    if here is not None and here.last >= found.version:
        raise Invalid("course", "course_not_newer", course=found.code, version=here.last)
    row = CountyCourse(code=found.code, version=found.version, text=plain)
    acts.insert_row(connection, PLATFORM_SCOPE, "", "publish_course", "county_course", acts.values_of(row), by=by)
    return f"{found.code} {found.version}"


def known_courses(connection: Connection) -> dict[str, KnownCourse]:
    """The newest of every course, the program's and the county's, by code."""
    ours = _ours(connection)
    gone = {place: day for place, (_id, _one, day) in ours.items() if day}
    packs = {row["course"]: row for _id, row in _rows(connection, "course_pack")}
    every = [*shipped(), *(one for _id, one, _day in ours.values())]
    used = newest(one for one in every if (one.code, one.version) not in gone)
    found = dict(sorted((newest(every) | used).items()))
    return {
        code: KnownCourse(
            one,
            (code, one.version) in ours,
            int(packs.get(code, {}).get("version", 0)),
            int(packs.get(code, {}).get("size", 0)),
            int(packs.get(code, {}).get("files", 0)),
            gone.get((code, one.version), ""),
            packs.get(code, {}).get("withdrawn_on", ""),
            max(each.version for each in every if each.code == code),
        )
        for code, one in found.items()
    }


def withdraw_course(connection: Connection, course: str, *, by: str = acts.CENTRAL) -> None:
    """No new class is planned with the newest version that the county gave out; one before it is used again, if there is one.

    Classes that are held with it keep it.

    Raises:
        Invalid: ``material_unknown_course``. Refused: ``course_not_county``: it comes with the program, or is withdrawn.
    """
    if course not in known_courses(connection):
        raise Invalid("course", "material_unknown_course", course=course)
    mine = [(one.version, id_) for id_, one, day in _ours(connection).values() if one.code == course and not day]
    if not mine:
        raise Refused("course_not_county")
    where = (connection, PLATFORM_SCOPE, "", "withdraw_course", "county_course", max(mine)[1])
    acts.change(*where, {"withdrawn_on": clock.today()}, by=by)


def withdraw_pack(central: Central, course: str, *, by: str = acts.CENTRAL) -> None:
    """Nobody fetches the materials of a course any more; where they are already, the page of the course says so.

    Raises:
        Refused: ``material_none``: there are none.
    """
    with central.database.write() as connection:
        found = next(((id_, row) for id_, row in _rows(connection, "course_pack") if row["course"] == course), None)
        if found is None or found[1].get("withdrawn_on"):
            raise Refused("material_none")
        where = (connection, PLATFORM_SCOPE, "", "withdraw_course_pack", "course_pack", found[0])
        acts.change(*where, {"withdrawn_on": clock.today()}, by=by)
    releases_of(central).course_file(course).unlink(missing_ok=True)


def publish_pack(central: Central, code: str, folder: Path, version: int = 0, *, by: str = acts.CENTRAL) -> Path:
    """Sign the documents and films of a folder as the pack of a course; desks fetch it, and it can go onto a stick.

    Args:
        code: the course.
        folder: its files in the order of their names; ``titles.json`` in it may say how they are called.
        version: of the materials; 0 takes the next one.

    Returns:
        The pack as central keeps it.

    Raises:
        Invalid: ``material_unknown_course``, ``material_folder``, ``material_titles``, ``material_older``.
        Refused: ``file_not_writable``: a file cannot be read or written.
    """
    with central.database.read() as connection:
        known = known_courses(connection).get(code)
    if known is None:
        raise Invalid("course", "material_unknown_course", course=code)
    version = version or known.pack_version + 1
    if version <= known.pack_version:
        raise Invalid("course", "material_older", course=code)
    try:
        listed, paths = _listed(folder)
        found = MaterialList(code, version, tuple(listed))
        kept = releases_of(central).course_file(code)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=kept.parent) as place:
            new = Path(place) / f"{code}{ENDING}"
            write_course_pack(central.key, found, paths, new, made_at=clock.now_ms(), known={code})
            new.replace(kept)
    except OSError as error:
        raise Refused("file_not_writable", file=folder) from error
    with central.database.write() as connection:
        _tell(connection, CoursePack(course=code, version=version, size=found.size, files=len(listed)), by)
    return kept


def _tell(connection: Connection, pack: CoursePack, by: str) -> None:
    where = (connection, PLATFORM_SCOPE, "", "publish_course_pack", "course_pack")
    old = next((id_ for id_, row in _rows(connection, "course_pack") if row["course"] == pack.course), None)
    if old is None:
        acts.insert_row(*where, acts.values_of(pack), by=by)
    else:
        acts.change(
            *where, old, {"version": pack.version, "size": pack.size, "files": pack.files, "withdrawn_on": ""}, by=by
        )


def _listed(folder: Path) -> tuple[list[MaterialFile], list[Path]]:
    kinds = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
    titles = _titles(folder)
    listed: list[MaterialFile] = []
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name == TITLES or path.name.startswith(".") or path.is_dir():
            continue
        kind = kinds.get(path.suffix.lower())
        if kind is None or not path.stat().st_size:
            raise Invalid("file", "material_folder", name=path.name, endings=" ".join(sorted(kinds)))
        name = f"{len(found) + 1:02d}{path.suffix.lower()}"
        listed.append(describe(path, titles.get(path.name, {"zh_CN": path.stem, "en": path.stem}), kind, name))
        found.append(path)
    if not found:
        raise Invalid("file", "material_folder", name=folder.name, endings=" ".join(sorted(kinds)))
    return listed, found


def _titles(folder: Path) -> Mapping[str, dict[str, str]]:
    path = folder / TITLES
    if not path.is_file():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str]])
    except msgspec.MsgspecError as error:
        raise Invalid("file", "material_titles", name=TITLES) from error


def _ours(connection: Connection) -> dict[tuple[str, int], tuple[str, Course, str]]:
    """The county's courses by code and version: the row's id, the course, and since when it is withdrawn."""
    found = {}
    for id_, row in _rows(connection, "county_course"):
        for one in read_county_courses([str(row["text"])]):
            found[one.code, one.version] = (id_, one, str(row.get("withdrawn_on") or ""))
    return found


def _rows(connection: Connection, entity: str) -> Sequence[tuple[str, dict[str, str]]]:
    row = tables.row
    query = select(row.c.id, row.c.data).where(
        row.c.scope == PLATFORM_SCOPE, row.c.entity == entity, row.c.data.is_not(None)
    )
    return [(one.id, json.loads(one.data)) for one in connection.execute(query.order_by(row.c.id))]


# For ``verbs``: the name of each act, its function, what it does, and what it gives.
VERBS: Sequence[tuple[str, Callable[..., Any], str, str]] = (
    ("publish-course", publish_course, "give every centre a course from its JSON, or a newer version", "course"),
    ("withdraw-course", withdraw_course, "no new class is planned with the newest version of a county's course", ""),
    ("withdraw-pack", withdraw_pack, "nobody fetches the materials of a course any more", ""),
)
