"""What support gets: small, and without anybody's name, identity number, phone or account in it, whatever was logged."""

import logging
import zipfile
from dataclasses import fields
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk import log, paths
from villagedesk.domain.people import PersonForm
from villagedesk.domain.support import MOST_REPORT, blotted
from villagedesk.errors import NotFound
from villagedesk.settings import Settings
from villagedesk.store.people import add_person
from villagedesk.store.support import (
    MOST_BYTES,
    crashes,
    keep_crash,
    mark_sent,
    names_on_file,
    send_crash,
    write_bundle,
)

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
UIGHUR = st.lists(CHINESE, min_size=2, max_size=3).map("·".join)
LATIN = st.from_regex(r"\A[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}\Z")
ID = st.from_regex(r"\A[1-9][0-9]{5}(19|20)[0-9]{9}[0-9X]\Z", alphabet=st.characters(codec="ascii"))
PHONE = st.from_regex(r"\A1[3-9][0-9]{9}\Z", alphabet=st.characters(codec="ascii"))
CARD = st.from_regex(r"\A6[0-9]{15,18}\Z", alphabet=st.characters(codec="ascii"))
GROUPED = st.sampled_from(["", " ", "-", ".", "　", "—", "*", "\t", " - ", "、", "\u200b"])
AROUND = st.text(st.characters(codec="utf-8", exclude_categories=("Nd", "Cs")), max_size=12)


def grouped(number: str, mark: str) -> str:
    return mark.join(number[at : at + 4] for at in range(0, len(number), 4))


@given(st.one_of(CHINESE, UIGHUR, LATIN), ID, PHONE, CARD, GROUPED, AROUND, AROUND)
def test_nothing_of_a_person_is_left(name, resident, phone, card, mark, before, behind):
    words = [name, grouped(resident, mark), grouped(phone, mark), grouped(card, mark)]
    lines = [f"2026-11-28 10:00:00,123 INFO villagedesk.store: {before}{word}{behind}" for word in words]
    text = blotted("\n".join(["start", *lines, f"KeyError: {name!r}", f"  x = {phone}"]), {name})
    for secret in (
        name,
        resident,
        phone,
        card,
        *words,
        name.lower(),
        *(part for part in name.split(" ") if len(part) > 2),
    ):
        assert secret not in text
    digits = [letter for letter in text.replace("2026-11-28 10:00:00,123", "") if letter.isdigit()]
    assert len(digits) < 7


@given(st.text(max_size=300), st.sets(st.text(min_size=1, max_size=10), max_size=3))
def test_whatever_was_logged_can_be_blotted(text, names):
    once = blotted(text, names)
    assert all(letter.isascii() or letter == "…" for letter in once)


@pytest.mark.parametrize("name", ["王秀兰", "阿依古丽·买买提"])
def test_a_name_is_blotted_out_however_a_library_wrote_it(name):
    written = (quote(name), name.encode("unicode_escape").decode(), repr(name.encode()).strip("b'"))
    for text in written:
        assert blotted(f"GET /people?name={text}&page=2") == "GET /people?name=…&page=2"


def test_what_support_needs_stays():
    text = (
        "2026-11-28 10:00:00,123 WARNING villagedesk.sync.run: offline, 3 tries\n"
        "Traceback (most recent call last):\n"
        '  File "/home/wangxiulan/villagedesk/src/villagedesk/store/parcels/shelf.py", line 61, in put_up\n'
        "    place = rows[shelf]\n"
        "IndexError: list index out of range"
    )
    kept = blotted(text)
    assert kept == text.replace("/home/wangxiulan/villagedesk/src/", "")


@pytest.fixture
def folk(store, operator):
    with store.write(by=operator) as s:
        add_person(s, PersonForm(name="阿依古丽·买买提", phone="13900006721"))
        add_person(s, PersonForm(name="Aygul Memet", resident_id=""), check_same=False)
    return store


def test_the_bundle_is_small_and_says_nothing_of_people(folk, home, tmp_path):
    log.start(paths.log_dir(home))
    handler = logging.getLogger().handlers[-1]
    try:
        told = logging.getLogger("villagedesk.test")
        for number in range(9000):  # more than the log keeps
            told.warning("somebody %s came for 阿依古丽·买买提 and Aygul Memet, 139 0000 6721", f"{number:x}" * 9)
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    for number in range(25):
        keep_crash(home, f"Traceback\nKeyError: 'Aygul Memet {number}' IMG_33010619540712002X.jpg")
    (home / "阿依古丽 13900006721.db").touch()  # a copy that somebody laid there
    path = write_bundle(home, tmp_path, folk)
    assert path.stat().st_size < MOST_BYTES
    with zipfile.ZipFile(path) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    assert len(texts) == 22
    assert "waiting: " in texts["about.txt"]
    for text in texts.values():
        for secret in ("Aygul", "Memet", "阿依", "6721", "19540712"):
            assert secret not in text


def test_nothing_that_was_typed_photographed_or_printed_is_in_it(folk, home, tmp_path):
    """What was typed into the settings; names of photos and of papers kept as PDF, as a line of the log quotes them."""
    secret = "Aygul-13900006721-33010619540712002X"
    settings = Settings()
    for field in fields(settings):
        if field.default == "" and not field.metadata["choices"]:
            setattr(settings, field.name, secret)
    settings.save(paths.settings_file(home))
    paths.log_dir(home).mkdir()
    (paths.log_dir(home) / "villagedesk.log").write_text(
        f"2026-11-28 10:00:00,123 WARNING villagedesk.photos: IMG_{secret}_front.jpg cannot be read\n"
        f"2026-11-28 10:00:00,124 WARNING villagedesk.prints: C:\\Users\\{secret}\\prints\\2026-11-28 代买单 阿依古丽.pdf\n"
        f"2026-11-28 10:00:00,125 INFO qt: QFile::open /home/{secret}/prints/{secret}.pdf",
        encoding="utf-8",
    )
    with zipfile.ZipFile(write_bundle(home, tmp_path, folk)) as file:
        texts = [file.read(name).decode() for name in file.namelist()]
    assert "cannot be read" in texts[1]
    for text in texts:
        for part in ("Aygul", "aygul", "1390000", "6721", "330106", "19540712", "阿依"):
            assert part not in text


def test_the_bundle_is_written_where_the_data_cannot_be_opened(home, tmp_path):
    with zipfile.ZipFile(write_bundle(home, tmp_path / "for-support.zip", None)) as file:
        assert "data: could not be opened" in file.read("about.txt").decode()


def test_a_report_goes_only_when_somebody_says_so(folk, operator, home):
    for number in range(30):
        keep_crash(home, f"line {number} of Aygul Memet " + "and so on " * 2000)
    kept = crashes(home)
    assert len(kept) == 20
    with folk.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM program_report").scalar() == 0
    with folk.write(by=operator) as s:
        send_crash(s, kept[0].name)
    mark_sent(home, kept[0].name)
    assert [crash.sent for crash in crashes(home)].count(True) == 1
    with folk.read() as s:
        ((text,),) = s.connection().exec_driver_sql("SELECT text FROM program_report").fetchall()
    assert len(text) <= MOST_REPORT
    assert "Aygul" not in text
    with folk.write(by=operator) as s, pytest.raises(NotFound):
        send_crash(s, kept[0].name)


def test_names_of_everybody_are_known(folk):
    with folk.read() as s:
        assert {"阿依古丽·买买提", "Aygul Memet", "王秀兰"} <= names_on_file(s.connection())
