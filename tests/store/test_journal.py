"""The second copy of every event: whole after power cuts, full disks and beside a second process."""

import errno
import os
from pathlib import Path

import pytest

from tests.conftest import KEY, set_up_operator
from villagedesk.store import Store, events, open_store
from villagedesk.store.journal import read_journal


def seqs(home: Path) -> list[int]:
    return [event.seq for event in read_journal(home / "events.journal", KEY)]


def add(store: Store, count: int) -> None:
    for number in range(count):
        with store.write() as s:
            set_up_operator(s, f"操作员{number}")


def test_a_lost_journal_is_made_again_whole(store: Store, home: Path) -> None:
    with store.transaction() as connection:
        for number in range(2100):
            events.append(connection, f"{number:032x}", "centre", 0, b"{}")
    store.close()
    (home / "events.journal").unlink()
    open_store(home, KEY).close()
    assert seqs(home) == list(range(1, 2101))


@pytest.mark.parametrize("tail", [bytes(4096), b"\xff" * 7, b"\0\0\1\0" + b"\1" * 60])
def test_what_a_power_cut_leaves_at_the_end_hides_nothing(store: Store, home: Path, tail: bytes) -> None:
    add(store, 3)
    store.close()
    with (home / "events.journal").open("ab") as file:
        file.write(tail)
    again = open_store(home, KEY)
    add(again, 2)
    again.close()
    assert seqs(home) == [1, 2, 3, 4, 5]


def test_a_damaged_record_in_the_middle_takes_no_other_with_it(store: Store, home: Path) -> None:
    add(store, 1)
    begin = (home / "events.journal").stat().st_size
    add(store, 2)
    store.close()
    with (home / "events.journal").open("r+b") as file:
        file.seek(begin + 30)
        file.write(b"\0\0\0")
    assert seqs(home) == [1, 3]


def test_a_second_process_may_open_it_at_any_moment(store: Store, home: Path) -> None:
    """``villagedesk sync --once`` opens the desk while the window writes: neither writes over the other."""
    add(store, 1)
    second = open_store(home, KEY)
    add(store, 1)
    add(second, 1)
    third = open_store(home, KEY)
    add(store, 2)
    for opened in (second, third, store):
        opened.close()
    assert sorted(seqs(home)) == [1, 2, 3, 4, 5]


def test_a_full_disk_delays_it(store: Store, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, 1)
    real = os.write

    def cut(file: int, data: bytes) -> int:
        if file == store.journal._file:
            real(file, data[:20])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(file, data)

    monkeypatch.setattr(os, "write", cut)
    add(store, 2)
    assert seqs(home) == [1]
    monkeypatch.undo()
    add(store, 1)
    assert seqs(home) == [1, 2, 3, 4]


def test_what_it_could_never_take_is_there_after_the_next_start(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, 1)
    with monkeypatch.context() as patched:
        patched.setattr("villagedesk.store.journal._add", _never)
        add(store, 2)
        store.close()
    open_store(home, KEY).close()
    assert seqs(home) == [1, 2, 3]


def _never(file: int, record: bytes) -> None:
    raise OSError(errno.EIO, "Input/output error")
