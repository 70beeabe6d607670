"""Colours that can be read, sizes that grow, icons that are all there, and no text that Qt takes for HTML."""

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QLabel

from villagedesk import paths
from villagedesk.desktop import icons, theme
from villagedesk.desktop.widgets import Pill, Text


def contrast(one, other):
    """The contrast of two colours of the palette, 1 to 21 (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((luminance(theme.COLOURS[one]), luminance(theme.COLOURS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(code):
    shares = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), theme.PAIRS)
def test_contrast(text, ground):
    assert contrast(text, ground) >= 4.5


def test_each_kind_can_be_read():
    for text, ground in theme.KINDS.values():
        assert contrast(text, ground) >= 4.5, (text, ground)


def test_known_contrast():
    assert contrast("card", "card") == pytest.approx(1.0)
    theme.COLOURS["black"] = "#000000"
    try:
        assert contrast("black", "card") == pytest.approx(21.0)
    finally:
        del theme.COLOURS["black"]


def test_text_grows_with_the_setting(qapp):
    heights = []
    for percent in (100, 150, 200):
        theme.apply(qapp, percent)
        label = Text("村服务台", "title")
        label.ensurePolished()
        heights.append(label.font().pixelSize())
    assert heights == [28, 42, 56]


def test_size_of_the_setting_is_bounded(qapp):
    theme.apply(qapp, 1000)
    assert theme.percent() == 200
    theme.apply(qapp, 10)
    assert theme.percent() == 100


def test_our_own_font_is_used(qapp):
    assert QFontInfo(theme.font("body")).family() == theme.FAMILY
    assert QFontInfo(theme.font("body", strong=True)).weight() == 600


def test_digits_are_equally_wide(qapp):
    label = Text("", "figure")
    label.ensurePolished()
    widths = {label.fontMetrics().horizontalAdvance(digit) for digit in "0123456789"}
    assert len(widths) == 1


def test_style_sheet_leaves_no_word_unreplaced():
    sheet = re.sub(r"/\*.*?\*/", "", theme.style_sheet(), flags=re.DOTALL)
    assert "@" not in sheet
    assert not re.search(r"\b\d+[th]\b", sheet)


def test_every_icon_can_be_drawn_in_any_colour(qapp):
    files = sorted([*paths.resource("icons").glob("*.svg"), *paths.resource("kinds").glob("*.svg")])
    assert len(files) >= 30
    for file in files:
        size = 24 if file.parent.name == "icons" else 48
        drawn = icons.pixmap(file.stem, "green", size).toImage()
        pixels = [drawn.pixelColor(x, y) for x in range(size) for y in range(size)]
        solid = [pixel for pixel in pixels if pixel.alpha() == 255]
        assert solid, file.stem
        green = theme.colour("green")
        # A line over a soft ground is rounded twice.
        away = max(abs(a - b) for p in solid for a, b in zip(p.getRgb()[:3], green.getRgb()[:3], strict=True))
        assert away <= 1, file.stem


def test_a_drawing_that_only_a_newer_central_knows_is_a_box(qapp):
    box = icons.pixmap("box", "green", 24).toImage()
    for name in ("of_tomorrow", "", "../icons/bag", "盒"):
        assert icons.pixmap(name, "green", 24).toImage() == box
        assert not icons.is_kind(name)
    assert icons.is_kind("laundry")
    assert not icons.is_kind("bag")


def test_text_is_never_taken_for_html(qapp):
    for label in (Text("<b>张建国</b>"), Pill("<img src=x>")):
        assert label.textFormat() == label.textFormat().PlainText
        assert label.text().startswith("<")


def test_labels_of_ours_are_text_or_pill():
    """A bare QLabel guesses whether its text is HTML; only the widgets that set PlainText may give it one."""
    allowed = {"text.py", "states.py"}
    for file in (paths.resource("style.qss").parents[1] / "src/villagedesk/desktop").rglob("*.py"):
        if file.name not in allowed:
            assert not re.search(r"QLabel\((?!\))", file.read_text(encoding="utf-8")), file


def test_setting_texts_keeps_the_references_of_none(qapp):
    """A PySide6 that loses one reference of None at every void call aborts after some thousand of them."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert sys.getrefcount(None) > before - 500


# What a catalogue may name as the drawing of goods, besides the kinds.
FOR_GOODS = {"boot", "sack", "shirt", "tag"}


def test_every_icon_is_used():
    source = Path(icons.__file__).parents[1]
    words = set()
    for file in source.rglob("*.py"):
        words |= set(re.findall(r"[\"'](\w+)[\"']", file.read_text(encoding="utf-8")))
    drawn = {file.stem for file in paths.resource("icons").glob("*.svg")}
    assert drawn - words - FOR_GOODS == set()
