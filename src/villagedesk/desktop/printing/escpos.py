"""Pictures for thermal printers: ESC/POS raster graphics, which every such printer has since the nineties.

Commands by Epson's ESC/POS reference: ESC @ (reset), GS v 0 (raster picture), ESC d (feed), GS V 66 (feed and cut).
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

BAND = 128  # rows a command: cheap printers have a small buffer
# Grey from here on stays white. Above the middle, because thin strokes of small characters would otherwise break.
WHITE_FROM = 176

_BLACK_OR_WHITE = bytes(0 if grey < WHITE_FROM else 255 for grey in range(256))
_FLIPPED = bytes(255 - value for value in range(256))

# DLE EOT n asks for the state in the middle of anything; bit 1 and 4 of an answer are always set, 0 and 7 never.
ASK_COVER, ASK_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
_ANSWER_MASK, _ANSWER = 0x93, 0x12

RESET = b"\x1b@"
CUT = b"\x1bd\x04\x1dVB\x00"
FEED = b"\x1bd\x06"  # as far as the edge where the paper is torn off


def job(images: list[QImage], copies: int = 1, *, cuts: bool = True) -> bytes:
    """The bytes that print the pictures one below the other, the whole as often as ``copies``.

    Each is cut off, or fed up to the edge by a printer without a knife: some of those print the command as letters.
    """
    once = b"".join(raster(image) + (CUT if cuts else FEED) for image in images)
    return RESET + once * copies


def raster(image: QImage) -> bytes:
    """One picture, a dot a pixel; what is darker than ``WHITE_FROM`` is printed."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    sharp = bytes(grey.constBits()).translate(_BLACK_OR_WHITE)
    mono = QImage(sharp, grey.width(), grey.height(), grey.bytesPerLine(), grey.format()).convertToFormat(
        QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither
    )
    width, stride = (mono.width() + 7) // 8, mono.bytesPerLine()
    bits = bytes(mono.constBits())
    if mono.color(1) & 0xFFFFFF:  # Qt chose 1 for white; the printer's 1 is black
        bits = bits.translate(_FLIPPED)
    tail = (0xFF << (-mono.width() % 8)) & 0xFF
    rows = []
    for number in range(mono.height()):
        row = bytearray(bits[number * stride : number * stride + width])
        row[-1] &= tail
        rows.append(bytes(row))
    found = []
    for start in range(0, len(rows), BAND):
        band = rows[start : start + BAND]
        found.append(b"\x1dv0\x00" + width.to_bytes(2, "little") + len(band).to_bytes(2, "little") + b"".join(band))
    return b"".join(found)


def trouble(cover: bytes, paper: bytes) -> str:
    """The code of what the two answers say, empty when all is well or the printer does not answer such questions."""
    if _is_answer(paper) and paper[0] & 0x60:
        return "printer_no_paper"
    if _is_answer(cover) and cover[0] & 0x04:
        return "printer_cover_open"
    if _is_answer(cover) and cover[0] & 0x20:
        return "printer_no_paper"
    return ""


def _is_answer(answer: bytes) -> bool:
    return len(answer) == 1 and answer[0] & _ANSWER_MASK == _ANSWER
