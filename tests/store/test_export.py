"""Tables as files: a spreadsheet reads them, and never takes a name for a formula."""

import csv
import zipfile
from pathlib import Path

import pytest

from villagedesk.domain.reports import Column, Kind, Sheet
from villagedesk.errors import AppError
from villagedesk.store.reports.export import export

SHEET = Sheet(
    "陈桂花 [代买]",
    (Column("姓名"), Column("件数", Kind.COUNT), Column("金额", Kind.FEN), Column("重量", Kind.GRAMS)),
    (("=1+1", 2, -2990, 62_500), ("+86", None, 123_456_789, 5), ("@now", 0, 5, -1), ("-x", 1, 0, 0), ("\t=a", 1, 1, 1)),
)


def test_csv_opens_in_excel_with_nothing_to_run(tmp_path: Path) -> None:
    file = export(tmp_path / "a.csv", [SHEET])
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(file.open(encoding="utf-8-sig", newline="")))
    assert rows[0] == ["姓名", "件数", "金额", "重量"]
    assert rows[1] == ["'=1+1", "2", "-29.90", "62.500"]
    assert rows[2] == ["'+86", "", "1234567.89", "0.005"]
    assert [row[0][0] for row in rows[1:]] == ["'"] * 5
    assert rows[3][3] == "-0.001"


def test_several_tables_in_one_csv_have_titles(tmp_path: Path) -> None:
    text = export(tmp_path / "a.csv", [SHEET, SHEET]).read_text(encoding="utf-8-sig")
    assert text.count("陈桂花 [代买]") == 2


def test_xlsx_has_a_sheet_each_numbers_and_no_formula(tmp_path: Path) -> None:
    file = export(tmp_path / "a.xlsx", [SHEET, SHEET])
    with zipfile.ZipFile(file) as book:
        names = book.read("xl/workbook.xml").decode()
        page = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert 'name="陈桂花  代买"' in names
    assert 'name="陈桂花  代买 2"' in names
    assert "<f>" not in page
    assert "<v>-29.9</v>" in page
    assert "<v>1234567.89</v>" in page
    assert "=1+1" in words


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="export_not_written"):
        export(tmp_path / "gone" / "a.csv", [SHEET])
    taken = tmp_path / "a.xlsx"
    taken.mkdir()
    with pytest.raises(AppError, match="export_not_written"):
        export(taken, [SHEET])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx"]


def many_rows(count: int) -> Sheet:
    return Sheet(
        "批次", (Column("批次", Kind.TEXT), Column("重量", Kind.GRAMS)), tuple((f"=L{n}", n) for n in range(count))
    )


def test_a_large_workbook_is_written_row_by_row_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villagedesk.store.reports.export._LARGE", 10)
    with zipfile.ZipFile(export(tmp_path / "a.xlsx", [many_rows(50), SHEET])) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        other = book.read("xl/worksheets/sheet2.xml").decode()
    assert "=L49" in page
    assert "<f>" not in page + other
    assert "<v>0.049</v>" in page
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_long_list_says_how_far_it_is_and_can_be_stopped(tmp_path: Path, name: str) -> None:
    told: list[tuple[int, int]] = []
    export(tmp_path / name, [many_rows(1_000)], lambda done, total: told.append((done, total)))
    assert told[0] == (100, 1_000)
    assert told[-1] == (1_000, 1_000)
    (tmp_path / name).write_bytes(b"what was there before")
    with pytest.raises(AppError, match="export_stopped"):
        export(tmp_path / name, [many_rows(1_000)], cancelled=lambda: len(told) > 5)
    assert (tmp_path / name).read_bytes() == b"what was there before"
    assert [path.name for path in tmp_path.iterdir()] == [name]
