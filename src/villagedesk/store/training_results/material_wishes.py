"""Which materials of courses are wanted over the line, and how it stands with each: one small file beside them."""

from enum import StrEnum
from pathlib import Path

import msgspec

from villagedesk.domain.courses import courses
from villagedesk.errors import AppError
from villagedesk.store.files import file_trouble_told

NOTE = "line.json"


class Wish(StrEnum):
    """Whether the materials of a course are brought over the line: not, on a line that is quick enough, on any line."""

    NO = ""
    QUICK = "quick"
    ANY = "any"


class LineNote(msgspec.Struct, frozen=True):
    """What the line was asked for and why it has stopped: ``slow`` is a line too thin, ``trouble`` the code of a sentence."""

    wish: Wish = Wish.NO
    slow: bool = False
    trouble: str = ""
    params: dict[str, str | int] = {}

    @property
    def error(self) -> AppError | None:
        """The trouble, to be said in the language of the moment."""
        return AppError(self.trouble, **self.params) if self.trouble else None


def trouble_note(wish: Wish, error: AppError) -> LineNote:
    """The line has stopped with trouble."""
    params = {name: value for name, value in error.params.items() if isinstance(value, str | int)}
    return LineNote(wish, trouble=error.code, params=params)


def wish_materials(home: Path, course: str, wish: Wish) -> None:
    """The operator wants the materials of a course over the line, or not any more; what is here stays.

    Raises:
        StorageTrouble: the disk cannot be written to.
    """
    set_note(home, course, LineNote(wish))


def wished(home: Path) -> list[str]:
    """The courses whose materials are to be brought over the line, by code."""
    return [code for code in sorted(courses()) if note_of(home, code).wish]


def note_of(home: Path, course: str) -> LineNote:
    """How it stands with the line."""
    try:
        return msgspec.json.decode((folder_of(home, course) / NOTE).read_bytes(), type=LineNote)
    except (OSError, msgspec.MsgspecError):
        return LineNote()


def set_note(home: Path, course: str, note: LineNote) -> None:
    """Keep how it stands with the line.

    Raises:
        StorageTrouble: the disk cannot be written to.
    """
    with file_trouble_told():
        folder = folder_of(home, course)
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{NOTE}.new"
        new.write_bytes(msgspec.json.encode(note))
        new.replace(folder / NOTE)


def folder_of(home: Path, course: str) -> Path:
    """Where the materials of a course lie."""
    return home / "materials" / course
