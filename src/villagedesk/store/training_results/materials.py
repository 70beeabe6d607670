"""Materials of a course, documents and films, as one pack from the county's stick: checked, resumed, removable.

A pack (``.vdcourse``) is a ZIP with ``materials.json`` and the files it names, each with its size and SHA-256. The files
lie beside the database, are in no backup and are never synced: the pack can be taken in again. What a stick that was
pulled out left half done goes on at the byte. A file counts only once its hash is right.
"""

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from villagedesk.domain.courses import Code, courses
from villagedesk.domain.rule_kinds import Some, Text
from villagedesk.errors import Invalid, StorageTrouble
from villagedesk.store.room import check_room

LIST = "materials.json"
LARGEST = 4 << 30
_LARGEST_LIST = 1 << 20
_PIECE = 1 << 20

Progress = Callable[[int, int], None]
Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$")]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]


class MaterialKind(StrEnum):
    """What a file is; the ending follows from its name."""

    DOCUMENT = "document"
    VIDEO = "video"


_ENDINGS = {
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


def write_materials(path: Path, course: str, version: int, files: Sequence[tuple[MaterialFile, Path]]) -> int:
    """Make a pack; returns its size in bytes.

    Raises:
        Invalid: ``material_no_pack``: what it says of itself would be refused.
    """
    found = MaterialList(course, version, tuple(one for one, _path in files))
    text = msgspec.json.encode(found)
    _read_list(text)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as pack:  # films are packed already, and resumed by the byte
        pack.writestr(LIST, text)
        for one, source in files:
            pack.write(source, one.name)
    return path.stat().st_size


def describe(path: Path, title: Mapping[str, str], kind: MaterialKind) -> MaterialFile:
    """What a list says of a file on the disk; ``title`` in zh_CN and en."""
    mark = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            mark.update(piece)
    return MaterialFile(path.name, Text(**title), kind, path.stat().st_size, mark.hexdigest())


def take_in_materials(
    home: Path,
    path: Path,
    *,
    progress: Progress = lambda done, size: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> MaterialList | None:
    """Take a pack in; what is here stays, what is half here goes on at the byte. None when it was stopped.

    Args:
        home: the data folder.
        path: the pack.
        progress: told how many of how many bytes are done.
        cancelled: asked after each piece.

    Raises:
        Invalid: ``material_no_pack``, ``material_damaged``, ``material_unknown_course``, ``material_older``.
        StorageTrouble: ``disk_low``.
    """
    try:
        with zipfile.ZipFile(path) as pack:
            found = _read_list(_list_text(pack))
            folder = _prepare(home, found)
            done = 0
            for one in found.files:
                if not _take(pack, one, folder, partial(_tell, progress, done, found.size), cancelled):
                    return None
                done += one.size
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, KeyError, RuntimeError) as error:
        raise Invalid("file", "material_no_pack", name=path.name) from error
    except OSError as error:
        raise StorageTrouble("material_unreadable", name=path.name, detail=str(error)) from error
    return found


def materials_of(home: Path, course: str) -> list[Material]:
    """The files of a course, as far as they are here; empty when no pack was taken in."""
    folder = _folder(home, course)
    try:
        found = _read_list((folder / LIST).read_bytes())
    except (OSError, Invalid):
        return []
    listed = []
    for one in found.files:
        whole, part = folder / one.name, folder / f"{one.sha256}.part"
        if whole.is_file():
            listed.append(Material(one, one.size, whole))
        else:
            listed.append(Material(one, part.stat().st_size if part.is_file() else 0, None))
    return listed


def remove_materials(home: Path, course: str) -> int:
    """Take the files of a course off this computer; returns how many bytes are free again."""
    folder = _folder(home, course)
    size = sum(one.stat().st_size for one in folder.glob("*")) if folder.is_dir() else 0
    shutil.rmtree(folder, ignore_errors=True)
    return size


def _tell(progress: Progress, before: int, size: int, here: int) -> None:
    progress(before + here, size)


def _list_text(pack: zipfile.ZipFile) -> bytes:
    if pack.getinfo(LIST).file_size > _LARGEST_LIST:
        raise Invalid("file", "material_no_pack", name=Path(str(pack.filename)).name)
    return pack.read(LIST)


def _read_list(text: bytes) -> MaterialList:
    try:
        found = msgspec.json.decode(text, type=MaterialList)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("file", "material_no_pack", name=LIST) from error
    if found.course not in courses():
        raise Invalid("file", "material_unknown_course", course=found.course)
    names = [one.name.lower() for one in found.files]
    fits = all(one.name.lower().endswith(_ENDINGS[one.kind]) for one in found.files)
    if len(set(names)) != len(names) or not fits or found.size > LARGEST:
        raise Invalid("file", "material_no_pack", name=LIST)
    return found


def _prepare(home: Path, found: MaterialList) -> Path:
    """The course's folder with the list in it, without what an older pack left; only what is new needs room."""
    folder = _folder(home, found.course)
    _refuse_older(folder, found)
    have = sum(one.stat().st_size for one in folder.glob("*") if one.is_file()) if folder.is_dir() else 0
    check_room(home, max(0, found.size - have))
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {LIST, *(one.name for one in found.files), *(f"{one.sha256}.part" for one in found.files)}
    for old in folder.iterdir():
        if old.name not in wanted:
            old.unlink()
    (folder / LIST).write_bytes(msgspec.json.encode(found))
    return folder


def _refuse_older(folder: Path, found: MaterialList) -> None:
    try:
        before = json.loads((folder / LIST).read_bytes()).get("version", 0)
    except (OSError, ValueError, AttributeError):
        return
    if isinstance(before, int) and before > found.version:
        raise Invalid("file", "material_older", course=found.course)


def _take(
    pack: zipfile.ZipFile,
    one: MaterialFile,
    folder: Path,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> bool:
    """Copy one file on from where it stopped; False when it was stopped again."""
    whole, part = folder / one.name, folder / f"{one.sha256}.part"
    if whole.is_file() and _hash_of(whole) == one.sha256:
        progress(one.size)
        return True
    if pack.getinfo(one.name).file_size != one.size:
        raise Invalid("file", "material_damaged", name=one.name)
    have = part.stat().st_size if part.is_file() else 0
    if have > one.size:
        part.unlink()
        have = 0
    with pack.open(one.name) as source, part.open("ab") as out:
        source.seek(have)
        while have < one.size:
            if cancelled():
                return False
            piece = source.read(min(_PIECE, one.size - have))
            if not piece:
                break
            out.write(piece)
            have += len(piece)
            progress(have)
    if have != one.size or _hash_of(part) != one.sha256:
        part.unlink()
        raise Invalid("file", "material_damaged", name=one.name)
    part.replace(whole)
    return True


def _hash_of(path: Path) -> str:
    mark = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            mark.update(piece)
    return mark.hexdigest()


def _folder(home: Path, course: str) -> Path:
    return home / "materials" / course
