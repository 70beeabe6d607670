"""Kill a counter that takes orders and prints their slips, or cut its power; then compare the paper with the records.

    python -m tests.crash.prints FOLDER ROUNDS [SEED] [--power] [--mistake early|forgets]

The printer is a process of its own that survives everything and keeps each job it got. After every cut the counter
starts again, and its operator has what did not come out for certain tried again. At the end a last run prints the
rest. Prints one line of JSON, see ``Outcome``. It is a program of its own because a process that has begun to draw
cannot be forked any more.
"""

import argparse
import json
import os
import random
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage
from sqlalchemy import select, update

from tests.conftest import KEY, set_up_operator
from tests.crash.disk import Disk
from tests.store.orders_room import BASKET, ordered, villager
from villagedesk.desktop.printing import escpos, page, raw
from villagedesk.desktop.printing.heads import USUAL
from villagedesk.desktop.printing.layout import images, lay_out
from villagedesk.desktop.printing.runner import print_next
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.domain.orders import Order
from villagedesk.errors import AppError
from villagedesk.store import Store, open_store, print_queue, tables
from villagedesk.store.labels import check_label
from villagedesk.store.orders import confirm_order

# What has to be on the disk before the counter says it.
Tell = Callable[[str], None]


@dataclass
class Outcome:
    """What some rounds did; the last four must be 0.

    ``lost``: orders that were confirmed and are not on file. ``no_record``: slips on paper without an order.
    ``twice``: the very same paper came out whole more than once, without the mark of a reprint. ``no_paper``: orders
    on file whose slip never came out.
    """

    rounds: int = 0
    confirmed: int = 0
    papers: int = 0
    lost: int = 0
    no_record: int = 0
    twice: int = 0
    no_paper: int = 0


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("rounds", type=int)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--power", action="store_true", help="cut the power instead of killing; needs root")
    parser.add_argument("--mistake", choices=("early", "forgets"), default="", help="a fault that must be caught")
    args = parser.parse_args()
    disk = Disk(args.folder) if args.power else None
    home = (disk.path if disk else args.folder) / "home"
    try:
        print(json.dumps(asdict(run(args.folder, home, args.rounds, args.seed, args.mistake, disk))))
    finally:
        if disk:
            disk.close()


def run(folder: Path, home: Path, rounds: int, seed: int, mistake: str, disk: Disk | None) -> Outcome:
    """Cut the counter off ``rounds`` times and judge."""
    received = folder / "received"
    received.mkdir()
    store = open_store(home, KEY)
    with store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    person = villager(store, operator)
    store.close()
    port, printer = _start_printer(received)
    chance, told = random.Random(seed), set[str]()
    try:
        for number in range(rounds):
            # From before the file is open; and, on however slow a machine, in the middle of the work.
            moment = (number % 2 == 1, chance.uniform(0.0, 0.6))
            told |= _one_round(home, operator, person, port, moment, mistake, disk)
        _finish(home, port)
    finally:
        os.kill(printer, signal.SIGKILL)
        os.waitpid(printer, 0)
    return _judge(home, received, told, rounds)


def _one_round(
    home: Path, operator: str, person: str, port: int, moment: tuple[bool, float], mistake: str, disk: Disk | None
) -> set[str]:
    """One counter; ``moment``: so many seconds after its start, or (True) after its first order."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _counter(home, operator, person, port, mistake, lambda id_: _say(writing, id_))
    os.close(writing)
    told = os.read(reading, 64) if moment[0] else b""
    time.sleep(moment[1])
    if disk:
        disk.cut(child)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    while piece := os.read(reading, 65536):
        told += piece
    os.close(reading)
    return set(told.decode().split())


def _say(writing: int, id_: str) -> None:
    os.write(writing, f"{id_}\n".encode())


def _counter(home: Path, operator: str, person: str, port: int, mistake: str, tell: Tell) -> None:
    """A day at the counter that ends by force: orders here, printing in a thread beside, as the program does it."""
    try:
        app = QGuiApplication([])
        page.load_fonts()
        store = open_store(home, KEY)
        _try_again(store, mistake)
        threading.Thread(target=_print_for_ever, args=(store, port), daemon=True).start()
        while app:
            if mistake == "early":
                tell(_printed_too_early(store, operator, person, port))
            else:
                tell(ordered(store, operator, person).order_id)
    finally:
        os._exit(1)


def _try_again(store: Store, mistake: str = "") -> None:
    with store.transaction() as connection:
        if mistake == "forgets":  # as if nothing had been at the printer
            connection.execute(update(tables.print_job).values(started_at=None))
        print_queue.recover(connection)
        print_queue.retry_all(connection)


def _printed_too_early(store: Store, operator: str, person: str, port: int) -> str:
    with store.write(by=operator) as s:
        slip = confirm_order(s, BASKET, person, "cash", read_back=True)
        job = print_queue.unfinished(s.connection())[-1]
        paper = print_queue.paper_of(s.connection(), job.id)
        raw.send(f"tcp://127.0.0.1:{port}", escpos.job(images(lay_out(paper))))
        print_queue.take_away(s.connection(), job.id)
        time.sleep(0.02)  # a slow disk
    return slip.order_id


def _print_for_ever(store: Store, port: int) -> None:
    while True:
        if print_next(store, f"tcp://127.0.0.1:{port}", USUAL) is None:
            time.sleep(0.001)


def _finish(home: Path, port: int) -> None:
    """A last run that nobody cuts off."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            app = QGuiApplication([])
            page.load_fonts()
            store = open_store(home, KEY)
            _try_again(store)
            while app and print_next(store, f"tcp://127.0.0.1:{port}", USUAL) is not None:
                pass
            code = 0
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise RuntimeError("the last run could not print")


# ---------------------------------------------------------------- the printer


def _start_printer(received: Path) -> tuple[int, int]:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    child = os.fork()
    if child == 0:
        try:
            _be_a_printer(server, received)
        finally:
            os._exit(1)
    server.close()
    return port, child


def _be_a_printer(server: socket.socket, received: Path) -> None:
    number = 0
    while True:
        line, _ = server.accept()
        number += 1
        threading.Thread(target=_receive, args=(line, received / f"{number:06d}"), daemon=True).start()


def _receive(line: socket.socket, file: Path) -> None:
    got = bytearray()
    with line:
        line.settimeout(30)
        try:
            for question in (escpos.ASK_COVER, escpos.ASK_PAPER):
                if line.recv(3, socket.MSG_WAITALL) == question:
                    line.sendall(b"\x12")
            while data := line.recv(65536):
                got += data
            time.sleep(0.02)  # the last millimetres are still moving
        except OSError:
            pass  # the counter is gone; what came so far is on paper
    if got:
        file.write_bytes(got)


# ---------------------------------------------------------------- the judge


def _judge(home: Path, received: Path, told: set[str], rounds: int) -> Outcome:
    time.sleep(0.5)  # the printer may still be writing down what came last
    jobs = [file.read_bytes() for file in sorted(received.iterdir())]
    whole = Counter(job for job in jobs if job.endswith(escpos.CUT))
    store = open_store(home, KEY)
    try:
        with store.read() as s:
            on_file = set(s.scalars(select(Order.id)))  # type: ignore[call-overload]
            printed = {job: order_on(s, job) for job in set(jobs)}
    finally:
        store.close()
    on_paper = {printed[job] for job in whole}
    return Outcome(
        rounds=rounds,
        confirmed=len(told),
        papers=len(jobs),
        lost=len(told - on_file),
        no_record=len({order for order in printed.values() if order} - on_file),
        twice=sum(count - 1 for count in whole.values()),
        no_paper=len(on_file - on_paper),
    )


def order_on(s: Any, job: bytes) -> str:
    """The id of the order whose slip this is; empty when so little came out that its code cannot be read."""
    try:
        codes = read_codes(_picture(job))
    except AppError:
        return ""
    return check_label(s, codes[0]).id or ""


def _picture(job: bytes) -> QImage:
    rows, width = bytearray(), 0
    rest = job.removeprefix(escpos.RESET)
    while rest[:4] == b"\x1dv0\x00" and len(rest) >= 8:
        width, height = int.from_bytes(rest[4:6], "little"), int.from_bytes(rest[6:8], "little")
        rows += rest[8 : 8 + width * height]
        rest = rest[8 + width * height :]
    if not width:
        return QImage()
    height = len(rows) // width
    flipped = bytes(255 - value for value in rows[: width * height])
    mono = QImage(flipped, width * 8, height, width, QImage.Format.Format_Mono)
    return mono.convertToFormat(QImage.Format.Format_Grayscale8)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
