"""A disk whose power can be cut: an ext4 image on a loop device, of which a cut keeps what has reached the image.

The writer is stopped, the image is copied, and the copy takes the place of the image: whatever was still in the
computer's memory is gone, as after a power cut. Needs root, losetup, mkfs.ext4 and mount.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path

SIZE = "64M"


class Disk:
    """One such disk; ``path`` is where it is mounted."""

    def __init__(self, folder: Path) -> None:
        self._image, self._copy = folder / "disk.img", folder / "cut.img"
        self.path = folder / "disk"
        self.path.mkdir()
        _run("truncate", "-s", SIZE, self._image)
        # Without its lazy helpers, which would write to the image by themselves.
        _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", self._image)
        self._mount()

    def cut(self, writer: int) -> None:
        """Cut the power while the process ``writer`` works; afterwards it is gone and the disk is mounted again."""
        os.kill(writer, signal.SIGSTOP)
        while _state(writer) != "T":
            pass
        _run("cp", "--sparse=always", self._image, self._copy)
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        self._unmount()
        self._copy.replace(self._image)
        self._mount()

    def close(self) -> None:
        """Take the disk away."""
        self._unmount()

    def _mount(self) -> None:
        _run("mount", "-o", "loop", self._image, self.path)

    def _unmount(self) -> None:
        _run("umount", self.path)


def can_cut_power(folder: Path) -> bool:
    """Whether this computer lets us make such a disk."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    if not all(shutil.which(name) for name in ("losetup", "mkfs.ext4", "mount", "umount")):
        return False
    trial = folder / "trial"
    trial.mkdir(parents=True)
    try:
        Disk(trial).close()
    except subprocess.CalledProcessError:
        return False
    return True


def _state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def _run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
