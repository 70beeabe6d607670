"""``villagedesk import`` on a real data folder."""

from pathlib import Path

import pytest

from tests.store.test_imports import HEAD, row, written
from villagedesk.store import Store
from villagedesk.store.imports.command import run


def test_a_list_is_tried_taken_in_listed_and_undone(
    store: Store, operator: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.csv", [HEAD, row("张建国", 1), row("赵六", 5, 同意="")])
    monkeypatch.setattr("villagedesk.store.imports.command.open_store", lambda _home: store)
    monkeypatch.setattr(store, "close", lambda: None)
    said: list[str] = []
    assert run(home, "sellers", str(path), said.append, trying=True) == 1
    assert said[0].startswith("Row 3: 赵六: not right")
    assert said[-1] == "1 row goes in, 1 not right"
    assert run(home, "sellers", str(path), said.append) == 1
    assert said[-1] == "Taken in: 1. Number of this list, to undo it: 1"
    assert run(home, "list", "", said.append) == 0
    assert "a.csv" in said[-1]
    assert run(home, "undo", "1", said.append) == 0
    assert said[-1] == "Taken back: 1. Used meanwhile, so they stay: 0."
