"""The first day on one sheet of paper, for the operator who stands before a new computer: ``villagedesk first-day``."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from villagedesk.desktop.printing import page
from villagedesk.desktop.printing.layout import lay_out, pdf
from villagedesk.domain.papers import PlainSheet
from villagedesk.i18n import N_, _
from villagedesk.store.files import file_trouble_told, write_whole

# What to do, and how; in the order of the day.
STEPS: tuple[tuple[str, str], ...] = (
    (
        N_("1  Install"),
        N_(
            "Put the stick in and open the package: on Windows the setup, on UOS, Kylin and Debian the .deb file. It takes "
            "ten minutes and needs no line. Does it say that something does not work, call the county office."
        ),
    ),
    (
        N_("2  Enrol"),
        N_(
            "Open Village Desk from the menu. Scan the square that the county office gave you, or type its address and code. "
            "This needs the line once. No line? Call the county office: it can do this step for you before it brings the computer."
        ),
    ),
    (
        N_("3  Who works here"),
        N_(
            "Type your name and a PIN of four to eight digits that nobody else knows. The PIN says who did something; it is "
            "never shown. More people are added under More, Operators."
        ),
    ),
    (
        N_("4  Printer, scanner"),
        N_(
            "Print the test page and scan the square on it. If the right edge is missing, choose the narrower paper. Without "
            "a printer everything is kept as PDF."
        ),
    ),
    (
        N_("5  First sync"),
        N_(
            "Wait until the chip at the top right says that all is delivered. On a thin line take the goods from the "
            "county's stick: More, Goods catalogue, Take in a file. For a sync by stick: the sync page, From a stick."
        ),
    ),
    (
        N_("6  Practise"),
        N_(
            "Open the practice room from the menu; its PIN stands at the foot of the window. Its villagers are invented and "
            "nothing of it is ever sent: take an order (F2), hand a parcel over (F3), count the till (F9). F1 helps on "
            "every page."
        ),
    ),
    (
        N_("7  In the evening"),
        N_(
            "Count the till, close the day, let the chip turn green, then switch off. If the power fails meanwhile, nothing "
            "that was saved is lost: switch on and go on."
        ),
    ),
)


def sheet() -> PlainSheet:
    """The sheet in the language of the moment."""
    return PlainSheet(
        title=_("Village Desk: the first day"),
        facts=tuple((_(name), _(text)) for name, text in STEPS),
        paragraphs=(
            _("County office, phone: ______________________    Code: ______________________"),
            _("Address: https://____________________________________________________"),
        ),
    )


def write(place: Path, say: Callable[[str], None]) -> int:
    """Write the sheet as a PDF in the language of the moment, into a folder or under a name; returns 0.

    Raises:
        StorageTrouble: it cannot be written.
    """
    _app = QGuiApplication.instance() or QGuiApplication([])
    page.load_fonts()
    paper = sheet()
    title = paper.title
    target = place / f"{title.replace('：', ' ').replace(':', '')}.pdf" if place.is_dir() else place
    with file_trouble_told():
        write_whole(target, pdf(lay_out(paper), title))
    say(_("Written: {place}").format(place=str(target)))
    return 0
