"""The sheet for the first day is one page in both languages."""

import unicodedata

import pytest
from PySide6.QtPdf import QPdfDocument

from villagedesk import i18n
from villagedesk.desktop.first_start import first_day


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
