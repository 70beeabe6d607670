"""A note beside the data that a page of the database could not be read, so that the next start looks at all of them.

A damaged page is met when it is needed, which may be long after the start: opening the database alone does not find it.
"""

from contextlib import suppress
from pathlib import Path

from villagedesk import paths


def note_damage(home: Path) -> None:
    """Remember it for the next start."""
    with suppress(OSError):  # the disk is in trouble as it is; the operator is told all the same
        paths.damage_note(home).touch()


def damage_noted(home: Path) -> bool:
    """Whether something could not be read since it was looked at last."""
    return paths.damage_note(home).exists()


def forget_damage(home: Path) -> None:
    """It was looked at, and mended where it was damaged."""
    with suppress(OSError):  # then the next start looks once more
        paths.damage_note(home).unlink(missing_ok=True)
