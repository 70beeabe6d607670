"""The materials of a course as a release (``.vdcourse``): signed by central, taken in from a stick file by file, at the byte.

A file is read through before anything of it is taken in, so one that is not whole leaves older materials as they are.
Its first part is the list of files, then come the files, cut so that no part holds bytes of two of them: what is here
already is passed over. The same parts come over the line (``course_line``). Both ends read this.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import IO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from villagedesk.errors import AppError, Invalid, StorageTrouble
from villagedesk.store import Store
from villagedesk.store.files import file_trouble_told
from villagedesk.store.training_results.material_copies import note_copies
from villagedesk.store.training_results.material_wishes import folder_of
from villagedesk.store.training_results.materials import (
    LARGEST_LIST,
    MaterialFile,
    MaterialList,
    Progress,
    begin_materials,
    finish_file,
    part_of,
    read_list,
    refuse_older,
)
from villagedesk.sync.updates.release import COURSE, EACH, Release, as_file, is_part, read_head, sign_release

ENDING = ".vdcourse"
_READ = 256 << 10
_WRONG = {
    "update_unknown": "material_no_pack",
    "update_not_ours": "material_not_ours",
    "update_cut": "material_cut",
}


@dataclass(frozen=True)
class Slice:
    """One part of a release: it begins at ``start`` of the file ``file`` and at ``place`` of the release's body."""

    part: tuple[bytes, int]
    file: MaterialFile
    start: int
    place: int

    @property
    def end(self) -> int:
        """Where it ends in its file."""
        return self.start + self.part[1]


# The bytes of a part from a place in it on: some, or none where there are no more.
Bring = Callable[[Slice, int], bytes]


def write_course_pack(
    key: Ed25519PrivateKey,
    found: MaterialList,
    files: Sequence[Path],
    target: Path,
    *,
    made_at: int,
    known: Collection[str] | None = None,
) -> int:
    """Write a pack as one file; returns its size in bytes.

    Args:
        found: what it says of itself.
        files: where each of ``found.files`` is, in the same order.
        made_at: ms UTC.
        known: codes of the courses there are; None for those that this program knows.

    Raises:
        Invalid: ``material_no_pack``, ``material_unknown_course``: what it says of itself would be refused.
        OSError: a file cannot be read or written.
    """
    text = msgspec.json.encode(found)
    read_list(text, known)
    if len(text) > LARGEST_LIST:
        raise Invalid("file", "material_no_pack", name=target.name)
    parts = [(hashlib.sha256(data).digest(), len(data)) for data in _body(text, files)]
    head = sign_release(key, Release(COURSE, found.course, str(found.version), made_at, parts))
    with target.open("wb") as out:
        out.write(as_file(head))
        for data in _body(text, files):
            out.write(data)
        return out.tell()


def take_in_course_pack(
    store: Store,
    central_key: bytes,
    path: Path,
    *,
    progress: Progress = lambda done, size: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> MaterialList | None:
    """Take a pack in from a file; what is here stays, what is half here goes on at the byte. None when it was stopped.

    Args:
        central_key: the 32 bytes that this computer learnt when it was enrolled.
        progress: told how many of how many bytes are done.
        cancelled: asked before each piece.

    Raises:
        AppError: ``material_not_ours``: another central signed it, or nobody; ``material_cut``: it ends early.
        Invalid: ``material_no_pack``, ``material_damaged``, ``material_unknown_course``, ``material_older``. Nothing was
            changed by any of these.
        StorageTrouble: ``material_no_room``; ``material_unreadable``: the stick was pulled out; what has come stays.
    """
    with _told(path.name), path.open("rb") as source:
        release = read_head(source, central_key)
        begins = source.tell()
        text = source.read(release.parts[0][1]) if release.parts else b""
        found = list_of(release, text)
        refuse_older(folder_of(store.home, found.course), found)
        if not _is_whole(source, release, found, cancelled):
            return None

        def bring(one: Slice, have: int) -> bytes:
            with _told(path.name):  # the stick, not this computer's disk
                source.seek(begins + one.place + have)
                return source.read(min(_READ, one.part[1] - have))

        def go_on(done: int) -> bool:
            progress(done, found.size)
            return not cancelled()

        folder = begin_materials(store.home, found)
        if not bring_files(folder, release, found, bring, go_on):
            return None
    note_copies(store)
    return found


def _is_whole(source: IO[bytes], release: Release, found: MaterialList, cancelled: Callable[[], bool]) -> bool:
    """Read every part that comes behind the list; False when it was stopped.

    Raises:
        AppError: ``update_cut``: it ends early. Invalid: ``material_damaged``: bytes are not what was signed.
    """
    begins = source.tell()
    if source.seek(0, SEEK_END) - begins < release.size - release.parts[0][1]:
        raise AppError("update_cut")  # said at once, not after gigabytes
    source.seek(begins)
    for one in slices(release, found):
        if cancelled():
            return False
        if not is_part(one.part, source.read(one.part[1])):
            raise Invalid("file", "material_damaged", name=one.file.name)
    return True


def list_of(release: Release, text: bytes, known: Collection[str] | None = None) -> MaterialList:
    """What a release says of itself, from the bytes of its first part; ``known`` as in ``read_list``.

    Raises:
        AppError: ``update_cut``: these are not the bytes. Invalid: see ``read_list``; the list does not fit the release.
    """
    if release.kind != COURSE or not release.parts:
        raise AppError("update_unknown")
    if not is_part(release.parts[0], text):
        raise AppError("update_cut")
    found = read_list(text, known)
    slices(release, found)
    return found


def slices(release: Release, found: MaterialList) -> list[Slice]:
    """The parts of the files.

    Raises:
        Invalid: ``material_no_pack``: parts and list do not fit each other.
    """
    cut, place, rest = [], release.parts[0][1], iter(release.parts[1:])
    for one in found.files:
        start = 0
        while start < one.size:
            part = next(rest, None)
            if part is None or start + part[1] > one.size:
                raise Invalid("file", "material_no_pack", name=one.name)
            cut.append(Slice(part, one, start, place))
            start += part[1]
            place += part[1]
    if next(rest, None) is not None or (release.system, release.version) != (found.course, str(found.version)):
        raise Invalid("file", "material_no_pack", name=found.course)
    return cut


def bring_files(
    folder: Path, release: Release, found: MaterialList, bring: Bring, go_on: Callable[[int], bool]
) -> bool:
    """Bring every file that is not whole; returns whether all are here.

    Args:
        bring: gives the next bytes of a part.
        go_on: asked before each piece, with how many bytes of all files are here; False ends it.

    Raises:
        Invalid: ``material_damaged``: bytes are not what was signed; what was right before them stays.
        AppError: ``material_cut``: there are no more bytes. StorageTrouble: the disk.
    """
    cut, done = slices(release, found), 0
    for one in found.files:
        if not (folder / one.name).is_file():
            of_file = [each for each in cut if each.file is one]
            before = done
            if not _bring_file(folder, one, of_file, bring, lambda have, before=before: go_on(before + have)):  # type: ignore[misc]
                return False
            finish_file(folder, one)
        done += one.size
    go_on(done)
    return True


def _bring_file(
    folder: Path, one: MaterialFile, of_file: Sequence[Slice], bring: Bring, go_on: Callable[[int], bool]
) -> bool:
    path = part_of(folder, one)
    with file_trouble_told():
        path.touch()
        have = min(path.stat().st_size, one.size)
        with path.open("r+b") as out:
            for each in of_file:
                if have >= each.end:
                    continue
                out.seek(each.start)
                data = out.read(max(0, have - each.start))
                while len(data) < each.part[1]:
                    if not go_on(each.start + len(data)):
                        return False
                    piece = bring(each, len(data))[: each.part[1] - len(data)]
                    if not piece:
                        raise AppError("update_cut")
                    out.seek(each.start + len(data))
                    out.write(piece)
                    out.flush()
                    data += piece
                if not is_part(each.part, data):
                    out.truncate(each.start)
                    raise Invalid("file", "material_damaged", name=one.name)
                have = each.end
    return True


def _body(text: bytes, files: Sequence[Path]) -> Iterator[bytes]:
    yield text
    for path in files:
        with path.open("rb") as file:
            while data := file.read(EACH):
                yield data


def told_of_pack(error: AppError, name: str) -> AppError:
    """Trouble with a pack in the words of whoever takes one in; ``name`` of the file or the course."""
    return Invalid("file", _WRONG[error.code], name=name) if error.code in _WRONG else error


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageTrouble("material_unreadable", name=name, detail=str(error)) from error
    except AppError as error:
        if error.code not in _WRONG:
            raise
        raise told_of_pack(error, name) from error
