"""While a page of the feed is written, the operator's save is never far behind."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.conftest import KEY, set_up_operator
from tests.sync.conftest import Desk
from tests.sync.test_unattended import central, work  # noqa: F401
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store
from villagedesk.store.turns import Turns
from villagedesk.sync import pages
from villagedesk.sync.run import Run

MakeDesk = Callable[[str], Desk]
EVENTS = 600
# CPU, so that a busy computer does not count; writing them all at once takes ten times as long.
LONGEST_SECONDS = 0.05


@pytest.fixture
def full_feed(make_desk: MakeDesk) -> Desk:
    """A second desk for which many events wait at central."""
    one, two = make_desk("one"), make_desk("two")
    for number in range(EVENTS):
        work(one.store, f"操作员{number}")
    assert one.sync().agreed
    return two


def test_the_writer_is_held_for_a_moment_only(full_feed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[float] = []
    real = Store.transaction

    @contextmanager
    def measured(store: Store) -> Iterator[Connection]:
        begun = time.thread_time()
        with real(store) as connection:
            yield connection
        held.append(time.thread_time() - begun)

    monkeypatch.setattr(Store, "transaction", measured)
    assert full_feed.sync().agreed
    assert max(held) < LONGEST_SECONDS
    assert sum(held) > max(held) * 3


def test_a_save_in_the_middle_comes_before_the_next_piece(full_feed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real = pages._write_piece
    saver = threading.Thread(target=lambda: (work(full_feed.store, "刘芳"), order.append("saved")))

    def piece(*args: object) -> object:
        if len(order) == 1:
            saver.start()
            while not full_feed.store._turn._queue:  # the operator has pressed the button and waits
                time.sleep(0.001)
        order.append("piece")
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pages, "_write_piece", piece)
    monkeypatch.setattr(pages, "PIECE_SECONDS", 0.0)
    monkeypatch.setattr(pages, "PAUSE_SECONDS", 0.0)
    full_feed.sync()
    saver.join(10)
    assert order.index("saved") <= 3
    assert len(order) > EVENTS
    assert full_feed.sync().agreed


def test_trouble_in_the_middle_keeps_what_was_written(full_feed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut or a full disk between two pieces: cursor and rows fit, and the rest comes the next time."""
    real, done = pages._write_piece, [0]

    def piece(*args: object) -> object:
        done[0] += 1
        if done[0] == 4:
            raise StorageTrouble("disk_full")
        return real(*args)  # type: ignore[arg-type]

    told: list[set[str]] = []
    with monkeypatch.context() as patched:
        patched.setattr(pages, "_write_piece", piece)
        run = Run(full_feed.store, full_feed.remote, progress=lambda report: told.append(set(report.changed)))
        with pytest.raises(StorageTrouble):
            run.go()
    assert "operator" in told[-1]  # the screens look again
    with full_feed.store.read() as s:
        count = s.connection().exec_driver_sql
        here = count("SELECT count(*) FROM operator").scalar_one()
        assert 0 < here < EVENTS
        assert count("SELECT count FROM cursor WHERE scope = 'centre'").scalar_one() == here + 1
    assert full_feed.sync().agreed


def test_a_sync_of_another_process_lets_the_window_save(full_feed: Desk) -> None:
    """Between two processes there are no turns: each asks again and again, so the sync has to leave gaps."""
    words = (
        "import sys; from pathlib import Path; from tests.sync.conftest import remote_of;"
        "from villagedesk.store import open_store; from villagedesk.sync.run import Run;"
        "store = open_store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])); remote = remote_of(store);"
        "print('go', flush=True); Run(store, remote).go(); store.close()"
    )
    waits = []
    with subprocess.Popen(
        [sys.executable, "-c", words, str(full_feed.store.home), KEY.hex()],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "go\n"
        while other.poll() is None:
            begun = time.monotonic()
            work(full_feed.store, f"刘芳{len(waits)}")
            waits.append(time.monotonic() - begun)
            time.sleep(0.1)
        assert other.returncode == 0
    # Half a second on a busy computer; without the gaps it is most of the page, and seconds on an old one.
    assert sorted(waits)[len(waits) * 3 // 4] < 0.5
    assert full_feed.sync().agreed


def test_writers_take_turns_in_order() -> None:
    turns, order = Turns(), []

    def take(name: int) -> None:
        with turns, turns:
            order.append(name)

    with turns:
        threads = [threading.Thread(target=take, args=[n]) for n in range(8)]
        for number, thread in enumerate(threads):
            thread.start()
            while len(turns._queue) <= number:
                time.sleep(0.001)
        with turns:
            order.append(-1)
    for thread in threads:
        thread.join(5)
    assert order == [-1, *range(8)]
    with pytest.raises(KeyError), turns:
        raise KeyError
    with turns:
        order.clear()


def test_a_thousand_quick_turns(store: Store) -> None:
    """Several threads at once: nobody is left behind, and every save is there."""

    def save_some() -> None:
        for number in range(40):
            with store.write() as s:
                set_up_operator(s, f"{threading.get_ident()} {number}")

    threads = [threading.Thread(target=save_some) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM operator").scalar_one() == 200
