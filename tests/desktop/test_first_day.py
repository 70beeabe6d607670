"""The sheet for the first day is one page in both languages."""

import gettext
import re
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument

from villagedesk import i18n, paths
from villagedesk.desktop.first_start import first_day

INSTALLER = Path(__file__).parents[2] / "installer"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_first_day_is_one_sheet(language, tmp_path, qapp):
    i18n.set_language(language)
    told = []
    assert first_day.write(tmp_path, told.append) == 0
    (file,) = tmp_path.glob("*.pdf")
    assert str(file) in told[0]
    document = QPdfDocument()
    document.load(str(file))
    assert document.pageCount() == 1
    found = unicodedata.normalize("NFKC", document.getAllText(0).text())  # a PDF may name 里 by its radical
    text = "".join(found.split())
    for name, _about in first_day.STEPS:
        assert "".join(i18n._(name).split()) in text
    assert first_day.write(tmp_path / "named.pdf", told.append) == 0
    assert (tmp_path / "named.pdf").read_bytes().startswith(b"%PDF")


def test_the_chinese_sheet_calls_everything_as_the_window_does():
    """Whoever stands before the computer looks for exactly this word."""
    i18n.set_language("zh_CN")
    catalogue = gettext.translation(i18n.DOMAIN, paths.translations(), languages=["zh_CN"])
    shown = {text for text in catalogue._catalog.values() if isinstance(text, str)}
    named = {name for _step, about in first_day.STEPS for name in re.findall("“(.+?)”", i18n._(about))}
    assert len(named) >= 7
    menu = (INSTALLER / "debian/villagedesk-practice.desktop").read_text("utf-8")
    for name in named - {"村服务台"}:
        there = any(text == name or text.startswith((f"{name} ", f"{name}（")) for text in shown)
        assert there or f"Name[zh_CN]={name}\n" in menu, name
