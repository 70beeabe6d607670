"""What simulated services remember: once read, whole after a stop, shared by two processes, and nothing of anybody."""

import json
from pathlib import Path

import pytest

from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.notebook import Notebook
from villagedesk.central.payments import SimulatedPayments
from villagedesk.central.texts import SimulatedTexts


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "book.jsonl"


def test_two_processes_hear_of_each_other(file: Path) -> None:
    one, two = SimulatedPayments(file), SimulatedPayments(file)
    assert one.take("o1", 500) == 500
    assert two.take("o1", 900) == 500, "paid is paid"
    two.keep("o1", 200)
    assert (one.paid("o1"), one.kept("o1")) == (500, 200)


def test_a_line_is_read_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Notebook("id", file)
    for number in range(50):
        book.note({"id": str(number)})
    assert book.about("7") == [{"id": "7"}]
    read: list[str] = []
    loads = json.loads
    monkeypatch.setattr("villagedesk.central.notebook.json.loads", lambda text: read.append(text) or loads(text))
    book.note({"id": "7", "again": True})
    assert len(book.about("7")) == 2
    assert book.about("none") == []
    assert len(read) == 1


@pytest.mark.parametrize("cut", [b'{"id": "2", "fe', b"{", b"\xff\xfe", b"[1]", b"null"])
def test_a_line_that_a_stop_cut_off_hides_no_other(file: Path, cut: bytes) -> None:
    Notebook("id", file).note({"id": "1"})
    with file.open("ab") as out:
        out.write(cut)
    book = Notebook("id", file)
    assert book.about("1") == [{"id": "1"}]
    book.note({"id": "3"})
    for one in (book, Notebook("id", file)):
        assert (one.about("1"), one.about("3")) == ([{"id": "1"}], [{"id": "3"}])


def test_a_cancelled_order_can_be_placed_again(file: Path) -> None:
    market = SimulatedMarketplace(file)
    number = market.place("o1", [], 100).number
    assert market.number_of("o1") == number
    market.cancel("o1")
    market.cancel("o1")
    assert (market.number_of("o1"), market.placed()) == ("", {})
    assert market.place("o1", [], 100).number == number
    assert set(SimulatedMarketplace(file).placed()) == {"o1"}


def test_no_phone_and_no_code_lies_in_a_file(file: Path) -> None:
    sender = SimulatedTexts(file)
    assert sender.send("m1", "13900001234", "取货码 1 48213").sent
    content = file.read_text(encoding="utf-8")
    assert "1390000" not in content
    assert "48213" not in content
    assert SimulatedTexts(file).sent() == [("…1234", 11)]
