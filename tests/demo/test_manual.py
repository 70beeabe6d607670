"""The operator's manual: every help page is in it, in both languages, with contents and page numbers, and it opens."""

import unicodedata

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtPdf import QPdfDocument

from villagedesk import paths
from villagedesk.demo.manual import screens, sections, write_manual
from villagedesk.errors import StorageTrouble


def words(document, page):
    return unicodedata.normalize("NFKC", document.getAllText(page).text())


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_help_page_stands_where_the_contents_say(language, qapp, tmp_path):
    target = tmp_path / "manual.pdf"
    count = write_manual(qapp, target, language, pictures=False)
    document = QPdfDocument()
    assert document.load(str(target)) == QPdfDocument.Error.None_
    assert document.pageCount() == count
    found = sections(language)
    assert {one.name for one in found} == {path.stem for path in paths.resource(f"help/{language}").glob("*.md")}
    texts = ["".join(words(document, page).split()) for page in range(count)]
    contents = "".join(texts[:4])
    at = 0
    for one in found:
        title = "".join(_plain(one.title).split())
        at = next((page for page in range(at + 1, count) if same(texts[page], title)), None)
        assert at is not None, one.name
        assert f"{at + 1:03d}" in contents, (one.name, at + 1)
        assert texts[at].endswith(f"{at + 1}/{count}")


def same(text, title):
    """Whether a page begins with a title; some signs come out of a PDF as the radicals they look like."""
    return sum(one == other for one, other in zip(text, title, strict=False)) * 2 >= len(title)


def _plain(title):
    document = QTextDocument()
    document.setMarkdown(title)
    return unicodedata.normalize("NFKC", document.toPlainText())


def test_the_pictures_are_of_a_room_that_is_made_up(qapp):
    drawn = screens(qapp, "en")
    assert {"today", "orders", "farmers", "training", "assets", "tickets"} <= set(drawn)
    assert {"sign_in", "class", "class_form", "assess", "class_results", "survey"} <= set(drawn), "opened with a class"
    assert not {"payout", "weigh_in"} & set(drawn), "nothing is shown that is empty here"
    for name, picture in drawn.items():
        assert (picture.width(), picture.height()) == (1366, 768), name


def test_a_place_that_cannot_be_written_to_is_told(qapp, tmp_path):
    with pytest.raises(StorageTrouble):
        write_manual(qapp, tmp_path / "nowhere" / "manual.pdf", "en", pictures=False)
