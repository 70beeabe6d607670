"""The rows of a table in a file, one after the other and never all at once: text with commas, or an Excel sheet.

A file from outside is not trusted: its size, its unpacked size, the columns, the length of a cell and the texts of a
sheet are bounded, and an XML that declares entities is refused. Numbers come as they stand in the file.
"""

import csv
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError, XMLPullParser

from villagedesk.errors import Invalid

MAX_ROWS = 1_100_000
_MAX_COLUMNS, _MAX_CELL = 60, 4_000
_MAX_UNPACKED, _MAX_TEXTS = 1_000_000_000, 64_000_000
_CHUNK = 1 << 16
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ZIP = b"PK\x03\x04"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_rows(path: Path) -> Iterator[list[str]]:
    """Every row of a table, its cells as text.

    Raises:
        Invalid: on the field ``file``: it is no table, broken, or larger than any table is.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
        yield from _excel(path) if head == _ZIP else _text(path)
    except OSError as error:
        raise Invalid("file", "file_not_readable", file=path.name) from error


def _text(path: Path) -> Iterator[list[str]]:
    """UTF-8 with or without a mark, else what a Chinese Excel saves."""
    with path.open("rb") as file:
        sample = file.read(_CHUNK)
    if b"\0" in sample:
        raise Invalid("file", "file_no_table", file=path.name)
    encoding = "utf-8-sig" if _is_utf8(sample) else "gb18030"
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(_bounded(file), delimiter="\t" if sample.count(b"\t") > sample.count(b",") else ",")
        try:
            for number, row in enumerate(reader):
                if number >= MAX_ROWS or len(row) > 1000:
                    raise Invalid("file", "file_too_many_rows", limit=MAX_ROWS)
                yield [cell[:_MAX_CELL] for cell in row[:_MAX_COLUMNS]]
        except csv.Error as error:
            raise Invalid("file", "file_no_table", file=path.name) from error


def _bounded(file: IO[str]) -> Iterator[str]:
    while line := file.readline(1 << 20):
        yield line


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut at the end of the sample.
        return len(sample) == _CHUNK and error.start > len(sample) - 4
    return True


def _excel(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as book:
            sizes = {info.filename: info.file_size for info in book.infolist()}
            sheets = sorted(
                (name for name in sizes if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
                key=lambda name: int(re.sub(r"\D", "", name)),
            )
            # Locked with a password, or packed in a way that this program does not know.
            if not sheets or any(info.flag_bits & 1 or info.compress_type not in _PACKED for info in book.infolist()):
                raise Invalid("file", "file_no_table", file=path.name)
            if sizes[sheets[0]] > _MAX_UNPACKED or sizes.get("xl/sharedStrings.xml", 0) > _MAX_TEXTS:
                raise Invalid("file", "file_too_many_rows", limit=MAX_ROWS)
            texts = _texts(book) if "xl/sharedStrings.xml" in sizes else []
            with book.open(sheets[0]) as sheet:
                yield from _sheet(sheet, texts)
    except (zipfile.BadZipFile, ParseError, EOFError, zlib.error) as error:
        raise Invalid("file", "file_no_table", file=path.name) from error


def _texts(book: zipfile.ZipFile) -> list[str]:
    found: list[str] = []
    with book.open("xl/sharedStrings.xml") as file:
        for element in _elements(file, "si"):
            found.append("".join(part.text or "" for part in element.iter(f"{_NS}t"))[:_MAX_CELL])
    return found


def _sheet(file: IO[bytes], texts: list[str]) -> Iterator[list[str]]:
    for number, element in enumerate(_elements(file, "row")):
        if number >= MAX_ROWS:
            raise Invalid("file", "file_too_many_rows", limit=MAX_ROWS)
        row: list[str] = []
        for cell in element.iter(f"{_NS}c"):
            at = _column(cell.get("r") or "", len(row))
            if at >= _MAX_COLUMNS:
                break
            row += [""] * (at - len(row) + 1)
            row[at] = _value(cell, texts)
        yield row


def _elements(file: IO[bytes], name: str) -> Iterator[Any]:
    """Each element of a name, forgotten again once it was looked at."""
    parser: XMLPullParser[Any] = XMLPullParser(events=("start", "end"))
    wanted, taken = f"{_NS}{name}", 0
    parents: list[Any] = []
    while chunk := file.read(_CHUNK):
        taken += len(chunk)
        if taken > _MAX_UNPACKED or (taken == len(chunk) and b"<!DOCTYPE" in chunk):
            raise Invalid("file", "file_too_many_rows", limit=MAX_ROWS)
        parser.feed(chunk)
        events: Any = parser.read_events()
        for event, element in events:
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if element.tag == wanted:
                yield element
                element.clear()
                if parents:
                    parents[-1].remove(element)
    parser.close()


def _column(reference: str, following: int) -> int:
    """``C12`` is 2; a cell without a reference follows the one before it."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return following
    at = 0
    for letter in letters[0]:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _value(cell: Any, texts: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_NS}t"))[:_MAX_CELL]
    value = cell.find(f"{_NS}v")
    text = (value.text or "") if value is not None else ""
    if kind == "s":
        return texts[int(text)] if text.isdigit() and int(text) < len(texts) else ""
    return text[:_MAX_CELL]
