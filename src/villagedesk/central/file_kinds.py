"""What a file is, by how it begins and ends: its name and what a browser says of it are no proof."""

from collections.abc import Callable
from pathlib import Path

PDF = "application/pdf"
_PDF, _JPEG, _PNG, _MATROSKA = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\x1a\x45\xdf\xa3"
# A file ends with its mark; some programs write a little behind it.
_ENDS_WITHIN = 2048


def picture_kind(data: bytes) -> str | None:
    """The type of a picture by its first bytes; None for what is none of ours."""
    if data.startswith(_JPEG):
        return "image/jpeg"
    if data.startswith(_PNG):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def paper_kind(data: bytes) -> str | None:
    """The type of a paper by its first bytes: a picture's, or ``PDF``; None for what is neither."""
    return PDF if data.startswith(_PDF) else picture_kind(data)


def is_pdf(path: Path) -> bool:
    """Whether a file begins as a PDF."""
    with path.open("rb") as file:
        return file.read(len(_PDF)) == _PDF


def ends_as_pdf(data: bytes) -> bool:
    """Whether the end of a PDF is there."""
    return b"%%EOF" in data[-_ENDS_WITHIN:]


def is_what_it_says(path: Path) -> bool:
    """Whether a file begins, and ends, as its ending says; True for an ending that is none of ours."""
    with path.open("rb") as file:
        head = file.read(16)
        size = file.seek(0, 2)
        file.seek(max(0, size - _ENDS_WITHIN))
        tail = file.read()
    look = _LOOKS.get(path.suffix.lower())
    return look is None or look(head, tail)


def _is_text(head: bytes, tail: bytes) -> bool:
    return b"\0" not in head + tail


_LOOKS: dict[str, Callable[[bytes, bytes], bool]] = {
    ".pdf": lambda head, tail: head.startswith(_PDF) and ends_as_pdf(tail),
    ".png": lambda head, tail: head.startswith(_PNG) and b"IEND" in tail,
    ".jpg": lambda head, tail: head.startswith(_JPEG) and b"\xff\xd9" in tail,
    ".mp4": lambda head, _tail: head[4:8] == b"ftyp",
    ".webm": lambda head, _tail: head.startswith(_MATROSKA),
    ".mkv": lambda head, _tail: head.startswith(_MATROSKA),
    ".txt": _is_text,
}
