"""From what a paper says to its pages, and from pages to a picture or a PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QBuffer, QMarginsF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from villagedesk.desktop.printing import (
    back_slips,
    certificates,
    class_archive,
    class_papers,
    complaint,
    consent_slip,
    contract,
    day_sheets,
    diplomas,
    labels,
    list_sheets,
    passbook_slip,
    period_statement,
    receipts,
    sale_slips,
    settlement,
    sheets,
)
from villagedesk.desktop.printing.heads import USUAL, Head
from villagedesk.desktop.printing.page import DOTS_PER_MM, Page
from villagedesk.domain import (
    archive_papers,
    cash_papers,
    contract_papers,
    course_papers,
    dossier_papers,
    papers,
    passbook,
    produce_papers,
    room_papers,
    sale_papers,
    statement_papers,
)

_PDF_DPI = 1016  # five units a dot, so that thin lines keep their place


@dataclass(frozen=True)
class Layout:
    """The pages of one paper. ``paper_mm`` is the size of the sheet, ``origin_mm`` where the pages begin on it."""

    form: str  # label, receipt or a4
    pages: list[Page]
    paper_mm: tuple[float, float]
    origin_mm: tuple[float, float] = (0.0, 0.0)


_SHEETS = (
    papers.SignInSheet,
    papers.InvitationSheet,
    papers.PlainSheet,
    papers.ListSheet,
    produce_papers.CertificateSheet,
    papers.Complaint,
    sale_papers.SettlementSheet,
    course_papers.Diploma,
    archive_papers.ClassArchive,
    contract_papers.ContractSheet,
)
_SMALL_LABELS = (papers.LotLabel, papers.PickupLabel, papers.SealLabel, room_papers.AssetTag, sale_papers.PackLabel)
_Sheet: TypeAlias = (
    papers.SignInSheet
    | papers.InvitationSheet
    | papers.PlainSheet
    | papers.ListSheet
    | produce_papers.CertificateSheet
    | papers.Complaint
    | sale_papers.SettlementSheet
    | course_papers.Diploma
    | archive_papers.ClassArchive
    | contract_papers.ContractSheet
)
_SmallLabel: TypeAlias = (
    papers.LotLabel | papers.PickupLabel | papers.SealLabel | room_papers.AssetTag | sale_papers.PackLabel
)
Photo = Callable[[str], bytes | None]


def no_photo(_sha256: str) -> bytes | None:
    """Where there are no photos: their places on the paper stay empty and say so."""
    return None


def lay_out(paper: papers.Paper, *, head: Head = USUAL, reprint: int = 0, photo: Photo = no_photo) -> Layout:
    """Lay a paper out in the language of the moment.

    Args:
        paper: what it says.
        head: the receipt printer it is for.
        reprint: 0 for the first paper, else the number the reprint mark shows.
        photo: gives a JPEG by its SHA-256, or None where it is not on this computer.
    """
    if isinstance(paper, _SHEETS):
        return Layout("a4", _sheet(paper, reprint, photo), (210, 297))
    if isinstance(paper, _SMALL_LABELS):
        return Layout("label", _small_label(paper, reprint, photo), (60, 40))
    match paper:
        case papers.PersonCard():
            return Layout("label", labels.person_card(paper, reprint), (85.5, 54))
        case papers.OrderSlip():
            return _receipt(receipts.order_slip(paper, reprint, head.dots, photo), head.roll_mm)
        case produce_papers.CertificateLabel():
            return Layout("label", certificates.certificate_label(paper, reprint, photo), (60, 80))
        case papers.ReturnSlip():
            return _receipt(back_slips.return_slip(paper, reprint, head.dots), head.roll_mm)
        case papers.PayoutSlip():
            return _receipt(back_slips.payout_slip(paper, reprint, head.dots), head.roll_mm)
        case cash_papers.BillReceipt():
            return _receipt(receipts.bill_receipt(paper, reprint, head.dots), head.roll_mm)
        case cash_papers.MoneyReceipt():
            return _receipt(receipts.money_receipt(paper, reprint, head.dots), head.roll_mm)
        case cash_papers.DaySheet(a4=True):
            return Layout("a4", day_sheets.on_a4(paper, reprint), (210, 297))
        case cash_papers.DaySheet():
            return _receipt(day_sheets.on_roll(paper, reprint, head.dots), head.roll_mm)
        case passbook.PassbookSlip():
            return _receipt(passbook_slip.passbook_slip(paper, reprint, head.dots), head.roll_mm)
        case sale_papers.WeighSlip() | sale_papers.FarmerStatement() | statement_papers.PeriodStatement():
            return _receipt(_sale_slip(paper, reprint, head.dots), head.roll_mm)
        case dossier_papers.ConsentSlip():
            return _receipt(consent_slip.consent_slip(paper, reprint, head.dots), head.roll_mm)
        case course_papers.DiplomaSlip():
            return _receipt(diplomas.diploma_slip(paper, reprint, head.dots), head.roll_mm)
        case papers.PrinterTest():
            return _receipt(receipts.printer_test(paper, reprint, head.dots), head.roll_mm)


def _sheet(paper: _Sheet, reprint: int, photo: Photo) -> list[Page]:
    """The pages of what is printed on A4."""
    match paper:
        case papers.SignInSheet() | papers.InvitationSheet():
            return class_papers.class_sheet(paper, reprint)
        case papers.PlainSheet():
            return sheets.plain_sheet(paper, reprint)
        case papers.ListSheet():
            return list_sheets.list_sheet(paper, reprint)
        case produce_papers.CertificateSheet():
            return certificates.certificate_sheet(paper, reprint, photo)
        case papers.Complaint():
            return complaint.complaint(paper, reprint, photo)
        case sale_papers.SettlementSheet():
            return settlement.settlement_sheet(paper, reprint)
        case course_papers.Diploma():
            return diplomas.diploma(paper, reprint)
        case archive_papers.ClassArchive():
            return class_archive.class_archive(paper, reprint, photo)
        case contract_papers.ContractSheet():
            return contract.contract_sheet(paper, reprint)


def _small_label(paper: _SmallLabel, reprint: int, photo: Photo) -> list[Page]:
    """A label of 60 x 40 mm."""
    match paper:
        case papers.LotLabel():
            return labels.lot_label(paper, reprint, photo)
        case papers.PickupLabel():
            return labels.pickup_label(paper, reprint)
        case papers.SealLabel():
            return labels.seal_label(paper, reprint)
        case room_papers.AssetTag():
            return labels.asset_tag(paper, reprint)
        case sale_papers.PackLabel():
            return sale_slips.pack_label(paper, reprint)


def pdf(layout: Layout, title: str) -> bytes:
    """The pages as a PDF whose text can be found and copied."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Village Desk")
    writer.setResolution(_PDF_DPI)
    writer.setPageLayout(page_layout(layout))
    painter = QPainter(writer)
    paint_pages(layout, painter, writer.newPage, writer.resolution())
    painter.end()
    return bytes(buffer.data().data())


def page_layout(layout: Layout) -> QPageLayout:
    """The sheet for Qt, without margins."""
    size = QPageSize(QSizeF(*layout.paper_mm), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    made = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())
    made.setMode(QPageLayout.Mode.FullPageMode)
    return made


def paint_pages(layout: Layout, painter: QPainter, new_page: Callable[[], object], dpi: int) -> None:
    """Paint all pages on a paged device with ``dpi`` units an inch; ``new_page`` turns the page."""
    unit = dpi / 25.4
    for number, page in enumerate(layout.pages):
        if number:
            new_page()
        painter.save()
        painter.translate(layout.origin_mm[0] * unit, layout.origin_mm[1] * unit)
        painter.scale(unit / DOTS_PER_MM, unit / DOTS_PER_MM)
        page.paint(painter)
        painter.restore()


def images(layout: Layout) -> list[QImage]:
    """Each page as a grey picture, 8 pixels a millimetre."""
    return [page.image() for page in layout.pages]


def _sale_slip(
    paper: sale_papers.WeighSlip | sale_papers.FarmerStatement | statement_papers.PeriodStatement,
    reprint: int,
    dots: int,
) -> list[Page]:
    """What a farmer takes home: from the scale, with his money, or over a time."""
    match paper:
        case sale_papers.WeighSlip():
            return sale_slips.weigh_slip(paper, reprint, dots)
        case sale_papers.FarmerStatement():
            return sale_slips.farmer_statement(paper, reprint, dots)
        case _:
            return period_statement.period_statement(paper, reprint, dots)


def _receipt(pages: list[Page], roll_mm: int) -> Layout:
    side = (roll_mm - pages[0].width / DOTS_PER_MM) / 2
    height = pages[0].height / DOTS_PER_MM + 2 * side
    return Layout("receipt", pages, (roll_mm, height), (side, side))
