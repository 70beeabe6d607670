"""Documents and films that come up from a browser: streamed onto the disk, looked at, never kept when something is wrong.

A film is larger than what fits into memory. What a browser sends may be cut off, or be something else than its name
says; both are told before anything is signed.
"""

import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from villagedesk.central.console.visits import CentralDep, FormStale, VisitDep, check_origin
from villagedesk.central.deps import Central
from villagedesk.central.file_kinds import is_what_it_says
from villagedesk.errors import AppError, Invalid, StorageTrouble

# Larger packs are made at the server, by ``villagedesk central pack``.
MOST_BYTES, MOST_FILES = 500_000_000, 200
# While it comes a file lies beside its copy, and then in the pack.
_TIMES = 3
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Uploaded:
    """Files that came up, in a folder that is gone after the request; ``trouble`` is why they are not taken."""

    folder: Path
    trouble: AppError | None = None


async def uploaded(request: Request, here: CentralDep, visit: VisitDep) -> AsyncIterator[Uploaded]:
    """The files of the field ``files``.

    Raises:
        FormStale: it is no form of this session.
    """
    check_origin(request)
    releases = here.config.home / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=releases) as place:
        folder = Path(place)
        try:
            sent = await _sent(request, here)
        except AppError as error:
            if isinstance(error, FormStale):
                raise
            yield Uploaded(folder, error)
            return
        try:
            key = sent.get("form_key")
            if not isinstance(key, str) or not compare_digest(key.encode("utf-8", "replace"), visit.form_key.encode()):
                raise FormStale("form_stale")
            files = [one for one in sent.getlist("files") if isinstance(one, UploadFile) and one.filename]
            trouble = await run_in_threadpool(_keep, files, folder)
        finally:
            await sent.close()
        yield Uploaded(folder, trouble)


async def _sent(request: Request, here: Central) -> FormData:
    """The form, its files on the disk.

    Raises:
        Invalid: ``material_too_large``, ``material_upload_cut``. StorageTrouble: ``material_no_room``. FormStale: no form.
    """
    said = request.headers.get("content-length", "")
    if said.isdecimal():
        _check_size(int(said))
        _check_room(here, int(said))
    parser = MultiPartParser(request.headers, _counted(request), max_files=MOST_FILES, max_fields=20)
    try:
        return await parser.parse()
    except ClientDisconnect as error:
        raise Invalid("files", "material_upload_cut") from error
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise FormStale("form_stale") from None
    except OSError as error:
        raise StorageTrouble("file_not_writable", file="releases") from error


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        _check_size(size)
        yield piece


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise Invalid("files", "material_too_large", limit=MOST_BYTES // 1_000_000)


def _check_room(here: Central, size: int) -> None:
    free = shutil.disk_usage(here.config.home).free
    if size * _TIMES > free:
        raise StorageTrouble("material_no_room", need=max(1, size * _TIMES >> 20), free=free >> 20)


def _keep(files: list[UploadFile], folder: Path) -> AppError | None:
    """Write the files under their own names and look at each; why they are not taken, None when they are."""
    for one in files:
        path = folder / _plain(one.filename or "")
        if path.exists():
            return Invalid("files", "material_twice", name=path.name)
        try:
            with path.open("wb") as out:
                shutil.copyfileobj(one.file, out, 1 << 20)
        except OSError as error:
            return StorageTrouble("file_not_writable", file=path.name, detail=str(error))
        if not is_what_it_says(path):
            return Invalid("files", "material_not_what_it_says", name=path.name)
    return None if files else Invalid("files", "material_files_missing")


def _plain(name: str) -> str:
    """The name of a file alone, without a folder or a sign that no file has."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{ending[:10]}" if dot else plain[:_LONGEST_NAME] or "file"
