"""The version before with this one, as processes on one computer: an older desk with a newer central and the other way round.

Two computers of one centre, one of each version, work and sync in turn while the platform's people answer; then by stick;
then central is upgraded, then the older desk, and a third one joins. After each step every row of every desk is compared
with central's, field by field. ``VILLAGEDESK_BEFORE`` names another commit than the newest with the database form before.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from villagedesk.store.migrations import MIGRATIONS

ROOT = Path(__file__).parents[2]
SIDE = Path(__file__).with_name("versions_side.py")
ACTIONS, ROUNDS = 60, 3


@dataclass(frozen=True)
class Version:
    """The sources of one version; everything is asked of them in a process of its own."""

    tree: Path

    def ask(self, *words: Any) -> Any:
        done = subprocess.run(
            [sys.executable, self.tree.with_name("side.py"), *map(str, words)],
            cwd=self.tree, env=self.environment(), stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def central(self, home: Path, port: int) -> Iterator[str]:
        words = ["-m", "villagedesk", "central", "serve", "--home", home, "--port", str(port)]
        process = subprocess.Popen(
            [sys.executable, *words], cwd=self.tree, env=self.environment(), stdout=subprocess.DEVNULL
        )
        try:
            for _ in range(600):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)

    def environment(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": f"{self.tree / 'src'}{os.pathsep}{self.tree}"}


class World:
    """One centre with an older and a newer computer, and what was found."""

    def __init__(self, folder: Path, older: Version, newer: Version, central: Version) -> None:
        self.home, self.central = folder / "central", central
        self.desks = {"older": (folder / "older", older), "newer": (folder / "newer", newer)}
        self.newer, self.folder = newer, folder
        self.actions = self.rows = self.waiting = 0
        self.different: list[str] = []
        self.centre, *self.codes = central.ask("centre", self.home)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def live(self, seed: int) -> None:
        """The whole story."""
        with self.central.central(self.home, self.port) as url:
            for name in self.desks:
                self._ask(name, "enrol", url, self.codes.pop(), name)
            self._days(url, seed)
            self._compare("worked together")
            self._by_stick()
            self._compare("by stick", url)
        self.central = self.newer
        with self.central.central(self.home, self.port) as url:
            self._days(url, seed + 100)
            self._compare("central upgraded")
            self.desks["older"] = (self.desks["older"][0], self.newer)
            self.desks["third"] = (self.folder / "third", self.newer)
            self._ask("third", "enrol", url, self.codes.pop(), "third")
            self._days(url, seed + 200)
            self._compare("all upgraded")

    def _ask(self, name: str, what: str, *words: Any) -> Any:
        home, version = self.desks[name]
        return version.ask(what, home, *words)

    def _days(self, url: str, seed: int) -> None:
        for number in range(ROUNDS):
            for name in self.desks:
                self.actions += self._ask(name, "work", url, seed * 10 + number, ACTIONS)
                self.central.ask("staff", self.home, seed * 10 + number, 12)
        for name in self.desks:
            self._ask(name, "sync", url)

    def _by_stick(self) -> None:
        for name in self.desks:
            stick = self.folder / f"stick-{name}"
            stick.mkdir()
            file = self._ask(name, "stick", stick)
            subprocess.run(
                [sys.executable, "-m", "villagedesk", "central", "stick", "--home", self.home, file],
                cwd=self.central.tree, env=self.central.environment(), stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip
            self._ask(name, "read-stick", stick)

    def _compare(self, when: str, url: str = "") -> None:
        for name in self.desks if url else ():
            self._ask(name, "sync", url)
        theirs = self.central.ask("central-rows", self.home, self.centre)
        for name in self.desks:
            found = self._ask(name, "rows")
            ours, waiting = found["rows"], set(found["waiting"])
            if not ours or (waiting and self.central == self.newer):
                self.different.append(f"{when}, {name}: {len(ours)} rows, {len(waiting)} are not known to central")
            self.waiting = max(self.waiting, len(waiting))
            for key in sorted({*ours, *theirs} - waiting):
                if ours.get(key) == theirs.get(key):
                    self.rows += 1
                else:
                    self.different.append(f"{when}, {name}: {key}: {ours.get(key)} and {theirs.get(key)}")


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures; none where the sources of the version before are not here."""
    commit = os.environ.get("VILLAGEDESK_BEFORE") or _before()
    if not commit:
        print("   needs the history of the repository")
        return {}
    figures: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        older, newer = Version(Path(name) / "before"), Version(Path(name) / "now")
        older.tree.mkdir()
        packed = subprocess.run(["git", "-C", ROOT, "archive", commit], stdout=subprocess.PIPE, check=True).stdout
        subprocess.run(["tar", "xf", "-", "-C", older.tree], input=packed, check=True)
        # A copy: somebody may go on working on the sources meanwhile.
        for part in ("src", "tests", "resources", "translations"):
            shutil.copytree(ROOT / part, newer.tree / part)
        shutil.copy(SIDE, Path(name) / "side.py")
        print(f"   the version before: {commit}")
        for which, central in (("older", older), ("newer", newer)):
            actions = rows = waiting = 0
            different: list[str] = []
            for seed in (1,) if quick else (1, 2, 3):
                folder = Path(name) / f"{which}-{seed}"
                world = World(folder, older, newer, central)
                world.live(seed)
                actions, rows = actions + world.actions, rows + world.rows
                waiting += world.waiting
                different += world.different
                shutil.rmtree(folder)
            for line in different[:10]:
                print(f"   {line}")
            figures |= {
                f"{which} central: actions": {"value": actions, "unit": ""},
                f"{which} central: rows compared and equal": {"value": rows, "unit": ""},
                f"{which} central: rows that waited for its upgrade": {"value": waiting, "unit": ""},
                f"{which} central: rows that differ": {"value": len(different), "unit": "", "target": "<= 0"},
            }
    return figures


def _before() -> str:
    """The newest commit whose database has the form before the one of now."""
    newest = MIGRATIONS[-1].__module__.rpartition(".")[2]
    words = [
        "git",
        "-C",
        ROOT,
        "log",
        "--diff-filter=A",
        "--format=%h",
        "--",
        f"src/villagedesk/store/migrations/{newest}.py",
    ]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    found = done.stdout.split()
    return f"{found[-1]}^" if found else ""
