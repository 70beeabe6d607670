"""Takes in a release: everything is read and checked before anything changes, and the last step is one small file.

A program is unpacked beside those that are here, has to pass its own self-test, and only then is chosen; a copy of the
data is taken first. Whatever goes wrong before that leaves the computer as it was.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from villagedesk import __version__, versions
from villagedesk.domain import villages
from villagedesk.errors import AppError, Refused
from villagedesk.store import Store, identity
from villagedesk.store.backup import take_backup
from villagedesk.store.files import file_trouble_told
from villagedesk.store.room import check_room
from villagedesk.sync.updates.course_packs import take_in_course_pack
from villagedesk.sync.updates.release import COURSE, PROGRAM, VILLAGES, Release, here, is_part, read_head

Progress = Callable[[int, int], None]
_UNPACKED = 4  # times the size of what is packed, with some to spare
_SELF_TEST_S = 600
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # only there on Windows


@dataclass(frozen=True)
class Taken:
    """What came in: its kind, and the version that counts from now on (for a program from the next start on).

    For the materials of a course ``version`` is its code.
    """

    kind: str
    version: str


def take_in(
    store: Store,
    path: Path,
    *,
    progress: Progress = lambda done, size: None,
    test: Callable[[Path, str], bool] | None = None,
) -> Taken:
    """Take in a release from a file.

    Args:
        progress: told how many of how many bytes were looked at.
        test: whether a program works here; None runs its own self-test.

    Raises:
        Refused: ``not_enrolled``: nobody told this computer yet whose releases to trust; ``update_sources``: the program
            was not installed from a package.
        AppError: ``update_unknown``, ``update_not_ours``, ``update_cut``, ``update_older``, ``update_other_system``,
            ``update_does_not_work``, ``village_pack_wrong``, ``village_pack_older``. Nothing was changed.
        StorageTrouble: the disk is full or cannot be written to.
    """
    with _told(), path.open("rb") as source:
        release = read_head(source, central_key(store))
        if release.kind == COURSE:
            found = take_in_course_pack(store, central_key(store), path, progress=progress)
            return Taken(COURSE, found.course if found else "")
        check_wanted(release)
        check_room(store.home, release.size * (1 + (_UNPACKED if release.kind == PROGRAM else 0)))
        with file_trouble_told():
            body = store.home / "update.part"
            try:
                _copy_checked(source, release, body, progress)
                return _use(store, release, body, test or works)
            finally:
                body.unlink(missing_ok=True)


def central_key(store: Store) -> bytes:
    """The key that releases are signed with.

    Raises:
        Refused: ``not_enrolled``.
    """
    with store.read() as s:
        device = identity.device(s.connection())
    if device is None:
        raise Refused("not_enrolled")
    return device.central_key


def check_wanted(release: Release) -> None:
    """Whether a release is for this computer and newer than what it has.

    Raises:
        AppError: see ``take_in``.
    """
    if release.kind == VILLAGES:
        return  # the list itself says of which year it is
    if release.kind != PROGRAM:
        raise AppError("update_unknown")
    if release.system != here():
        raise AppError("update_other_system", system=release.system)
    if not versions.newer(release.version, __version__):
        raise AppError("update_older", version=release.version, here=__version__)
    if not getattr(sys, "frozen", False):
        raise Refused("update_sources")


def works(program: Path, version: str) -> bool:
    """Whether a program passes its own self-test on this computer, and is the version that it was signed as."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VILLAGEDESK_")}
    # On Windows the one that can be heard, and without a black window for as long as it takes.
    heard = program.with_name("villagedesk-console.exe")
    command: list[str | Path] = [heard if heard.is_file() else program, "--self-test"]
    try:
        done = subprocess.run(
            command, env=clean, capture_output=True, timeout=_SELF_TEST_S, check=False, creationflags=_NO_WINDOW
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.split(b"\n")[0].strip() == f"Village Desk {version}".encode()


def _copy_checked(source: object, release: Release, body: Path, progress: Progress) -> None:
    done = 0
    with body.open("wb") as out:
        for part in release.parts:
            data = source.read(part[1])  # type: ignore[attr-defined]
            if not is_part(part, data):
                raise AppError("update_cut")
            out.write(data)
            done += len(data)
            progress(done, release.size)


def _use(store: Store, release: Release, body: Path, test: Callable[[Path, str], bool]) -> Taken:
    if release.kind == VILLAGES:
        edition, _province, _count = villages.take_in(body.read_bytes(), store.home)
        return Taken(VILLAGES, edition)
    folder = versions.programs_dir(store.home) / release.version
    half = folder.with_name(f"{release.version}.part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    try:
        _unpack(body, half)
        program = half / ("villagedesk.exe" if os.name == "nt" else "villagedesk")
        if not program.is_file() or not test(program, release.version):
            raise AppError("update_does_not_work", version=release.version)
        take_backup(store)
        shutil.rmtree(folder, ignore_errors=True)
        half.replace(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    installed = versions.installed()
    versions.choose(store.home, versions.Choice(release.version, installed, __version__))
    _let_go(store.home, {release.version, __version__})
    return Taken(PROGRAM, release.version)


def _unpack(body: Path, folder: Path) -> None:
    try:
        with tarfile.open(body, "r:*") as packed:
            # Asked one by one and by ourselves: the Python of Debian 12 does not know tarfile's own filters yet.
            packed.extraction_filter = _as_it_is
            for member in packed:
                packed.extract(_checked(member, folder.resolve()), folder)
    except (tarfile.TarError, EOFError) as error:
        raise AppError("update_unknown") from error
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("r+b") as file:  # Windows flushes only what may be written to
                os.fsync(file.fileno())


def _as_it_is(member: tarfile.TarInfo, _path: str) -> tarfile.TarInfo:
    return member


def _checked(member: tarfile.TarInfo, folder: Path) -> tarfile.TarInfo:
    """A file, folder or link that stays within the folder; no device, and nobody else's.

    Raises:
        AppError: ``update_unknown``.
    """
    place = folder / member.name
    leads_to = place.parent / member.linkname if member.issym() else folder / member.linkname
    inside = (place.parent.resolve() / place.name).is_relative_to(folder) and ".." not in Path(member.name).parts
    if not inside or not (member.isreg() or member.isdir() or member.issym() or member.islnk()):
        raise AppError("update_unknown")
    if (member.issym() or member.islnk()) and not leads_to.resolve().is_relative_to(folder):
        raise AppError("update_unknown")
    # Nobody has a number on Windows, and tarfile asks for none there.
    uid, gid = (getattr(os, name, int)() for name in ("geteuid", "getegid"))
    member.uid, member.gid, member.uname, member.gname = uid, gid, "", ""
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member


def _let_go(home: Path, kept: set[str]) -> None:
    """Only the version in use and the one before it stay."""
    for folder in versions.programs_dir(home).iterdir():
        if folder.name not in kept:
            with suppress(OSError):
                shutil.rmtree(folder)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # Not there, not ours to read, or the stick was pulled out half way.
        raise AppError("catalogue_no_file", detail=str(error)) from error
