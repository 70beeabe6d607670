"""Which version of the program runs, where there are several: the one that was installed, one that came on a stick, the one before.

What was installed starts first and hands over to another one when the data folder says so. A version that is installed
later counts again by itself: the choice names the version that it stands in for.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from villagedesk import __version__

_EXECUTABLE = "villagedesk.exe" if os.name == "nt" else "villagedesk"


@dataclass(frozen=True)
class Choice:
    """``use`` runs instead of the installed ``instead_of``; ``before`` is what ran before it, "" nothing that is here."""

    use: str
    instead_of: str
    before: str = ""


def choice_file(home: Path) -> Path:
    """Where the choice is kept."""
    return home / "program.json"


def programs_dir(home: Path) -> Path:
    """Versions that came as an update, each in a folder of its name."""
    return home / "programs"


def choice(home: Path) -> Choice | None:
    """What was chosen; None when nothing was, or the file cannot be read: then the installed version runs."""
    try:
        return Choice(**json.loads(choice_file(home).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def choose(home: Path, chosen: Choice | None) -> None:
    """Keep a choice, whole or not at all; None lets the installed version run again.

    Raises:
        OSError: the disk is full or cannot be written to.
    """
    if chosen is None:
        choice_file(home).unlink(missing_ok=True)
        return
    half = choice_file(home).with_suffix(".new")
    with half.open("w", encoding="utf-8") as file:
        json.dump(asdict(chosen), file)
        file.flush()
        os.fsync(file.fileno())
    half.replace(choice_file(home))


def installed() -> str:
    """The version that was installed: this one, unless it stands in for another."""
    return os.environ.get("VILLAGEDESK_INSTALLED", __version__)


def program_of(home: Path, version: str) -> Path | None:
    """The executable of a version that is here; None when it is not, or is not whole."""
    base = Path(os.environ.get("VILLAGEDESK_PROGRAM", sys.executable)).resolve().parent
    # Where updates go; where the package and the setup for Windows keep the version before.
    places = [programs_dir(home) / version, base.parent / "kept" / version, base.parent / version]
    for place in places:
        if (place / _EXECUTABLE).is_file() and (place / "licences").is_dir():
            return place / _EXECUTABLE
    return None


def kept_version(home: Path) -> str:
    """The version that the package set aside when this one was installed; "" when there is none."""
    base = Path(os.environ.get("VILLAGEDESK_PROGRAM", sys.executable)).resolve().parent
    found = sorted(path.parent.name for path in base.parent.glob(f"kept/*/{_EXECUTABLE}"))
    return next((name for name in found if newer(__version__, name) and program_of(home, name)), "")


def free_children() -> None:
    """What a packaged program starts (a player of sounds, another version) is to find the system's libraries, not its own.

    Its own are found all the same: the system read the variable when this process began.
    """
    for name in [name for name in os.environ if name.startswith("_PYI")]:
        del os.environ[name]
    os.environ.pop("LD_LIBRARY_PATH", None)
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    if before:
        os.environ["LD_LIBRARY_PATH"] = before


def hand_over(home: Path, words: Sequence[str]) -> None:
    """Become the version that was chosen, if another one was. Returns when this one is right, or the other is not here."""
    chosen = None if "VILLAGEDESK_INSTALLED" in os.environ else choice(home)  # once is enough, whatever it calls itself
    if chosen is None or chosen.use == __version__ or chosen.instead_of != __version__:
        return
    program = program_of(home, chosen.use)
    if program is None:
        return
    # On Windows there are two of each: one with a window, and one that is heard in a console.
    same = program.with_name(Path(sys.executable).name)
    program = same if same.is_file() else program
    os.environ["VILLAGEDESK_INSTALLED"] = __version__
    os.environ["VILLAGEDESK_PROGRAM"] = sys.executable
    if os.name == "nt":  # where a process cannot become another one
        import subprocess  # lazy: only here

        raise SystemExit(subprocess.run([program, *words], check=False).returncode)
    os.execv(program, [str(program), *words])


def newer(version: str, than: str) -> bool:
    """Whether a version like ``0.10.2`` is newer than another; what is no version is never newer."""
    numbers, others = _numbers(version), _numbers(than)
    return numbers is not None and (others is None or numbers > others)


def _numbers(version: str) -> tuple[int, ...] | None:
    parts = version.split(".")
    fine = 1 <= len(parts) <= 4 and all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts)
    return (*map(int, parts), 0, 0, 0)[:4] if fine else None
