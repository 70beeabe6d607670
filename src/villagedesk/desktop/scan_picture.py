"""Reading the codes in a picture: a photo of a label, a scanned page, one frame of a camera."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from villagedesk.desktop.photos import open_photo
from villagedesk.domain.labels import is_label
from villagedesk.errors import AppError

_LONGEST_SIDE = 3000  # enough for a label in a corner of a page, and read in a blink
_BORDER = 16


def read_codes(picture: Path | QImage) -> list[str]:
    """The texts of all QR codes in a picture, those of our labels first.

    Raises:
        AppError: ``no_square_found``, or what `photos.open_photo` says about a file.
        OSError: the file cannot be read.
    """
    import zxingcpp  # lazy: only needed when a picture is read

    image = open_photo(picture, _LONGEST_SIDE) if isinstance(picture, Path) else picture
    grey = _grey(image)
    pixels = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    found = zxingcpp.read_barcodes(pixels, zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    texts = [code.text for code in found if code.valid and code.text]
    if not texts:
        raise AppError("no_square_found")
    return sorted(texts, key=lambda text: not is_label(text))


def _grey(image: QImage) -> QImage:
    """Grey on white with a border, which a cut-out label lacks; its width is a multiple of 4, so rows are gapless."""
    width = (image.width() + 2 * _BORDER + 3) // 4 * 4
    made = QImage(width, image.height() + 2 * _BORDER, QImage.Format.Format_Grayscale8)
    made.fill(Qt.GlobalColor.white)
    painter = QPainter(made)
    painter.drawImage(_BORDER, _BORDER, image)
    painter.end()
    return made
