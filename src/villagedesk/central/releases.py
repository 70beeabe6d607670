"""New versions of the program, and packs of courses: signed by central, as one file for sticks, and over the line."""

import argparse
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from villagedesk import clock, i18n
from villagedesk.central.deps import Central
from villagedesk.domain import villages
from villagedesk.errors import Refused, Rejected
from villagedesk.i18n import _
from villagedesk.sync.updates.fetch import WANT
from villagedesk.sync.updates.release import COURSE, EACH, PROGRAM, VILLAGES, as_file, open_head, write_release

RELEASE_HELP = "sign a new version of the program, or a list of villages, for sticks and for desks that ask"
_MOST_PIECE = 256 << 10


class Releases:
    """The newest program for each kind of computer, as files in central's folder."""

    def __init__(self, folder: Path, central_key: bytes) -> None:
        self._folder, self._key = folder, central_key

    def file(self, system: str) -> Path:
        """Where the release for one kind of computer is kept."""
        return self._folder / f"{_plain(system)}.vdupdate"

    def course_file(self, code: str) -> Path:
        """Where the pack of a course is kept."""
        return self._folder / f"course-{_plain(code)}.vdcourse"

    def villages_file(self, province: str) -> Path:
        """Where the list of villages of a province (two digits of its code) is kept."""
        return self.file(f"villages-{province}")

    def head(self, want: str) -> bytes | None:
        """The signed head that a desk asked for with its ``want``; None when it asked for something else; b"" when none."""
        if not want.startswith(WANT):
            return None
        kind, _space, system = want.removeprefix(WANT).partition(" ")
        places = {PROGRAM: self.file, VILLAGES: self.villages_file, COURSE: self.course_file}
        file = places[kind](system) if kind in places else None
        return _signed_of(file) if file is not None and file.is_file() else b""

    def piece(self, sha256: bytes, start: int, max_bytes: int) -> bytes | None:
        """Some bytes of a part of any release here; None when there is no such part."""
        for file in sorted((*self._folder.glob("*.vdupdate"), *self._folder.glob("*.vdcourse"))):
            stands = file.stat()
            found = _parts_of(file, self._key, stands.st_mtime_ns, stands.st_size).get(sha256)
            if found is not None:
                at, size = found
                start = max(0, min(start, size))
                with file.open("rb") as source:
                    source.seek(at + start)
                    return source.read(max(0, min(max_bytes, _MOST_PIECE, size - start, EACH)))
        return None


@lru_cache(maxsize=64)
def _parts_of(file: Path, key: bytes, _changed: int, _size: int) -> dict[bytes, tuple[int, int]]:
    """Where each part is in a file, and how long: films have thousands, and a desk asks for each many times."""
    signed = _signed_of(file)
    at, found = len(as_file(signed)), {}
    for part_sha, size in open_head(signed, key).parts:
        found[part_sha] = (at, size)
        at += size
    return found


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter in "-_")[:60]


def _signed_of(file: Path) -> bytes:
    with file.open("rb") as source:
        source.seek(len(as_file(b"")) - 4)
        return source.read(int.from_bytes(source.read(4), "big"))


def releases_of(central: Central) -> Releases:
    """The releases of a running central."""
    return Releases(central.config.home / "releases", central.key.public_key().public_bytes_raw())


def piece_of_release(central: Central, sha256: bytes, start: int, max_bytes: int) -> bytes:
    """See ``Releases.piece``.

    Raises:
        Rejected: ``goods_part_gone``.
    """
    data = releases_of(central).piece(sha256, start, max_bytes)
    if data is None:
        raise Rejected("goods_part_gone")
    return data


Opened = Callable[[argparse.Namespace, Callable[[Central], Any]], Any]


def add_release_words(parser: argparse.ArgumentParser, opened: Opened) -> None:
    """The words behind ``release``; ``opened`` opens central for a piece of work."""
    parser.add_argument("kind", choices=(PROGRAM, VILLAGES))
    parser.add_argument("version", help="the program's version; for villages the year")
    parser.add_argument(
        "file", type=Path, help="the program's folder as .tar.xz; for villages the list of one province"
    )
    parser.add_argument("target", type=Path, help="the .vdupdate file to write, for sticks")
    parser.add_argument("--system", default="linux-x86_64", help="what the program runs on: linux-x86_64, win32-amd64")
    parser.set_defaults(run=lambda args: opened(args, lambda central: _run(central, args)))


def _province(file: Path, version: str) -> str:
    edition, province, _count = villages.read_pack(file.read_bytes())
    if edition != version:
        raise Refused("villages_other_year", edition=edition, version=version)
    return province


def _run(central: Central, args: argparse.Namespace) -> int:
    releases, system = releases_of(central), args.system if args.kind == PROGRAM else ""
    try:
        # A list says itself of which province and year it is; what is none is not signed.
        province = "" if args.kind == PROGRAM else _province(args.file, args.version)
        size = write_release(
            central.key, args.kind, args.version, args.file, args.target, system=system, made_at=clock.now_ms()
        )
        # What a desk gets that asks over the line.
        kept = releases.file(system) if args.kind == PROGRAM else releases.villages_file(province)
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(".new")
        half.write_bytes(args.target.read_bytes())
        half.replace(kept)
    except OSError as error:
        raise Refused("file_not_writable", file=args.target) from error
    sys.stdout.write(_("{file} is signed, {size}.").format(file=args.target, size=i18n.data_size(size)) + "\n")
    return 0
