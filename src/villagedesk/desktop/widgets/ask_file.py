"""Ask for a file: begins where the last one lay, at first in the pictures of the person who uses the computer."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

PHOTO_KINDS = "*.jpg *.jpeg *.png *.webp *.bmp"


class _Last:
    folder = ""


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
