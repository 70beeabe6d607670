"""A list that one computer took in is taken back on another one, exactly as if it had been its own."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.people_of_a_village import lot_form, resident_id
from tests.store.test_imports import HEAD, row
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.domain.import_columns import SELLER_COLUMNS
from villagedesk.domain.people import Person, PersonForm
from villagedesk.errors import NotFound, Refused
from villagedesk.store.crops import record_lot
from villagedesk.store.imports import import_runs, plan_sellers, read_rows, take_in, undo_import
from villagedesk.store.people import add_person, newest_people
from villagedesk.store.sellers import seller_page

BY = "0" * 32


def take(desk: Desk, path: Path, rows: list[list[str]]) -> str:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    with desk.store.read() as s:
        plan = plan_sellers(s, read_rows(path, SELLER_COLUMNS))
    return take_in(desk.store, plan, path.name, BY).key


def names(desk: Desk) -> set[str]:
    with desk.store.read() as s:
        return {person.name for person in newest_people(s)}


def runs(desk: Desk) -> list[tuple[str, int, bool, bool]]:
    with desk.store.read() as s:
        return [(one.file, one.rows, one.elsewhere, one.undone_at is not None) for one in import_runs(s.connection())]


def test_any_computer_of_the_centre_takes_a_list_back(
    make_desk: Callable[[str], Desk],  # noqa: F811
    tmp_path: Path,
) -> None:
    one, two = make_desk("one"), make_desk("two")
    with one.store.write(by=BY) as s:
        known = add_person(s, PersonForm(name="周敏", resident_id=resident_id(3)))
    key = take(one, tmp_path / "三组.csv", [row("张三", 1), row("李四", 2), row("周敏", 3)])
    one.sync()
    two.sync()
    assert names(two) == {"周敏", "张三", "李四"}
    assert runs(two) == [("三组.csv", 3, True, False)]
    with two.store.read() as s:
        (run,) = import_runs(s.connection())
        used = next(person for person in newest_people(s) if person.name == "李四")
        seller_id = seller_page(s, used.id).seller_id
        assert s.get(Person, known).phone
    with two.store.write(by=BY) as s:
        record_lot(s, lot_form(seller_id))
    undone = undo_import(two.store, run.key, BY)
    assert (undone.gone, undone.kept) == (2, 1)
    assert undone.restored
    two.sync()
    one.sync()
    for desk in (one, two):
        assert names(desk) == {"周敏", "李四"}, "who has brought goods meanwhile stays"
        with desk.store.read() as s:
            assert not s.get(Person, known).phone, "what the list filled in is empty again"
            assert seller_page(s, known).seller_id == ""
            assert len(seller_page(s, used.id).plots) == 1
    assert [run[2:] for run in runs(one)] == [(False, True)]
    assert [run[3] for run in runs(two)] == [True]
    with pytest.raises(Refused, match="import_undone"):
        undo_import(one.store, key, BY)
    with pytest.raises(Refused, match="import_undone"):
        undo_import(two.store, run.key, BY)
    with pytest.raises(NotFound):
        undo_import(two.store, "f" * 32, BY)


def test_two_lists_are_told_apart_on_another_computer(
    make_desk: Callable[[str], Desk],  # noqa: F811
    tmp_path: Path,
) -> None:
    one, two = make_desk("one"), make_desk("two")
    take(one, tmp_path / "a.csv", [row("张三", 1)])
    take(one, tmp_path / "b.csv", [row("李四", 2)])
    one.sync()
    two.sync()
    with two.store.read() as s:
        first = next(run for run in import_runs(s.connection()) if run.file == "a.csv")
    assert undo_import(two.store, first.key, BY).gone == 1
    assert names(two) == {"李四"}
