"""Materials of a course, documents and films, as they lie on this computer: which are whole, which are on their way, which are wanted.

They come as a pack that central signed, from a stick or over the line (``sync.updates.course_packs``). The files lie
beside the database, are in no backup and are never synced: the pack can be taken in again. What was cut off goes on at
the byte. A file counts only once its hash is right.
"""

import json
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from villagedesk.domain.courses import Code, courses
from villagedesk.domain.rule_kinds import Some, Text
from villagedesk.errors import Invalid, StorageTrouble
from villagedesk.store.files import file_trouble_told
from villagedesk.store.room import LOW_BYTES
from villagedesk.store.training_results.material_wishes import NOTE, LineNote, folder_of, note_of

LIST = "materials.json"
LARGEST = 4 << 30
LARGEST_LIST = 1 << 20
_PIECE = 1 << 20

Progress = Callable[[int, int], None]
Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$")]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]


class MaterialKind(StrEnum):
    """What a file is; the ending follows from its name."""

    DOCUMENT = "document"
    VIDEO = "video"


ENDINGS = {
    MaterialKind.DOCUMENT: (".pdf", ".png", ".jpg", ".txt"),
    MaterialKind.VIDEO: (".mp4", ".webm", ".mkv"),
}


class MaterialFile(msgspec.Struct, frozen=True):
    """One file of a pack; ``size`` in bytes."""

    name: Name
    title: Text
    kind: MaterialKind
    size: Bytes
    sha256: Hash


class MaterialList(msgspec.Struct, frozen=True):
    """What a pack says of itself."""

    course: Code
    version: Some
    files: Annotated[tuple[MaterialFile, ...], msgspec.Meta(min_length=1, max_length=200)]

    @property
    def size(self) -> int:
        """Of all files together, in bytes."""
        return sum(one.size for one in self.files)


@dataclass(frozen=True)
class Material:
    """One file of a course on this computer: ``have`` of ``file.size`` bytes, and where it is once it is whole."""

    file: MaterialFile
    have: int
    path: Path | None


@dataclass(frozen=True)
class CourseMaterials:
    """Everything of one course: its files, which version, and how it stands with the line. ``version`` 0: none here."""

    files: tuple[Material, ...]
    version: int
    note: LineNote

    @property
    def have(self) -> int:
        """Bytes that are here."""
        return sum(one.have for one in self.files)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.file.size for one in self.files)

    @property
    def whole(self) -> bool:
        """Whether every file is here."""
        return bool(self.files) and all(one.path for one in self.files)


def describe(path: Path, title: Mapping[str, str], kind: MaterialKind, name: str = "") -> MaterialFile:
    """What a list says of a file on the disk; ``title`` in zh_CN and en, ``name`` where it gets another one."""
    return MaterialFile(name or path.name, Text(**title), kind, path.stat().st_size, hash_of(path))


def read_list(text: bytes, known: Collection[str] | None = None) -> MaterialList:
    """What a pack says of itself, checked: no file leaves its folder, none is a program.

    Args:
        text: its JSON.
        known: codes of the courses there are; None for those that this program knows.

    Raises:
        Invalid: ``material_no_pack``, ``material_unknown_course``.
    """
    try:
        found = msgspec.json.decode(text, type=MaterialList)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("file", "material_no_pack", name=LIST) from error
    names = [one.name.lower() for one in found.files]
    fits = all(one.name.lower().endswith(ENDINGS[one.kind]) for one in found.files)
    if len(set(names)) != len(names) or not fits or found.size > LARGEST:
        raise Invalid("file", "material_no_pack", name=LIST)
    if found.course not in (courses() if known is None else known):
        raise Invalid("file", "material_unknown_course", course=found.course)
    return found


def begin_materials(home: Path, found: MaterialList) -> Path:
    """Make room for a pack: its list is written, what an older one left and this one does not hold is gone.

    Returns the folder of the course. What is here already, whole or half, stays.

    Raises:
        Invalid: ``material_older``: newer ones are here. StorageTrouble: ``material_no_room``, or the disk.
    """
    folder = folder_of(home, found.course)
    refuse_older(folder, found)
    with file_trouble_told():
        _check_room(home, max(0, found.size - _have(folder)))
        folder.mkdir(parents=True, exist_ok=True)
        text = msgspec.json.encode(found)
        if not (folder / LIST).is_file() or (folder / LIST).read_bytes() != text:
            _clear(folder, found)
            (folder / LIST).write_bytes(text)
    return folder


def refuse_older(folder: Path, found: MaterialList) -> None:
    """Refuse a pack where a newer one is.

    Raises:
        Invalid: ``material_older``.
    """
    if version_in(folder) > found.version:
        raise Invalid("file", "material_older", course=found.course)


def version_in(folder: Path) -> int:
    """The version of the materials in a folder; 0 for none."""
    try:
        version = json.loads((folder / LIST).read_bytes()).get("version", 0)
    except (OSError, ValueError, AttributeError):
        return 0
    return version if isinstance(version, int) else 0


def finish_file(folder: Path, one: MaterialFile) -> None:
    """All bytes of a file have come: it counts from now on.

    Raises:
        Invalid: ``material_damaged``: they are not what was promised; they are fetched anew. StorageTrouble: the disk.
    """
    part = part_of(folder, one)
    with file_trouble_told():
        if part.stat().st_size != one.size or hash_of(part) != one.sha256:
            part.unlink()
            raise Invalid("file", "material_damaged", name=one.name)
        part.replace(folder / one.name)


def part_of(folder: Path, one: MaterialFile) -> Path:
    """Where a file lies while it comes."""
    return folder / f"{one.sha256}.part"


def course_materials(home: Path, course: str) -> CourseMaterials:
    """Everything about the materials of a course on this computer."""
    folder = folder_of(home, course)
    note = note_of(home, course)
    try:
        found = read_list((folder / LIST).read_bytes())
    except (OSError, Invalid):
        return CourseMaterials((), 0, note)
    listed = []
    for one in found.files:
        whole, part = folder / one.name, part_of(folder, one)
        if whole.is_file():
            listed.append(Material(one, one.size, whole))
        else:
            listed.append(Material(one, part.stat().st_size if part.is_file() else 0, None))
    return CourseMaterials(tuple(listed), found.version, note)


def remove_materials(home: Path, course: str) -> int:
    """Take the files of a course off this computer, and do not bring them again; returns how many bytes are free."""
    folder = folder_of(home, course)
    size = sum(one.stat().st_size for one in folder.glob("*")) if folder.is_dir() else 0
    shutil.rmtree(folder, ignore_errors=True)
    return size


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    mark = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            mark.update(piece)
    return mark.hexdigest()


def _have(folder: Path) -> int:
    """Bytes that need no new room: of files that stay, and of what an older pack leaves behind."""
    return sum(one.stat().st_size for one in folder.glob("*") if one.is_file()) if folder.is_dir() else 0


def _check_room(home: Path, need: int) -> None:
    """Films never take the room that sales need.

    Raises:
        StorageTrouble: ``material_no_room``, with what is needed and what is free in MB.
    """
    with suppress(OSError):
        usage = shutil.disk_usage(home)
        free = usage.free - min(LOW_BYTES, usage.total // 20)
        if need > free:
            raise StorageTrouble("material_no_room", need=max(1, need >> 20), free=max(0, free >> 20))


def _clear(folder: Path, found: MaterialList) -> None:
    """Take away what the list does not name, and files of the same name with other bytes."""
    kept = {NOTE, *(f"{one.sha256}.part" for one in found.files)}
    hashes = {one.name: one.sha256 for one in found.files}
    for old in folder.iterdir():
        same = old.name in hashes and hash_of(old) == hashes[old.name]
        if old.name not in kept and not same:
            old.unlink()
