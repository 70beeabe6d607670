"""Ask for a file, or where a new one goes: begins where the last one lay, at first in the pictures of the person who uses the computer."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

PHOTO_KINDS = "*.jpg *.jpeg *.png *.webp *.bmp"


class _Last:
    folder = ""
    new_folder = ""
    stick = "?"


def ask_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Open the file dialog.

    Args:
        parent: the widget that asks.
        title: what for.
        kinds: in Qt's form, for instance ``Pictures (*.jpg *.png)``.

    Returns:
        The file, or None when the operator changed their mind.
    """
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    begin = next((folder for folder in (_Last.folder, pictures) if folder and Path(folder).is_dir()), str(Path.home()))
    path, _kind = QFileDialog.getOpenFileName(parent, title, begin, kinds)
    if not path:
        return None
    _Last.folder = str(Path(path).parent)
    return Path(path)


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder, for instance that of a stick; None when the operator changed their mind."""
    media = next((str(place) for place in (Path("/media"), Path("/run/media")) if place.is_dir()), str(Path.home()))
    path = QFileDialog.getExistingDirectory(parent, title, _Last.stick if Path(_Last.stick).is_dir() else media)
    if not path:
        return None
    _Last.stick = path
    return Path(path)


def ask_new_file(parent: QWidget, title: str, name: str, kinds: Sequence[tuple[str, str]]) -> Path | None:
    """Ask where a new file goes; a name without an ending gets that of the chosen kind.

    Args:
        parent: the widget that asks.
        title: what for.
        name: what it is called at first, without an ending.
        kinds: what it may be: (what one calls it, its ending), the usual one first.

    Returns:
        The file, or None when the operator changed their mind.
    """
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = next((f for f in (_Last.new_folder, documents) if f and Path(f).is_dir()), str(Path.home()))
    filters = {f"{words} (*.{ending})": ending for words, ending in kinds}
    plain = "".join(character if character.isalnum() or character in " -_" else " " for character in name)
    first = str(Path(folder) / f"{' '.join(plain.split())}.{kinds[0][1]}")
    path, chosen = QFileDialog.getSaveFileName(parent, title, first, ";;".join(filters))
    if not path:
        return None
    _Last.new_folder = str(Path(path).parent)
    found, usual = Path(path), f".{kinds[0][1]}"
    wanted = f".{filters.get(chosen, kinds[0][1])}"
    if found.suffix.lower() not in {f".{ending}" for _, ending in kinds}:
        return found.with_name(found.name + wanted)
    # With another kind chosen the dialog may have left the ending we proposed; one that was typed stays.
    return found.with_suffix(wanted) if found.suffix.lower() == usual else found
