"""Photos at capture: recognised by their content, turned upright, shrunk, and freed of place and camera data."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QImageWriter, QPainter

from villagedesk.errors import AppError

LONGEST_SIDE = 1280
MOST_BYTES = 200_000
MOST_FILE_BYTES = 40 << 20
# How each kind begins, and how many pixels we open: a JPEG is decoded straight to a small size, the others are not.
_JPEG_PIXELS, _OTHER_PIXELS = 120_000_000, 50_000_000
_BEGINNINGS = ((b"\xff\xd8\xff", b"jpeg"), (b"\x89PNG\r\n\x1a\n", b"png"), (b"BM", b"bmp"))
_QUALITIES = (82, 74, 66, 58, 50)
_SIDES = (LONGEST_SIDE, 1024, 800, 640)


def shrink(source: Path | bytes) -> bytes:
    """A photo as a small upright JPEG: at most 1280 pixels a side and 200,000 bytes, no metadata.

    Args:
        source: a file, or what a camera gave.

    Raises:
        AppError: ``photo_not_a_photo``, ``photo_too_many_pixels``, ``photo_damaged`` or ``file_too_large``.
        OSError: the file cannot be read.
    """
    return _small_jpeg(_clean(open_photo(source, 2 * LONGEST_SIDE)))


def open_photo(source: Path | bytes, about: int) -> QImage:
    """A photo as a picture, upright; a large JPEG comes out with about ``about`` pixels on its longer side.

    Raises:
        AppError: see `shrink`.
        OSError: the file cannot be read.
    """
    data = _bytes(source)
    kind = _kind(data)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # The kind is ours to say: no other of Qt's readers (SVG, PDF, ...) gets to see what came from outside.
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)  # the camera's orientation mark
    size = reader.size()
    if size.width() * size.height() > (_JPEG_PIXELS if kind == b"jpeg" else _OTHER_PIXELS):
        raise AppError("photo_too_many_pixels")
    if kind == b"jpeg" and size.isValid() and max(size.width(), size.height()) > about:
        # A tenth of the time and memory of decoding everything.
        reader.setScaledSize(size.scaled(about, about, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull() or (kind == b"jpeg" and not _has_end(data)):
        raise AppError("photo_damaged")
    return image


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, Path):
        if not source.is_file():
            raise AppError("photo_not_a_photo")
        with source.open("rb") as file:
            source = file.read(MOST_FILE_BYTES + 1)
    if len(source) > MOST_FILE_BYTES:
        raise AppError("file_too_large", limit=MOST_FILE_BYTES >> 20)
    return source


def _kind(data: bytes) -> bytes:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return b"webp"
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    raise AppError("photo_not_a_photo")


def _has_end(jpeg: bytes) -> bool:
    """Whether the end mark comes after the picture's data. Qt takes half a JPEG and paints the rest grey."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        if jpeg[at + 1] == 0xDA:  # start of scan: from here on the end mark cannot be part of something else
            return jpeg.find(b"\xff\xd9", at) >= 0
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return False


def _clean(image: QImage) -> QImage:
    """On white, in sRGB, and without the texts that Qt would write into the new file."""
    if image.colorSpace().isValid() and image.colorSpace() != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    longest = QSize(LONGEST_SIDE, LONGEST_SIDE)
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(longest, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    clean = QImage(image.size(), QImage.Format.Format_RGB32)  # a new one has no texts
    clean.fill(Qt.GlobalColor.white)
    painter = QPainter(clean)
    painter.drawImage(0, 0, image)
    painter.end()
    return clean


def _small_jpeg(image: QImage) -> bytes:
    data = b""
    for side in _SIDES:
        smaller = image
        if max(image.width(), image.height()) > side:
            room = QSize(side, side)
            smaller = image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        for quality in _QUALITIES:
            data = _jpeg(smaller, quality)
            if len(data) <= MOST_BYTES:
                return data
    return data


def _jpeg(image: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(quality)
    writer.setOptimizedWrite(True)
    if not writer.write(image):
        raise AppError("photo_damaged")
    return bytes(buffer.data().data())
