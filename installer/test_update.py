"""Tries a signed update of the packaged program: by stick and over the line, spoiled ones, one press back with the data, 20 kills.

.venv/bin/python installer/test_update.py OLD.deb NEW.deb     (both made by build.sh; prints one line a figure, ends with 1)

Central runs from the sources beside this file; what is tried are the two programs. Needs dpkg-deb and xvfb-run.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from villagedesk import i18n, paths  # noqa: E402
from villagedesk.central.app import open_central  # noqa: E402
from villagedesk.central.config import CentralConfig  # noqa: E402
from villagedesk.central.devices import make_code, set_up_centre  # noqa: E402
from villagedesk.central.serve import Server  # noqa: E402
from villagedesk.errors import AppError, sentence  # noqa: E402
from villagedesk.store import events, identity  # noqa: E402
from villagedesk.store.engine import make_writer  # noqa: E402
from villagedesk.sync.http import HttpRemote  # noqa: E402
from villagedesk.sync.messages import Enrolment  # noqa: E402

failed = 0


def good(condition: object, words: str) -> None:
    """One line for each figure."""
    global failed
    condition = bool(condition) and "Traceback" not in words
    failed |= not condition
    print(f"{'good ' if condition else 'WRONG'}   {words}", flush=True)


KILLS = 20
KEY = bytes(range(32))


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
        done = subprocess.run(
            command, env=self._clean(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return done.returncode, done.stdout.strip()

    def killed(self, after_s: float, *words: object) -> bool:
        """The same, with everything that it started killed after some seconds; False when it had ended before."""
        command = [str(self.old / "villagedesk"), *map(str, words)]
        process = subprocess.Popen(
            command, env=self._clean(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
        return False

    def _clean(self) -> dict[str, str]:
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.home.parent), "LANG": "C.UTF-8"}
        return clean | {"VILLAGEDESK_HOME": str(self.home)}

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
    """A computer of a new centre, its data in an older form: the program before this one could not read what this one writes."""
    with server.central.database.write() as connection:
        centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村", village_code="990185100201")
        code = make_code(connection, centre)
    home.mkdir(mode=0o700)
    (home / "desk.key").write_text(KEY.hex() + "\n")
    (home / "desk.key").chmod(0o600)
    shutil.copy(ROOT / "tests/data/databases/v0003.db", paths.desk_db(home))
    engine = make_writer(paths.desk_db(home), KEY)
    with engine.begin() as connection:
        key = identity.device_key(connection)
        told = HttpRemote(server.url, "00" * 16, key).enrol(Enrolment(code, "one"))
        device = identity.Device(told.device, told.number, told.centre, told.role, server.url, told.central_key)
        identity.remember(connection, device)
        events.put_meta(connection, "nonce", told.nonce.hex())
    engine.dispose()


def says(code: str, **params: object) -> str:
    """What the program says of known trouble."""
    return sentence(AppError(code, **params))


def main(old: Path, new: Path) -> int:
    """Everything, one after the other."""
    i18n.set_language("zh_CN")
    with tempfile.TemporaryDirectory(prefix="villagedesk-update-") as name:
        folder = Path(name)
        programs = Programs(folder, old, new)
        packed, update = folder / "new.tar.xz", folder / "new.vdupdate"
        with tarfile.open(packed, "w:xz", preset=0) as tar:
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
    good(status == 1 and said == says("update_none"), f"central has nothing yet: {said}")
    words = ["central", "release", "program", programs.new_version, packed, update, "--home", config.home]
    subprocess.run([sys.executable, "-m", "villagedesk", *map(str, words)], check=True, cwd=ROOT / "src")
    before = (programs.home / "desk.db").stat().st_size
    for how in ("half", "changed"):
        spoiled = update.with_name("spoiled.vdupdate")
        data = bytearray(update.read_bytes())
        if how == "half":
            del data[len(data) // 2 :]
        else:
            data[-5] ^= 1
        spoiled.write_bytes(data)
        status, said = programs.run("update", spoiled)
        same = not (programs.home / "program.json").exists() and not list((programs.home / "programs").glob("*"))
        refused = status == 1 and said == says("update_cut")
        good(refused and same and programs.version() == programs.old_version, f"{how}: {said}")
    good((programs.home / "desk.db").stat().st_size == before, "the data is as it was")
    begun = shutil.copytree(programs.home, programs.home.with_name("begun"))
    took = 0.0
    for how, file in (("by stick", update), ("over the line", "line")):
        started = time.monotonic()
        status, said = programs.run("update", file)
        took = took or time.monotonic() - started
        good(
            status == 0, f"{how}, {update.stat().st_size // 1_000_000} MB in {time.monotonic() - started:.0f} s: {said}"
        )
        good(programs.version() == programs.new_version, f"version {programs.version()} runs")
        good(programs.actions() == actions, f"its data: {programs.actions()}")
        older = update.with_name("older.vdupdate")
        shutil.copy(update, older)
        status, said = programs.run("update", older)
        again = says("update_older", version=programs.new_version, here=programs.new_version)
        good(status == 1 and said == again, f"the same once more: {said}")
        status, said = programs.run("update", "back")
        good(status == 0, f"back: {said}")
        programs.run(window=40)  # the window puts the data back that the older program can read
        good(programs.version() == programs.old_version, f"version {programs.version()} runs")
        good(programs.actions() == actions, f"its data: {programs.actions()}")
        chosen = programs.home / "program.json"
        if chosen.exists():
            good(json.loads(chosen.read_text())["use"] == programs.old_version, "and it stays")
    kill_twenty(programs, update, begun, took, actions)


def kill_twenty(programs: Programs, update: Path, begun: Path, took: float, actions: str) -> None:
    """Kill the taking in from a stick after each of 20 equal steps of the time it takes; some are tried to their end."""
    ran = {programs.old_version: 0, programs.new_version: 0}
    late = 0
    for step in range(1, KILLS + 1):
        shutil.rmtree(programs.home)
        shutil.copytree(begun, programs.home)
        late += not programs.killed(took * step / (KILLS + 1), "update", update)
        runs = programs.version()
        ran[runs] = ran.get(runs, 0) + 1
        if programs.actions() != actions:
            good(False, f"step {step}: the data: {programs.actions()}")
        print(f"        after {took * step / (KILLS + 1):.1f} s: {runs}", flush=True)
        if step % 10 == 5 and runs == programs.old_version:
            status, said = programs.run("update", update)
            good(status == 0 and programs.version() == programs.new_version, f"step {step}, once more: {said}")
            left = [path.name for path in (programs.home / "programs").iterdir()] + list(programs.home.glob("*.part"))
            good(left == [programs.new_version], f"nothing is left of the half one: {left}")
    fine = len(ran) == 2 and ran[programs.old_version] > 0 and late < KILLS // 2
    good(fine, f"killed at {KILLS} places, {late} of them after its end: {ran}; data: {actions}")


if __name__ == "__main__":
    sys.exit(main(*(Path(word).resolve() for word in sys.argv[1:3])))
