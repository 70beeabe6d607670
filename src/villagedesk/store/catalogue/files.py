"""The catalogue as a file: how central publishes it, and how a stick or a download comes in, whole or not at all.

NDJSON, or CSV with a heading line, in UTF-8, as it is or compressed (``.gz``, ``.zst``). The last line says how many
goods there are, the SHA-256 of every byte before it, and the place in central's feed that the file stands for:

    {"end":{"count":100000,"sha256":"9f86d0...","cursor":4711}}            #end,100000,9f86d0...,4711
"""

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import msgspec
import zstandard

from villagedesk.domain.goods import Goods, goods_from_json
from villagedesk.errors import AppError, Invalid
from villagedesk.store.catalogue.catalogue import Catalogue
from villagedesk.store.catalogue.imports import Imported, import_goods
from villagedesk.store.room import check_room

_CSV_END = b"#end,"
_JSON_END = b'{"end":'
_COMPRESSED = (".gz", ".zst")
_MAX_LINE = 16 << 10
_PIECE = 1 << 16
# What one of the goods takes on the disk with its words for the search: 680 bytes, and what is written ahead.
_GOODS_BYTES = 900
# A file that adds less is tried as it is: the pieces that went in stay.
_MUCH = 4 << 20
# Lines between two looks at what goes on around: a few ms.
_LOOK_UP = 500
_FLAGS = {"": False, "0": False, "false": False, "1": True, "true": True}
_NUMBERS = ("price_fen", "days", "price_at", "ordered", "reference_fen")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class End:
    """The last line of a catalogue file."""

    count: int
    sha256: str
    cursor: int


def write_file(path: Path, goods: Iterable[Goods], cursor: int = 0) -> End:
    """Publish goods as a file; its name decides the form: ``.ndjson`` or ``.csv``, and ``.gz`` or ``.zst`` behind.

    Args:
        cursor: the place in the feed up to which the goods are as they are in the file.
    """
    digest, count = hashlib.sha256(), 0
    with _opened(path, "wb") as out:
        as_csv = _is_csv(path)
        for line in _csv_lines(goods) if as_csv else _json_lines(goods):
            digest.update(line)
            out.write(line)
            count += 1
        end = End(count - as_csv, digest.hexdigest(), cursor)
        if as_csv:
            out.write(b"%s%d,%s,%d\n" % (_CSV_END, end.count, end.sha256.encode(), cursor))
        else:
            out.write(msgspec.json.encode({"end": {"count": count, "sha256": end.sha256, "cursor": cursor}}) + b"\n")
    return end


def import_file(
    catalogue: Catalogue,
    path: Path,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Imported:
    """Make the catalogue hold what the file holds. It is read to its end and checked before anything is changed.

    Args:
        progress: told how many of how many goods are done.
        cancelled: asked many times a second; what is done stays, and the next import goes on from there.

    Raises:
        AppError: ``catalogue_cut``: the file is not whole; ``catalogue_unknown``: it is no catalogue;
            ``catalogue_no_file``: it is not there. Nothing was changed.
        Invalid: goods in it are not as they should be; nothing was changed.
        StorageTrouble: ``disk_low``: there is not the room for all of it, nothing was changed; disk full, read-only or
            locked: what was done stays.
    """

    def stopped() -> bool:
        catalogue.give_way()
        return cancelled()

    with _trouble_with_file():
        end = _check(path, stopped)
        if end is None:
            return Imported(whole=False)
        need = (end.count - catalogue.count()) * _GOODS_BYTES
        if need > _MUCH:
            check_room(catalogue.path.parent, need)
        return import_goods(
            catalogue,
            read_file(path),
            progress=lambda done: progress(min(done, end.count), end.count),
            cancelled=cancelled,
            complete=True,
            cursor=end.cursor,
        )


def read_file(path: Path) -> Iterator[Goods]:
    """The goods of a file, without a look at its end; see ``import_file`` for what is raised."""
    with _opened(path, "rb") as source:
        lines = (line for line in _lines(source) if not _is_end(line))
        if _is_csv(path):
            yield from _from_csv(lines)
        else:
            yield from map(goods_from_json, lines)


def goods_in(path: Path, *, whole: bool = False) -> Iterator[Goods]:
    """The goods of a file that was read to its end and checked first; see ``import_file`` for what is raised.

    Args:
        whole: somebody says that a file without the last line is whole, as a table from another program is. A last line
            that is there has to fit all the same.

    Raises:
        AppError: ``catalogue_no_end``: the last line is missing, and nobody says that the file is whole.
    """
    with _trouble_with_file():
        try:
            _check(path, lambda: False)
        except _NoEnd as error:
            if not whole:
                raise AppError("catalogue_no_end") from error
            for _goods in read_file(path):  # all of it can be read before anything is changed
                pass
        yield from read_file(path)


class _NoEnd(AppError):
    """Goods, but without the line that tells that they are all there."""


def _check(path: Path, stopped: Callable[[], bool]) -> End | None:
    """Read a file to its end. Every line is looked at, so that nothing can go wrong half way; None when stopped."""
    digest, count, last = hashlib.sha256(), 0, b""
    with _opened(path, "rb") as source:
        for line in _lines(source):
            if last:
                digest.update(last)
                count += 1
                if _is_end(last):
                    raise AppError("catalogue_cut")
            last = line
            if count % _LOOK_UP == 0 and stopped():
                return None
    end = _end(last)
    if end is None or end.sha256 != digest.hexdigest() or end.count != count - _is_csv(path):
        if not (end or _begins_like_ours(path)):
            raise AppError("catalogue_unknown")
        raise AppError("catalogue_cut") if end or path.suffix in _COMPRESSED else _NoEnd("catalogue_cut")
    for done, _goods in enumerate(read_file(path)):
        if done % _LOOK_UP == 0 and stopped():
            return None
    return end


def _begins_like_ours(path: Path) -> bool:
    """Whether the first goods of a file can be read; a compressed file of which nothing can be read was cut."""
    try:
        return next(read_file(path), None) is not None or (path.suffix in _COMPRESSED and path.stat().st_size > 0)
    except AppError:
        return False


@contextmanager
def _trouble_with_file() -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
        raise AppError("catalogue_cut", detail=str(error)) from error
    except OSError as error:
        # Not there, not ours to read, or the stick was pulled out half way (EIO, ENODEV).
        raise AppError("catalogue_no_file", detail=str(error)) from error


def _is_csv(path: Path) -> bool:
    return ".csv" in path.suffixes


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[IO[bytes]]:
    opened: IO[bytes]
    if path.suffix == ".gz":
        opened = cast(IO[bytes], gzip.GzipFile(path, mode, compresslevel=6))
    elif path.suffix == ".zst":
        opened = cast(IO[bytes], zstandard.open(path, mode))
    else:
        opened = cast(IO[bytes], path.open(mode))
    with opened:
        yield opened


def _lines(source: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; one that never ends is not read into memory."""
    reader = io.BufferedReader(cast(io.RawIOBase, source), _PIECE)
    first = True
    while line := reader.readline(_MAX_LINE):
        if len(line) == _MAX_LINE and not line.endswith(b"\n"):
            raise AppError("catalogue_unknown")
        yield line.removeprefix(_BYTE_ORDER_MARK) if first else line
        first = False


def _is_end(line: bytes) -> bool:
    return line.startswith((_CSV_END, _JSON_END))


def _end(line: bytes) -> End | None:
    try:
        if line.startswith(_JSON_END):
            return msgspec.convert(json.loads(line)["end"], End)
        if line.startswith(_CSV_END):
            _mark, count, sha256, cursor = line.decode().strip().split(",")
            return End(int(count), sha256, int(cursor))
    except (ValueError, KeyError, TypeError, msgspec.ValidationError):
        return None
    return None


def _json_lines(goods: Iterable[Goods]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    for one in goods:
        yield encoder.encode(one) + b"\n"


def _csv_lines(goods: Iterable[Goods]) -> Iterator[bytes]:
    names = Goods.__struct_fields__
    yield (",".join(names) + "\n").encode()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for one in goods:
        # A line of the file is a line of the table: no title holds a line break.
        values = (getattr(one, name) for name in names)
        writer.writerow([_cell(value) for value in values])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        return msgspec.json.encode(value).decode() if value else ""
    return " ".join(value.split()) if isinstance(value, str) else value


def _from_csv(lines: Iterable[bytes]) -> Iterator[Goods]:
    try:
        for row in csv.DictReader((line.decode() for line in lines), strict=True):
            yield _csv_goods(row)
    except (csv.Error, UnicodeDecodeError) as error:
        raise AppError("catalogue_unknown", detail=str(error)) from error


def _csv_goods(row: dict[str, str]) -> Goods:
    if "id" not in row or "title" not in row:
        raise AppError("catalogue_unknown")
    fields: dict[str, object] = {name: row[name] for name in Goods.__struct_fields__ if row.get(name)}
    try:
        for name in _NUMBERS:
            fields[name] = int(row.get(name) or 0)
        fields["brand_shop"] = _FLAGS[(row.get("brand_shop") or "").lower()]
        fields["active"] = _FLAGS[(row.get("active") or "1").lower()]
        fields["variants"] = json.loads(row.get("variants") or "[]")
    except (ValueError, KeyError) as error:
        raise Invalid("goods", "goods_broken", id=row["id"]) from error
    return goods_from_json(msgspec.json.encode(fields))
