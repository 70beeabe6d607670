"""Disks that make trouble, for real where this user may mount one, otherwise by limits that any user can set."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from villagedesk import i18n
from villagedesk.errors import SENTENCES, AppError, sentence

_NOBODY = 65534


class LimitedDisk:
    """No file may be written to while it is full (RLIMIT_FSIZE of this process); works for every user."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @contextmanager
    def full(self) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


class SmallDisk:
    """A file system of a few MB in memory, full while a filler lies on it."""

    def __init__(self, mounted: Path) -> None:
        self._filler = mounted / "filler"
        self.home = mounted / "home"

    @contextmanager
    def full(self, but: int = 0) -> Iterator[None]:
        """Full, ``but`` for so many bytes."""
        with self._filler.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)) == 4096:
                    pass
            except OSError:
                pass
            file.truncate(max(0, file.tell() - but))
        try:
            yield
        finally:
            self._filler.unlink()


Disk = LimitedDisk | SmallDisk


@contextmanager
def mounted(folder: Path, megabytes: int = 8) -> Iterator[SmallDisk]:
    """A small disk; the test is skipped where this user may not mount one."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=700"]
    done = subprocess.run(["mount", *options, "none", str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no right to mount a disk")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(params=["limited", "small"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if sys.platform != "linux":
        pytest.skip("Linux only")
    if request.param == "limited":
        yield LimitedDisk(tmp_path / "home")
        return
    with mounted(tmp_path / "disk") as made:
        yield made


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write into the folder; for root, who may write anywhere, we are another user meanwhile."""
    files = [folder, *folder.rglob("*")]
    modes = {file: file.stat().st_mode for file in files}
    with ExitStack() as stack:
        if os.geteuid() == 0:
            for parent in folder.resolve().parents:
                if not parent.stat().st_mode & 0o001:
                    stack.callback(parent.chmod, parent.stat().st_mode)
                    parent.chmod(parent.stat().st_mode | 0o011)
            for file in files:
                os.chown(file, _NOBODY, -1)
            stack.callback(lambda: [os.chown(file, 0, -1) for file in files])
        for file in files:
            file.chmod(0o500 if file.is_dir() else 0o400)
        stack.callback(lambda: [file.chmod(mode) for file, mode in modes.items()])
        if os.geteuid() == 0:
            os.seteuid(_NOBODY)
            stack.callback(os.seteuid, 0)
        yield


def told_plainly(error: AppError, code: str) -> None:
    """One sentence of ours, in both languages."""
    assert error.code == code
    assert code in SENTENCES
    said, before = [], i18n.language()
    for language in ("en", "zh_CN"):
        i18n.set_language(language)
        said.append(sentence(error))
    i18n.set_language(before)
    assert said[0] != said[1]
    assert all(text and "{" not in text for text in said)
