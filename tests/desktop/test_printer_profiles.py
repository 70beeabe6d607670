"""The bytes for receipt printers against the database of printer profiles that python-escpos carries."""

import pytest
from escpos.capabilities import CAPABILITIES
from escpos.printer import Dummy
from PIL import Image
from PySide6.QtGui import QImage

from tests.desktop.test_papers import PAPERS, slip
from villagedesk.desktop.printing import escpos
from villagedesk.desktop.printing.heads import HEADS, Head, head_of
from villagedesk.desktop.printing.layout import images, lay_out
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.settings import Settings

pytestmark = pytest.mark.usefixtures("qapp")


def dots_of(profile) -> int:
    """The dots of a profile; where it does not say, the usual ones."""
    pixels = profile["media"]["width"].get("pixels", "Unknown")
    return 576 if pixels == "Unknown" else int(pixels)


# Those that print graphics as we do; the others are customer displays and needle printers.
PROFILES = {name: p for name, p in CAPABILITIES["profiles"].items() if p["features"].get("bitImageRaster")}
RECEIPTS = ("OrderSlip", "PrinterTest")


def head_for(profile) -> Head:
    """What an operator would choose: the widest head that fits, and a knife where there is one."""
    dots = dots_of(profile)
    widest = max((head for head in HEADS.values() if head.dots <= dots), key=lambda head: head.dots)
    features = profile["features"]
    return Head(widest.roll_mm, widest.dots, cuts=bool(features["paperFullCut"] or features["paperPartCut"]))


def commands(data):
    """The commands of a job: name, and the picture's width in dots and height where it is one."""
    found = []
    while data:
        if data.startswith(b"\x1b@"):
            found.append(("reset", 0, 0))
            data = data[2:]
        elif data.startswith(b"\x1dv0\x00"):
            width, height = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
            found.append(("raster", width * 8, height))
            data = data[8 + width * height :]
        elif data.startswith(b"\x1bd"):
            found.append(("feed", 0, data[2]))
            data = data[3:]
        elif data.startswith(b"\x1dVB\x00"):
            found.append(("cut", 0, 0))
            data = data[4:]
        else:
            pytest.fail(f"a command that no profile knows: {data[:8]!r}")
    return found


def test_there_are_profiles_of_both_rolls_with_and_without_a_knife():
    heads = {head_for(profile) for profile in PROFILES.values()}
    assert {(head.dots, head.cuts) for head in heads} >= {(384, False), (384, True), (512, True), (576, True)}


@pytest.mark.parametrize("name", PROFILES)
def test_a_slip_uses_only_what_the_printer_has(name):
    profile = PROFILES[name]
    head = head_for(profile)
    sent = commands(escpos.job(images(lay_out(slip(), head=head)), copies=2, cuts=head.cuts))
    assert sent[0][0] == "reset"
    assert sent[-1][0] == ("cut" if head.cuts else "feed")
    assert sum(command == "cut" for command, _, _ in sent) == (2 if head.cuts else 0)
    pictures = [(width, height) for command, width, height in sent if command == "raster"]
    assert pictures
    assert all(width <= dots_of(profile) and height <= escpos.BAND for width, height in pictures)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("paper", [name for name, paper in PAPERS.items() if type(paper).__name__ in RECEIPTS])
def test_the_picture_is_what_python_escpos_would_send_to_this_printer(name, paper, tmp_path):
    head = head_for(PROFILES[name])
    image = images(lay_out(PAPERS[paper], head=head))[0]
    image.save(str(tmp_path / "paper.png"))
    sharp = Image.open(tmp_path / "paper.png").point(lambda grey: 255 if grey >= escpos.WHITE_FROM else 0)
    other = Dummy(profile=name)
    other.image(sharp, impl="bitImageRaster", fragment_height=escpos.BAND)  # refuses what is wider than the head
    assert escpos.raster(image) == other.output


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_ruler_of_the_test_page_reaches_both_ends_of_the_head(head):
    paper = next(paper for paper in PAPERS.values() if type(paper).__name__ == "PrinterTest")
    (image,) = images(lay_out(paper, head=head))
    assert image.width() == head.dots
    dark = {x for y in range(image.height()) for x in (0, image.width() - 1) if (image.pixel(x, y) & 0xFF) < 128}
    assert dark == {0, image.width() - 1}
    assert read_codes(image) == [paper.qr]


def test_a_printer_without_a_knife_feeds_up_to_the_edge():
    white = QImage(8, 8, QImage.Format.Format_Grayscale8)
    white.fill(255)
    assert escpos.job([white], cuts=False).endswith(escpos.FEED)
    assert escpos.job([white]).endswith(escpos.CUT)


def test_the_settings_name_the_printer():
    assert head_of(Settings()) == Head(80, 576, cuts=True)
    assert head_of(Settings(print_head="58", cuts=False)) == Head(58, 384, cuts=False)
    assert head_of(Settings(print_head="80-512")).dots == 512
