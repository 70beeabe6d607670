"""For support: the reports of mistakes kept on this computer, sending one, and the bundle that an operator hands over.

Nothing of it leaves the computer by itself. A report goes with the next sync once somebody said so; the bundle is a file.
"""

import io
import json
import logging
import platform
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from villagedesk import __version__, clock, paths
from villagedesk.domain.support import MOST_REPORT, ProgramReport, blotted
from villagedesk.errors import NotFound
from villagedesk.settings import Settings
from villagedesk.store import events, identity
from villagedesk.store.files import file_trouble_told, write_whole
from villagedesk.store.migrations import MIGRATIONS
from villagedesk.store.room import room
from villagedesk.store.session import WriteSession, action, new_row
from villagedesk.store.store import Store

_log = logging.getLogger(__name__)

MOST_BYTES = 200_000  # of a bundle: it goes through a 2G line or a chat window
_KEPT = 20
_MOST_LOG = 1_000_000  # characters, the newest
_FORM = "%Y%m%dT%H%M%SZ"
# Who stands in the tables with a name.
_NAMES = (
    "SELECT name FROM person UNION SELECT coalesce(nickname, '') FROM person UNION SELECT name FROM operator"
    " UNION SELECT coalesce(holder, '') FROM payout_account"
)


@dataclass(frozen=True)
class Crash:
    """A mistake of the program that happened here: its file's name, when (ms UTC), what it says, whether it was sent."""

    name: str
    at: int
    text: str
    sent: bool


def keep_crash(home: Path, text: str) -> None:
    """Keep the report of a mistake on this computer, the newest 20; where that does not work, only the log has it."""
    folder = paths.crashes_dir(home)
    moment = datetime.fromtimestamp(clock.now_ms() / 1000, UTC).strftime(_FORM)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, 100):  # several within one second
            path = folder / f"crash-{moment}-{number:02d}.txt"
            if not path.exists():
                path.write_text(blotted(text), encoding="utf-8")
                break
        for old in sorted(folder.glob("crash-*"))[:-_KEPT]:
            old.unlink()
    except OSError:
        _log.warning("the report of a mistake could not be kept")


def crashes(home: Path) -> list[Crash]:
    """The mistakes that happened here, the newest first."""
    found = []
    for path in sorted(paths.crashes_dir(home).glob("crash-*"), reverse=True):
        try:
            at = int(datetime.strptime(path.name[6:22], _FORM).replace(tzinfo=UTC).timestamp() * 1000)
            text = path.read_text(encoding="utf-8", errors="replace")
        except (ValueError, OSError):  # somebody else's file, or one that went meanwhile
            continue
        found.append(Crash(path.name, at, text, path.suffix == ".sent"))
    return found


@action
def send_crash(s: WriteSession, name: str) -> str:
    """The operator agrees that this report goes to the county office with the next sync; returns the new row's id.

    Raises:
        NotFound: there is no such report any more.
    """
    home = s.info["store"].home
    crash = next((one for one in crashes(home) if one.name == name), None)
    if crash is None:
        raise NotFound("crash", name)
    text = blotted(crash.text, names_on_file(s.connection()))[-MOST_REPORT:]
    return new_row(s, ProgramReport(version=__version__, system=platform.platform(), text=text)).id


def mark_sent(home: Path, name: str) -> None:
    """Once ``send_crash`` is on the disk: this report need not be asked about again."""
    path = paths.crashes_dir(home) / name
    with file_trouble_told():
        path.replace(path.with_suffix(".sent"))


def names_on_file(connection: Connection) -> set[str]:
    """Everybody's names, to be blotted out."""
    return {row[0] for row in connection.exec_driver_sql(_NAMES) if row[0]}


def write_bundle(home: Path, target: Path, store: Store | None) -> Path:
    """Write what support needs into one file of less than 200 KB: what runs here, the log, the mistakes; nobody's data.

    Args:
        home: the data folder.
        target: a file, or a folder that it goes into.
        store: the open data; None where it cannot be opened, which the file then says.

    Returns:
        The file.

    Raises:
        StorageTrouble: it cannot be written.
    """
    data = bundle(home, store)
    if target.is_dir():
        moment = datetime.fromtimestamp(clock.now_ms() / 1000, UTC).strftime(_FORM)
        target = target / f"villagedesk-support-{moment}.zip"
    write_whole(target, data)
    return target


def bundle(home: Path, store: Store | None) -> bytes:
    """What ``write_bundle`` writes, a ZIP of less than 200 KB; a repair report carries it along."""
    names: set[str] = set()
    if store is not None:
        with store.read() as s:
            names = names_on_file(s.connection())
    facts = _facts(home, store)
    log = blotted(_log_text(home)[-_MOST_LOG:], names)
    reports = [(crash.name.partition(".")[0] + ".txt", blotted(crash.text, names)) for crash in crashes(home)]
    data = _packed(facts, log, reports)
    while len(data) >= MOST_BYTES:
        # The newest lines say most, and the reports more than the log.
        log, reports = (log[len(log) // 2 + 1 :], reports) if log else ("", reports[: len(reports) // 2])
        data = _packed(facts, log, reports)
    return data


def _packed(facts: str, log: str, reports: Iterable[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, text in (("about.txt", facts), ("villagedesk.log", log), *reports):
            file.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _log_text(home: Path) -> str:
    """The log, the oldest of its files first."""
    files = sorted(paths.log_dir(home).glob("villagedesk.log*"), reverse=True)
    found = []
    for path in files:
        try:
            found.append(path.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            found.append("a file of the log could not be read\n")
    return "".join(found)


def _facts(home: Path, store: Store | None) -> str:
    lines = {
        "program": f"{__version__}, {'packaged' if getattr(sys, 'frozen', False) else 'from sources'}",
        "system": f"{platform.platform()}, Python {platform.python_version()}",
        "made": datetime.fromtimestamp(clock.now_ms() / 1000, UTC).isoformat(timespec="seconds"),
        "form of the data": f"{len(MIGRATIONS)}",
        "settings": json.dumps(_plain_settings(home)),
    }
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if path.is_file() and path.suffix in (".db", ".journal", ".damaged"):
            lines[blotted(path.name)] = f"{path.stat().st_size // 1024} KB"
    try:
        lines["free room"] = f"{room(home).free >> 20} MB"
    except OSError:
        lines["free room"] = "not known"
    if store is None:
        lines["data"] = "could not be opened"
    else:
        with store.read() as s:
            lines |= _of_data(s.connection())
    return "".join(f"{name}: {text}\n" for name, text in lines.items())


def _of_data(connection: Connection) -> dict[str, str]:
    run = connection.exec_driver_sql
    waiting, oldest = events.waiting(connection)
    device = identity.device(connection)
    lines = {
        "computer": device.id if device else "not enrolled",
        "actions": str(run("SELECT count(*) FROM event").scalar()),
        "waiting": f"{waiting}, oldest {oldest or 0}",
    }
    columns = "begun_at, how, agreed, code, sent, received, photos, bytes, times"
    for number, row in enumerate(run(f"SELECT {columns} FROM sync_run ORDER BY id DESC LIMIT 10"), 1):
        lines[f"sync {number}"] = ", ".join(str(value) for value in row)
    return lines


def _plain_settings(home: Path) -> dict[str, str | int | bool]:
    """Those that are chosen from a list; what was typed (a printer's address, a payment code) is left out."""
    settings = Settings.load(paths.settings_file(home))
    chosen = [f for f in fields(settings) if f.metadata["choices"] or not isinstance(f.default, str)]
    return {f.name: getattr(settings, f.name) for f in chosen}
