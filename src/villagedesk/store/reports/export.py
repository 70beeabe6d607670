"""Write tables to a file that a spreadsheet opens: CSV as Excel reads it in China, or xlsx with a sheet for each table."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session

from villagedesk.domain.reports import Kind, Sheet, plain
from villagedesk.errors import AppError

_FORMATS = {Kind.FEN: "#,##0.00", Kind.GRAMS: "#,##0.000", Kind.COUNT: "#,##0"}
_SIZES = {Kind.FEN: 100, Kind.GRAMS: 1000, Kind.COUNT: 1}
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME = 31
_ROWS_A_LOOK = 100
# So many rows of a list are read at a time.
MOST_ROWS = 5000
# So many go into a file at most, the newest, so that it fits into the memory of an old computer.
MOST_IN_A_FILE = 200_000
# A workbook with more rows than this is written row by row, its words not gathered in memory first.
_LARGE = 20_000
# Ids of rows are hashes, so what belongs to the next row lies anywhere: with the usual 2 MB, most pages are fetched and
# deciphered again for each part of a long list, which takes more than twice as long.
_CACHE_KIB = 64 * 1024

# Told how many rows of a table are read; raises AppError ``export_stopped`` to end the reading.
Told = Callable[[int], None]


def not_told(_rows: int) -> None:
    """Nobody wants to know how far it is."""


@contextmanager
def much_cache(s: Session) -> Iterator[None]:
    """Keep more of the database in memory while a long list is read whole; it is given back afterwards."""
    connection = s.connection()
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")
        connection.exec_driver_sql("PRAGMA shrink_memory")


def export(
    path: Path,
    sheets: Sequence[Sheet],
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Write the tables to a file, whole or not at all; returns where it is.

    Args:
        path: ``.xlsx``, or anything else for CSV (utf-8 with a mark, so that Excel does not take it for GBK).
        sheets: at least one.
        progress: told (rows written, all rows), from time to time.
        cancelled: asked as often.

    Raises:
        AppError: ``export_not_written``: the folder is gone, the disk full, or the file open in another program;
            ``export_stopped``: it was cancelled, and nothing is left of it.
    """
    watch = _Watch(sum(len(sheet.rows) for sheet in sheets), progress, cancelled)
    write = _write_xlsx if path.suffix.lower() == ".xlsx" else _write_csv
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".village-desk-", suffix=path.suffix)
        os.close(handle)
        try:
            write(Path(name), sheets, watch)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise AppError("export_not_written", reason=str(error)) from error
    return path


class _Watch:
    """Tells how far a file is, and stops it; every so many rows, for both cost time."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool]) -> None:
        self._done, self._total, self._progress, self._cancelled = 0, total, progress, cancelled

    def row(self) -> None:
        """One more row is written."""
        self._done += 1
        if self._done % _ROWS_A_LOOK == 0:
            if self._cancelled():
                raise AppError("export_stopped")
            if self._progress:
                self._progress(self._done, self._total)


def _write_csv(path: Path, sheets: Sequence[Sheet], watch: _Watch) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for number, sheet in enumerate(sheets):
            if number:
                writer.writerow([])
            if len(sheets) > 1:
                writer.writerow([plain(sheet.title, Kind.TEXT)])
            writer.writerow([plain(column.title, Kind.TEXT) for column in sheet.columns])
            kinds = [column.kind for column in sheet.columns]
            for row in sheet.rows:
                writer.writerow([plain(value, kind) for value, kind in zip(row, kinds, strict=True)])
                watch.row()


def _write_xlsx(path: Path, sheets: Sequence[Sheet], watch: _Watch) -> None:
    import xlsxwriter  # lazy: 60 ms, and only who exports needs it
    from xlsxwriter.exceptions import XlsxFileError  # lazy, as above

    # What somebody typed is never a formula or a link, whatever it begins with.
    large = sum(len(sheet.rows) for sheet in sheets) > _LARGE
    memory = {"constant_memory": True, "tmpdir": str(path.parent)} if large else {"in_memory": True}
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, **memory})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_free_name(sheet.title, names))
        page.freeze_panes(1, 0)
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.title, head)
            page.set_column(at, at, 26 if column.kind is Kind.TEXT else 14)
        for line, row in enumerate(sheet.rows, 1):
            for at, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
                _write_cell(page, line, at, value, column.kind, formats)
            watch.row()
    try:
        book.close()
    except XlsxFileError as error:
        raise OSError(str(error)) from error


def _write_cell(page: Any, line: int, at: int, value: str | int | None, kind: Kind, formats: dict[Kind, Any]) -> None:
    if value is None:
        return
    if kind is Kind.TEXT:
        page.write_string(line, at, str(value))
    else:
        page.write_number(line, at, Decimal(int(value)) / _SIZES[kind], formats[kind])


def _free_name(title: str, taken: set[str]) -> str:
    """A name that a sheet may have and none has yet."""
    name = title.translate(_NOT_IN_A_NAME).strip()[:_LONGEST_NAME] or "1"
    while name.lower() in taken:
        name = f"{name[: _LONGEST_NAME - 4]} {len(taken) + 1}"
    taken.add(name.lower())
    return name
