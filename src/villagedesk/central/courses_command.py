"""``villagedesk central course`` and ``pack``: a course of the county, and the materials of a course."""

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from villagedesk import i18n
from villagedesk.central.courses import known_courses, publish_course, publish_pack
from villagedesk.central.deps import Central
from villagedesk.errors import Refused
from villagedesk.i18n import _

COURSE_HELP = "give every centre a course from its file, or a newer version of one; without a file, what there is"
PACK_HELP = "sign a folder of documents and films as the materials of a course, for the line and for sticks"

Opened = Callable[[argparse.Namespace, Callable[[Central], Any]], Any]


def add_course_words(course: argparse.ArgumentParser, pack: argparse.ArgumentParser, opened: Opened) -> None:
    """The words behind ``course`` and ``pack``; ``opened`` opens central for a piece of work."""
    course.add_argument("file", type=Path, nargs="?", help="a course as JSON; see resources/courses for ten of them")
    course.set_defaults(run=lambda args: opened(args, lambda central: _course(central, args)))
    pack.add_argument("course", help="the course's code, for instance K08")
    pack.add_argument("folder", type=Path, help="its files in order; titles.json may name them in both languages")
    pack.add_argument("--version", type=int, default=0, metavar="N", help="of the materials (default: the next one)")
    pack.add_argument("--file", type=Path, metavar="FILE.vdcourse", help="write the pack here too, for sticks")
    pack.set_defaults(run=lambda args: opened(args, lambda central: _pack(central, args)))


def _course(central: Central, args: argparse.Namespace) -> int:
    if args.file is None:
        with central.database.read() as connection:
            for code, one in known_courses(connection).items():
                pack = f"{one.pack_version}, {i18n.data_size(one.pack_size)}" if one.pack_version else "-"
                _say(f"{code}\t{one.course.version}\t{one.course.title.said(i18n.language())}\t{pack}")
        return 0
    try:
        text = args.file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("file_not_readable", file=args.file.name) from error
    with central.database.write() as connection:
        named = publish_course(connection, text)
    _say(_("{course}: every centre has it with its next connection.").format(course=named))
    return 0


def _pack(central: Central, args: argparse.Namespace) -> int:
    kept = publish_pack(central, args.course, args.folder, args.version)
    if args.file is not None:
        try:
            shutil.copyfile(kept, args.file)
        except OSError as error:
            raise Refused("file_not_writable", file=args.file) from error
    size = i18n.data_size(kept.stat().st_size)
    _say(_("{file} is signed, {size}.").format(file=args.file or kept, size=size))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
