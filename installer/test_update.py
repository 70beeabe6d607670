"""Tries a signed update of the packaged program: by stick and over the line, spoiled ones, and one press back with the data.

.venv/bin/python installer/test_update.py OLD.deb NEW.deb     (both made by build.sh; prints one line a figure, ends with 1)

Central runs from the sources beside this file; what is tried are the two programs. Needs dpkg-deb and xvfb-run.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from villagedesk.central.app import open_central  # noqa: E402
from villagedesk.central.config import CentralConfig  # noqa: E402
from villagedesk.central.devices import make_code, set_up_centre  # noqa: E402
from villagedesk.central.serve import Server  # noqa: E402
from villagedesk.domain.people import PersonForm  # noqa: E402
from villagedesk.store import identity, open_store  # noqa: E402
from villagedesk.store.key import load_key  # noqa: E402
from villagedesk.store.people import add_person  # noqa: E402
from villagedesk.sync.http import HttpRemote  # noqa: E402
from villagedesk.sync.run import enrol  # noqa: E402

failed = 0


def good(condition: object, words: str) -> None:
    """One line for each figure."""
    global failed
    condition = bool(condition) and "Traceback" not in words
    failed |= not condition
    print(f"{'good ' if condition else 'WRONG'}   {words}", flush=True)


class Programs:
    """The packaged programs, unpacked, and the data folder that they work on."""

    def __init__(self, folder: Path, old: Path, new: Path) -> None:
        self.home = folder / "home"
        self.old, self.old_version = unpacked(old, folder / "old")
        self.new, self.new_version = unpacked(new, folder / "new")

    def run(self, *words: object, window: int = 0) -> tuple[int, str]:
        """The installed (old) program with some words; it hands over to whichever was chosen."""
        command = [str(self.old / "villagedesk"), *map(str, words)]
        if window:
            command = ["timeout", str(window), "xvfb-run", "-a", "-s", "-screen 0 1366x768x24", *command]
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.home.parent), "LANG": "C.UTF-8"}
        clean |= {"VILLAGEDESK_HOME": str(self.home)}
        done = subprocess.run(
            command, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return done.returncode, done.stdout.strip()

    def version(self) -> str:
        """Which one runs; ``--version`` would be answered by the installed one, before it hands over."""
        return self.run("update")[1].splitlines()[0].split()[-1]

    def actions(self) -> str:
        """How many actions a fresh copy of the data holds."""
        self.run("backup", "now")
        copies = [line for line in self.run("backup", "check")[1].splitlines() if "KB" in line]
        return copies[0].split("KB")[-1].strip() if copies else ""


def unpacked(deb: Path, folder: Path) -> tuple[Path, str]:
    """The program's folder in a package, and its version."""
    subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)
    place = next((folder / "usr/lib/villagedesk").iterdir())
    return place, place.name


def enrolled(server: Server, home: Path) -> None:
    """A computer of a new centre, with one villager on it."""
    with server.central.database.write() as connection:
        centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村", village_code="990185100201")
        code = make_code(connection, centre)
    home.mkdir(mode=0o700)
    (home / "desk.key").write_text(bytes(range(32)).hex() + "\n")
    (home / "desk.key").chmod(0o600)
    store = open_store(home, load_key(home, may_create=False))
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(server.url, "00" * 16, key), server.url, code, "one")
    with store.write(by="0" * 32) as s:
        add_person(s, PersonForm(name="陈桂花", phone="13900006721"))
    store.close()


def main(old: Path, new: Path) -> int:
    """Everything, one after the other."""
    with tempfile.TemporaryDirectory(prefix="villagedesk-update-") as name:
        folder = Path(name)
        programs = Programs(folder, old, new)
        packed, update = folder / "new.tar.gz", folder / "new.vdupdate"
        with tarfile.open(packed, "w:gz", compresslevel=1) as tar:
            tar.add(programs.new, ".")
        config = CentralConfig(home=folder / "central")
        with Server(open_central(config)) as server:
            enrolled(server, programs.home)
            tried(programs, packed, update, config, server)
    return int(failed)


def tried(programs: Programs, packed: Path, update: Path, config: CentralConfig, server: Server) -> None:
    """The story of one computer."""
    actions = programs.actions()
    good(any(map(str.isdigit, actions)), f"actions are counted: {actions}")
    good(programs.version() == programs.old_version, f"version {programs.old_version} runs, data: {actions}")
    status, said = programs.run("update", "line")
    good(status == 1 and said, f"central has nothing yet: {said}")
    words = ["central", "release", "program", programs.new_version, packed, update, "--home", config.home]
    subprocess.run([sys.executable, "-m", "villagedesk", *map(str, words)], check=True, cwd=ROOT / "src")
    before = (programs.home / "desk.db").stat().st_size
    for how, code in (("half", 1), ("changed", 1)):
        spoiled = update.with_name("spoiled.vdupdate")
        data = bytearray(update.read_bytes())
        if how == "half":
            del data[len(data) // 2 :]
        else:
            data[-5] ^= 1
        spoiled.write_bytes(data)
        status, said = programs.run("update", spoiled)
        same = not (programs.home / "program.json").exists() and not list((programs.home / "programs").glob("*"))
        good(status == code and same and programs.version() == programs.old_version, f"{how}: {said}")
    good((programs.home / "desk.db").stat().st_size == before, "the data is as it was")
    for how, file in (("by stick", update), ("over the line", "line")):
        begun = time.monotonic()
        status, said = programs.run("update", file)
        good(status == 0, f"{how}, {update.stat().st_size // 1_000_000} MB in {time.monotonic() - begun:.0f} s: {said}")
        good(programs.version() == programs.new_version, f"version {programs.version()} runs")
        good(programs.actions() == actions, f"its data: {programs.actions()}")
        older = update.with_name("older.vdupdate")
        shutil.copy(update, older)
        status, said = programs.run("update", older)
        good(status == 1, f"the same once more: {said}")
        status, said = programs.run("update", "back")
        good(status == 0, f"back: {said}")
        programs.run(window=40)  # the window puts the data back that the older program can read
        good(programs.version() == programs.old_version, f"version {programs.version()} runs")
        good(programs.actions() == actions, f"its data: {programs.actions()}")
        chosen = programs.home / "program.json"
        if chosen.exists():
            good(json.loads(chosen.read_text())["use"] == programs.old_version, "and it stays")


if __name__ == "__main__":
    sys.exit(main(*(Path(word).resolve() for word in sys.argv[1:3])))
