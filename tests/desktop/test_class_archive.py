"""The archive of a class as one PDF: in both languages, with its photos, and without needing memory for each of them."""

import subprocess
import sys
import unicodedata

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument

from tests.desktop.archive_sample import archive, jpeg
from villagedesk import i18n
from villagedesk.desktop.printing.layout import lay_out, pdf
from villagedesk.domain.courses import course, use_county_courses
from villagedesk.domain.rule_kinds import Text


def words_of(data: bytes) -> str:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    text = "\n".join(document.getAllText(at).text() for at in range(document.pageCount()))
    document.close()
    return unicodedata.normalize("NFKC", text)  # some signs come back as radicals


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("Notice", "Roster", "Sign-in sheet", "Test results", "Survey", "Handed out", "What it cost", "Photos")),
        ("zh_CN", ("通知", "学员名单", "签到表", "考核成绩", "满意度调查", "发放物资", "经费", "照片")),
    ],
)
def test_every_part_is_in_it(qapp, language, parts):
    i18n.set_language(language)
    try:
        text = words_of(pdf(lay_out(archive()), "archive"))
    finally:
        i18n.set_language("en")
    for part in parts:
        assert part in text, part
    for fact in ("PX2611-103", "T20261118-100", "讲得慢一点", "拍照口袋书", "¥1,740.00", "¥43.50"):
        assert fact in text, fact


def test_it_says_what_was_taught_and_not_what_a_newer_course_says(qapp):
    of_now = course("K03")
    newer = replace(of_now, version=of_now.version + 1, about=Text(zh_CN="新的一版", en="The newer one"))
    use_county_courses([newer])
    try:
        of_then = words_of(pdf(lay_out(archive(version=of_now.version)), "archive"))
        later = words_of(pdf(lay_out(archive(version=newer.version)), "archive"))
    finally:
        use_county_courses([])
    assert "The newer one" not in of_then
    assert "The newer one" in later


def test_photos_are_read_while_it_is_drawn_each_once(qapp):
    asked: list[str] = []
    photo = jpeg(400, 300)

    def load(sha256):
        asked.append(sha256)
        return photo if sha256 != f"{3:064x}" else None

    layout = lay_out(archive(photos=8), photo=load)
    assert asked == []
    data = pdf(layout, "archive")
    assert sorted(asked) == sorted(f"{n:064x}" for n in range(8))
    assert "The picture is on another computer" in words_of(data)


def test_forty_photos_need_no_more_memory_than_two(qapp):
    def most(photos):
        command = [sys.executable, "-m", "tests.desktop.archive_sample", str(photos)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert most(40) - most(2) < 60, "one decoded photo is 8 MiB: forty of them would be 300"
