"""Rows of a spreadsheet as texts: Excel, OpenDocument or CSV, looked at for their size before anything is opened.

A workbook is taken apart as a whole by its reader, so one that would not fit is refused by what its parts say they
weigh; a million rows cost as much memory as none. CSV is read line by line and no further than it is needed.
"""

import csv
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from villagedesk.domain.import_columns import find_columns
from villagedesk.domain.texts import tidy
from villagedesk.errors import AppError

MOST_ROWS = 5000
# A sheet of 5,000 rows and 20 columns has about 8 MB; more than this is another kind of list.
_MOST_SHEET_BYTES = 32 << 20
_MOST_OLD_BYTES = 12 << 20
_MOST_CSV_BYTES = 64 << 20
_LONGEST_CELL = 2000
_HEAD_WITHIN = 12
# Excel keeps 15 digits of a number; ID numbers and accounts that were not typed as text have lost the rest.
_EXACT = 10**15


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as the spreadsheet shows it, cells by input, and the inputs whose digits Excel has cut."""

    number: int
    cells: dict[str, str]
    cut: frozenset[str] = frozenset()


def read_rows(path: Path, columns: Mapping[str, tuple[str, ...]]) -> list[SheetRow]:
    """The rows below the line with the columns' names.

    Args:
        path: .xlsx, .xlsm, .xls, .ods or .csv.
        columns: the names each input's column may have.

    Raises:
        AppError: ``file_missing``, ``import_not_a_table``, ``import_too_large``, ``import_too_many_rows``,
            ``import_no_columns`` or ``import_empty``.
    """
    if not path.is_file():
        raise AppError("file_missing", name=path.name)
    lines = _csv_lines(path) if path.suffix.lower() in (".csv", ".txt", ".tsv") else _book_lines(path)
    head: dict[str, int] | None = None
    rows: list[SheetRow] = []
    for number, cells in enumerate(lines, 1):
        if head is None:
            found = find_columns([_text(cell)[0] for cell in cells], columns)
            head = found if len(found) >= 2 and "name" in found else None
            if head is None and number >= _HEAD_WITHIN:
                break
            continue
        row = _row(number, cells, head)
        if row is not None:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise AppError("import_too_many_rows", limit=MOST_ROWS)
    if head is None:
        raise AppError("import_no_columns")
    if not rows:
        raise AppError("import_empty")
    return rows


def _row(number: int, cells: list[object], head: Mapping[str, int]) -> SheetRow | None:
    texts: dict[str, str] = {}
    cut = set()
    for field, at in head.items():
        text, is_cut = _text(cells[at]) if at < len(cells) else ("", False)
        texts[field] = text
        if is_cut:
            cut.add(field)
    return SheetRow(number, texts, frozenset(cut)) if any(texts.values()) else None


def _text(cell: object) -> tuple[str, bool]:
    """A cell as one types it, and whether its digits were cut."""
    if cell is None:
        return "", False
    if isinstance(cell, bool):
        return ("yes" if cell else "no"), False
    if isinstance(cell, datetime):
        return cell.date().isoformat(), False
    if isinstance(cell, date):
        return cell.isoformat(), False
    if isinstance(cell, float):
        if cell != cell or abs(cell) >= 1e18:
            return "", True
        return (str(int(cell)), abs(cell) >= _EXACT) if cell == int(cell) else (f"{cell:.6f}".rstrip("0"), False)
    return tidy(str(cell)[:_LONGEST_CELL]), False


def _book_lines(path: Path) -> Iterator[list[object]]:
    _refuse_large(path)
    import python_calamine  # lazy: only who takes a list in needs it

    try:
        with path.open("rb") as file:
            book = python_calamine.load_workbook(file)
            sheet = book.get_sheet_by_index(0)
            # Rows above the first filled one are not given; their number is counted all the same.
            first = sheet.start[0] if sheet.start else 0
            yield from ([] for _ in range(min(first, _HEAD_WITHIN)))
            for line in sheet.iter_rows():
                yield list(line)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise AppError("import_not_a_table", detail=str(error)) from error


def _refuse_large(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        beginning = file.read(8)
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        if size > _MOST_OLD_BYTES:
            raise AppError("import_too_large", limit=MOST_ROWS)
        return
    if not beginning.startswith(b"PK"):
        raise AppError("import_not_a_table", detail="no workbook")
    try:
        with zipfile.ZipFile(path) as parts:
            whole = sum(part.file_size for part in parts.infolist() if part.filename.endswith(".xml"))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise AppError("import_not_a_table", detail=str(error)) from error
    if whole > _MOST_SHEET_BYTES:
        raise AppError("import_too_large", limit=MOST_ROWS)


def _csv_lines(path: Path) -> Iterator[list[object]]:
    if path.stat().st_size > _MOST_CSV_BYTES:
        raise AppError("import_too_large", limit=MOST_ROWS)
    encoding = next((name for name in ("utf-8-sig", "gb18030") if _is_text(path, name)), "")
    if not encoding:
        raise AppError("import_not_a_table", detail="no text")
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_LONGEST_CELL)
        file.seek(0)
        sign = max(",\t;，", key=first.count)
        try:
            for line in csv.reader(file, delimiter=sign):
                yield list(line)
        except csv.Error as error:
            raise AppError("import_not_a_table", detail=str(error)) from error


def _is_text(path: Path, encoding: str) -> bool:
    """Whether the whole file can be read so, looked at piece by piece."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            return all("\0" not in piece for piece in iter(lambda: file.read(1 << 20), ""))
    except UnicodeDecodeError:
        return False
