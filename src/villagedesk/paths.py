"""Where the program's own files and the centre's data are, from source, from a wheel or from a frozen folder."""

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _shipped(name: str) -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    places = ([Path(frozen) / name] if frozen else []) + [_PACKAGE / f"_{name}", _PACKAGE.parents[1] / name]
    return next((place for place in places if place.is_dir()), places[-1])


def resource(name: str) -> Path:
    """A file of the program, for instance ``icons/bag.svg``."""
    return _shipped("resources") / name


def drawing(name: str) -> Path | None:
    """The drawing of this name: an icon, or the picture of a kind of goods. Names may come from outside; None if none."""
    if not name.replace("_", "").isalnum() or not name.isascii():
        return None
    places = (resource(f"icons/{name}.svg"), resource(f"kinds/{name}.svg"))
    return next((place for place in places if place.is_file()), None)


def translations() -> Path:
    """The folder with one sub-folder a language."""
    return _shipped("translations")


def data_dir() -> Path:
    """The folder of this computer's data; ``VILLAGEDESK_HOME`` wins. It is made, for this user only, if missing.

    Where it cannot be made, opening the store says so.
    """
    home = os.environ.get("VILLAGEDESK_HOME")
    if home:
        folder = Path(home)
    else:
        from platformdirs import user_data_path  # lazy: only needed without VILLAGEDESK_HOME

        folder = user_data_path("villagedesk", appauthor=False)
    with suppress(OSError):  # see above: here nobody would know what to tell the operator
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def desktop_dir() -> Path:
    """The folder whose files this user sees behind all windows; his own folder where there is none."""
    from platformdirs import user_desktop_path  # lazy: hardly ever needed

    folder = user_desktop_path()
    return folder if folder.is_dir() else Path.home()


def desk_db(home: Path) -> Path:
    """The encrypted database of the counter."""
    return home / "desk.db"


def journal(home: Path) -> Path:
    """The second, independent copy of every event."""
    return home / "events.journal"


def damage_note(home: Path) -> Path:
    """There when a page of the database could not be read; the next start looks at all of them."""
    return home / "desk.damaged"


def reserve(home: Path) -> Path:
    """Room that is kept for sales on a disk that runs full."""
    return home / "reserve.bin"


def catalogue_db(home: Path) -> Path:
    """The goods catalogue; it can be fetched again and is never backed up."""
    return home / "catalogue.db"


def pictures_db(home: Path) -> Path:
    """The thumbnails of goods; they can be brought again and are never backed up."""
    return home / "pictures.db"


def shipped_packs(home: Path) -> list[Path]:
    """Village packs laid beside the program or into the data folder, to be taken in by themselves."""
    program = Path(sys.executable).parent if getattr(sys, "frozen", False) else _PACKAGE.parents[1]
    return [pack for place in (home / "packs", program / "packs") for pack in sorted(place.glob("*.vdpack"))]


def files_dir(home: Path) -> Path:
    """Photos by content hash."""
    return home / "files"


def prints_dir(home: Path) -> Path:
    """PDF files made when there is no printer."""
    return home / "prints"


def practice_room(home: Path) -> Path:
    """The folder of the practice room beside a desk's data."""
    return home / "practice-room"


def practice_mark(home: Path) -> Path:
    """The file that says that a data folder holds nothing but invented data, for practising."""
    return home / "practice"


def backups_dir(home: Path) -> Path:
    """Copies of the database taken before a migration."""
    return home / "backups"


def log_dir(home: Path) -> Path:
    """The rotating log."""
    return home / "logs"


def crashes_dir(home: Path) -> Path:
    """The reports of mistakes of the program, one file each; they go nowhere by themselves."""
    return home / "crashes"


def settings_file(home: Path) -> Path:
    """The settings of this computer."""
    return home / "settings.json"
