"""Syncs over a 2G line: 64 kbit/s, 600 ms there and back, 3 % of the packets lost; and 20 kbit/s that is cut off.

Each try has its own central and its own PC with the same actions waiting, at two ends of ``slow_net``. The time is that
of the sync alone, from a program that is already running; the bytes are those of the packets on the line.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.slow_net import FAR, Carried, Line, SlowNet, can_make_nets
from tests.bench.wire import take_on
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.store import identity, open_store
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run, enrol

PORT = 8765
KEY = bytes(range(32))
SEEDS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Tried:
    """One sync: seconds, requests, and what went over the line."""

    seconds: float
    rounds: int
    carried: Carried


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """The figures; none where this computer does not let us make a network."""
    if not can_make_nets():
        print("   needs root, /dev/net/tun, unshare, nsenter and ip")
        return {}
    seeds = SEEDS[:1] if quick else SEEDS
    figures: dict[str, dict[str, Any]] = {}
    for count, target in ((100, 2.6), (1000, 11.0)) if not quick else ((100, 2.6),):
        with tempfile.TemporaryDirectory() as name:
            begin = prepared(Path(name), count)
            tries = [sync_over(Line(seed=seed), begin, Path(name) / str(seed)) for seed in seeds]
        figures[f"{count} actions, 64 kbit/s, median"] = {
            "value": round(statistics.median(one.seconds for one in tries), 2),
            "unit": "s",
            "target": f"<= {target}",
        }
        figures[f"{count} actions, the slowest"] = {
            "value": round(max(one.seconds for one in tries), 2),
            "unit": "s",
            "target": "",
        }
    figures |= _cut_off(200 if quick else 6000)
    return figures


def _cut_off(count: int) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        begin = prepared(Path(name), count)
        clean = sync_over(Line(20_000, loss=0.0), begin, Path(name) / "clean")
        cut = sync_over(Line(20_000, loss=0.0, cut_every=30.0), begin, Path(name) / "cut")
    return {
        f"{count} actions, 20 kbit/s": {"value": round(clean.seconds, 1), "unit": "s", "target": ""},
        "the same, cut off every 30 s": {"value": round(cut.seconds, 1), "unit": "s", "target": ""},
        "its bytes against those of the clean run": {
            "value": round(cut.carried.bytes / clean.carried.bytes, 2),
            "unit": "x",
            "target": "<= 1.3",
        },
    }


def prepared(folder: Path, count: int) -> Path:
    """A central, and a PC of it on which ``count`` actions wait; both closed."""
    begin = folder / "begin"
    central = open_central(CentralConfig(home=begin / "central"))
    with central.database.write() as connection:
        centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
        code = make_code(connection, centre)
    store = open_store(begin / "desk", KEY)
    with Server(central) as server:
        with store.transaction() as connection:
            key = identity.device_key(connection)
        remote = HttpRemote(server.url, "00" * 16, key)
        enrol(store, remote, server.url, code, "one")
        _run(store, server.url)
    take_on(store, count)
    store.close()
    central.database.close()
    return begin


def sync_over(line: Line, begin: Path, home: Path) -> Tried:
    """One sync over a line, from the same beginning every time."""
    shutil.copytree(begin, home)
    python = [sys.executable, "-m"]
    with SlowNet(line) as net:
        servers = [
            subprocess.Popen(
                net.at(1, *python, "villagedesk", "central", "serve", "--home", home / "central", "--port", PORT)
            ),
            subprocess.Popen(net.at(1, *python, "tests.bench.slow_net", f"{FAR}:{PORT}", f"127.0.0.1:{PORT}")),
            subprocess.Popen(net.at(0, *python, "tests.bench.slow_net", f"127.0.0.1:{PORT}", f"{FAR}:{PORT}")),
        ]
        try:
            for end in (1, 0):
                subprocess.run(net.at(end, *python, "tests.bench.slow_line", "wait"), check=True)
            desk = subprocess.Popen(
                net.at(0, *python, "tests.bench.slow_line", "sync", home / "desk"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert desk.stdin
            assert desk.stdout
            desk.stdout.readline()
            net.begin()
            said, _ = desk.communicate("go\n")
            carried = net.carried
        finally:
            for server in servers:
                server.kill()
                server.wait()
    found = json.loads(said)
    return Tried(found["seconds"], found["rounds"], carried)


def _sync(home: Path) -> None:
    """The PC's end: ready, wait for the word, sync until all is there, say how long it took."""
    store = open_store(home, KEY)
    print("ready", flush=True)
    sys.stdin.readline()
    begun, rounds = time.monotonic(), 0
    while True:
        report = _run(store, f"http://127.0.0.1:{PORT}")
        rounds += report.rounds
        if report.agreed:
            break
    print(json.dumps({"seconds": time.monotonic() - begun, "rounds": rounds}))
    store.close()


def _run(store: Any, url: str) -> Any:
    with store.read() as s:
        device = identity.device(s.connection())
        assert device is not None
        key = identity.device_key(s.connection())
    remote = HttpRemote(url, device.id, key)
    try:
        return Run(store, remote).go()
    finally:
        remote.close()


def _wait() -> None:
    """Until somebody listens here."""
    import socket

    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("nobody listens")


if __name__ == "__main__":
    if sys.argv[1] == "sync":
        _sync(Path(sys.argv[2]))
    else:
        _wait()
