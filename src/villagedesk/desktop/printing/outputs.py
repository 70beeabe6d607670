"""Where a paper goes: to a thermal printer as a picture, to a printer of the system as a page, or into a PDF."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QTransform

from villagedesk import clock, i18n
from villagedesk.desktop.printing import escpos, raw
from villagedesk.desktop.printing.heads import Head
from villagedesk.desktop.printing.layout import Layout, images, page_layout, paint_pages, pdf
from villagedesk.desktop.printing.raw import PrintTrouble
from villagedesk.store.files import write_whole

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

_LARGE_SHEET_MM = 100  # from here on it is an office printer, and a label goes into the corner of its sheet
_CORNER_MM = 12


def send(layout: Layout, title: str, *, printer: str, head: Head, prints: Path, copies: int = 1) -> str:
    """Bring a paper out.

    Args:
        layout: the pages.
        title: names the job and the PDF file.
        printer: the setting: a printer's name, ``tcp://address``, a device path, or empty.
        head: what the receipt printer can do.
        prints: folder of the PDF files that are made when no printer can take this paper.
        copies: how many; a PDF is made once.

    Returns:
        Where it came out: the printer, or the path of the PDF.

    Raises:
        PrintTrouble: the printer made trouble.
        StorageTrouble: the PDF could not be written.
    """
    if raw.is_raw(printer):
        pictures = _on_roll(layout, head.dots)
        if pictures:
            raw.send(printer, escpos.job(pictures, copies, cuts=head.cuts))
            return printer
        printer = _office_printer()
    if printer:
        return _send_to_system(layout, title, printer, copies)
    path = prints / f"{_file_name(title)}.pdf"
    write_whole(path, pdf(layout, title))
    return str(path)


def _on_roll(layout: Layout, dots: int) -> list[QImage]:
    """The pages for a print head of ``dots``, turned when they fit only so; empty when they do not fit at all."""
    if layout.form == "a4":
        return []
    pictures = images(layout)
    if all(picture.width() <= dots for picture in pictures):
        return pictures
    if all(picture.height() <= dots for picture in pictures):
        return [picture.transformed(QTransform().rotate(90)) for picture in pictures]
    return []


def _send_to_system(layout: Layout, title: str, name: str, copies: int) -> str:
    from PySide6.QtPrintSupport import QPrinter  # lazy: 0.1 s, and not needed at start

    info = _info().printerInfo(name)
    if info.isNull():
        raise PrintTrouble("printer_not_found", printer=name)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    sheet = info.defaultPageSize().size(info.defaultPageSize().Unit.Millimeter)
    print_pages(printer, layout, copies, in_corner=layout.form != "a4" and sheet.width() >= _LARGE_SHEET_MM)
    return name


def print_pages(printer: "QPrinter", layout: Layout, copies: int, *, in_corner: bool) -> None:
    """Paint the pages on a printer; ``in_corner`` keeps its own sheet and draws an outline to cut along.

    Raises:
        PrintTrouble: it does not take the job.
    """
    if in_corner:
        printer.setFullPage(True)
    else:
        printer.setPageLayout(page_layout(layout))
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintTrouble("printer_no_answer", printer=printer.printerName())
    for copy in range(copies):
        if copy:
            printer.newPage()
        if in_corner:
            _into_corner(painter, layout, printer.resolution())
        paint_pages(layout, painter, printer.newPage, printer.resolution())
        painter.resetTransform()
    if not painter.end() or printer.printerState() == printer.PrinterState.Error:
        raise PrintTrouble("printer_stopped", on_paper=True, printer=printer.printerName())


def _into_corner(painter: QPainter, layout: Layout, dpi: int) -> None:
    unit = dpi / 25.4
    painter.translate(_CORNER_MM * unit, _CORNER_MM * unit)
    painter.setPen(QPen(Qt.GlobalColor.gray, 0.2 * unit, Qt.PenStyle.DashLine))
    painter.drawRect(QRectF(0, 0, layout.paper_mm[0] * unit, layout.paper_mm[1] * unit))


def _office_printer() -> str:
    info = _info().defaultPrinter()
    return "" if info.isNull() else info.printerName()


def _info() -> "type[QPrinterInfo]":
    from PySide6.QtPrintSupport import QPrinterInfo  # lazy: 0.1 s, and not needed at start

    return QPrinterInfo


def _file_name(title: str) -> str:
    moment = i18n.local(clock.now_ms()).strftime("%Y-%m-%d %H%M%S")
    words = "".join(letter if letter.isalnum() or letter in " -·" else " " for letter in title)
    return " ".join(f"{moment} {words}".split())[:80].strip()
