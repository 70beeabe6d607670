"""The county's page of courses: what there is, courses and materials given out and withdrawn, and what is refused."""

import json
import socket
import time
from pathlib import Path

import pytest

from tests.central.browser import Browser
from villagedesk import paths
from villagedesk.central import acts, courses
from villagedesk.central.console import uploads
from villagedesk.central.courses import known_courses
from villagedesk.central.deps import Central
from villagedesk.central.devices import set_up_centre
from villagedesk.central.file_kinds import is_what_it_says
from villagedesk.central.releases import releases_of
from villagedesk.central.serve import Server
from villagedesk.domain.county_courses import MaterialCopy
from villagedesk.errors import Invalid, Refused

pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)

PDF = b"%PDF-1.7\n" + b"a label" * 300 + b"\n%%EOF\n"
FILM = b"\0\0\0\x20ftypisom" + b"film" * 5000
TITLES = json.dumps({"打药.mp4": {"zh_CN": "怎么打药", "en": "How to spray"}}).encode()


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def written(code: str = "X01", version: int = 1, **more: object) -> bytes:
    plain = json.loads(paths.resource("courses/K01_buying_online.json").read_text("utf-8"))
    title = {"zh_CN": "做粑粑", "en": "Making cakes"}
    return json.dumps(plain | {"code": code, "version": version, "title": title, **more}, ensure_ascii=False).encode()


def known(central: Central, code: str) -> courses.KnownCourse:
    with central.database.read() as connection:
        return known_courses(connection)[code]


def test_the_list_shows_all_ten_with_what_comes_before(browser: Browser) -> None:
    browser.open("/courses")
    for code in (f"K{n:02d}" for n in range(1, 11)):
        assert browser.shows(code)
    assert browser.shows("Buying online")
    assert browser.shows("the program's")
    assert browser.open("/courses/K01").shows("There are none that centres can fetch.")
    assert browser.open("/courses/K99").status == 404


def test_a_course_is_given_out_replaced_and_withdrawn(browser: Browser, central: Central) -> None:
    browser.open("/courses")
    assert browser.upload("/courses") == 422
    assert browser.shows("Please choose the file of the course")
    assert browser.upload("/courses", ("a.json", b"\xff\xfe")) == 422
    assert browser.shows("UTF-8")
    assert browser.upload("/courses", ("a.json", b'{"code": "X01"}')) == 422
    assert browser.upload("/courses", ("a.json", b"[" * 200_000)) == 422
    assert browser.upload("/courses", ("a.json", b" " * (2 << 20))) == 409, "too large"
    browser.open("/courses")
    assert "X01" not in known_codes(central)
    # As an editor of Windows saves it.
    assert browser.upload("/courses", ("做粑粑.json", b"\xef\xbb\xbf" + written())) == 200
    assert browser.path == "/courses/X01"
    assert browser.shows("Every centre has the course with its next connection.")
    assert browser.shows("the county's")
    browser.open("/courses")
    assert browser.upload("/courses", ("a.json", written())) == 422
    assert browser.shows("Version 1 of the course X01 is out already")
    assert browser.upload("/courses", ("a.json", written(version=2))) == 200
    browser.send("Withdraw the course now")
    assert browser.shows("No new class is planned with it")
    assert (known(central, "X01").course.version, known(central, "X01").withdrawn_on) == (1, ""), "the one before it"
    browser.open("/courses/X01").send("Withdraw the course now")
    assert known(central, "X01").withdrawn_on
    assert browser.shows("withdrawn by the county")
    assert not any(button[2] == "Withdraw the course now" for form in browser.forms() for button in form.buttons)
    browser.open("/courses")
    assert browser.upload("/courses", ("a.json", written(version=2))) == 422, "no version is given out twice"
    assert browser.upload("/courses", ("a.json", written(version=3))) == 200
    assert known(central, "X01").withdrawn_on == ""


def known_codes(central: Central) -> list[str]:
    with central.database.read() as connection:
        return list(known_courses(connection))


def test_only_the_countys_own_are_withdrawn(browser: Browser, central: Central) -> None:
    browser.open("/courses/K01")
    key = browser.forms()[-1].values["form_key"][0]
    headers = {"origin": "http://testserver"}
    answer = browser.client.post("/courses/K01", data={"form_key": key, "act": "withdraw-course"}, headers=headers)
    assert answer.status_code == 422
    assert "comes with the program" in answer.text
    with central.database.write() as connection:
        with pytest.raises(Invalid, match="material_unknown_course"):
            courses.withdraw_course(connection, "K99")
        with pytest.raises(Refused, match="course_not_county"):
            courses.withdraw_course(connection, "K01")
    with pytest.raises(Refused, match="material_none"):
        courses.withdraw_pack(central, "K01")


def test_materials_come_up_are_signed_shown_with_their_hash_and_withdrawn(browser: Browser, central: Central) -> None:
    browser.open("/courses/K08")
    files = (("打药.mp4", FILM), ("C:\\lessons\\标签.pdf", PDF), ("titles.json", TITLES))
    assert browser.upload("/courses/K08/pack", *files) == 200
    assert browser.shows("The materials are signed.")
    assert browser.shows("How to spray")
    assert browser.shows("标签")
    from hashlib import sha256

    assert browser.shows(sha256(PDF).hexdigest())
    assert browser.shows("0 of 0 centres have this version whole.")
    kept = releases_of(central).course_file("K08")
    assert kept.is_file()
    assert [one.name for one in kept.parent.iterdir()] == [kept.name], "nothing else is left of the upload"
    assert browser.open("/courses").shows("2 files, version 1")
    browser.open("/courses/K08").send("Withdraw the materials now")
    assert browser.shows("Nobody fetches these materials any more.")
    assert not kept.exists()
    assert browser.shows("There are none that centres can fetch.")
    assert browser.upload("/courses/K08/pack", ("标签.pdf", PDF)) == 200
    assert (known(central, "K08").pack_version, known(central, "K08").has_pack) == (2, True)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((), "Please choose the documents and films"),
        ((("setup.exe", b"MZ"),), "setup.exe cannot go into a pack"),
        ((("empty.pdf", b""),), "empty.pdf is not what its ending says"),
        ((("half.pdf", PDF[:-9]),), "half.pdf is not what its ending says"),
        ((("film.mp4", PDF),), "film.mp4 is not what its ending says"),
        ((("words.txt", b"\0\1\2"),), "words.txt is not what its ending says"),
        ((("a.pdf", PDF), ("A/a.pdf", PDF)), "Two files are called a.pdf"),
        ((("a.pdf", PDF), ("titles.json", b"[]")), "titles.json cannot be read"),
        ((("titles.json", TITLES),), "cannot go into a pack"),
    ],
)
def test_what_cannot_be_a_pack_is_refused_and_nothing_is_left(
    browser: Browser, central: Central, files: tuple[tuple[str, bytes], ...], words: str
) -> None:
    browser.open("/courses/K08")
    assert browser.upload("/courses/K08/pack", *files) == 422
    assert browser.shows(words)
    assert known(central, "K08").pack_version == 0
    assert list((central.config.home / "releases").iterdir()) == []


def test_too_much_is_refused_before_it_comes(
    browser: Browser, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000_000)
    browser.open("/courses/K08")
    assert browser.upload("/courses/K08/pack", ("film.mp4", FILM * 100)) == 422
    assert browser.shows("These files have more than 1 MB together")
    monkeypatch.setattr(uploads, "MOST_BYTES", 500_000_000)
    monkeypatch.setattr(uploads, "_TIMES", 1 << 40)
    assert browser.upload("/courses/K08/pack", ("film.mp4", FILM)) == 422
    assert browser.shows("free")
    assert list((central.config.home / "releases").iterdir()) == []


def test_a_pack_from_elsewhere_or_of_another_session_is_no_form_of_ours(browser: Browser, central: Central) -> None:
    browser.open("/courses/K08")
    assert browser.upload("/courses/K08/pack", ("a.pdf", PDF), form_key="x" * 40) == 403
    browser.open("/courses/K08")
    key = browser.forms()[-1].values["form_key"][0]
    answer = browser.client.post(
        "/courses/K08/pack",
        data={"form_key": key},
        files={"files": ("a.pdf", PDF)},
        headers={"origin": "http://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert Browser(central).client.post("/courses/K08/pack", follow_redirects=False).status_code in (303, 307)
    assert known(central, "K08").pack_version == 0


def test_each_kind_is_known_by_how_it_begins_and_ends(central: Central, tmp_path: Path) -> None:
    good = {
        "a.pdf": PDF, "a.mp4": FILM, "a.txt": "好".encode(), "a.mkv": b"\x1a\x45\xdf\xa3 film", "a.webm": b"\x1a\x45\xdf\xa3",
        "a.png": b"\x89PNG\r\n\x1a\n IEND", "a.JPG": b"\xff\xd8\xff \xff\xd9", "titles.json": b"{}",
    }  # fmt: skip
    for name, content in good.items():
        (tmp_path / name).write_bytes(content)
        assert is_what_it_says(tmp_path / name), name
        (tmp_path / name).write_bytes(b"\0" + content)
        assert is_what_it_says(tmp_path / name) == (name == "titles.json"), name


def test_centres_are_counted_once_with_the_newest_that_they_have(browser: Browser, central: Central) -> None:
    browser.open("/courses/K08")
    for _turn in range(2):
        browser.upload("/courses/K08/pack", ("标签.pdf", PDF))
    with central.database.write() as connection:
        for centre, copies in (("一", ((1, 2), (2, 1))), ("二", ((1, 1),)), ("三", ((1, 2), (2, 2))), ("四", ())):
            id_ = set_up_centre(connection, name=centre, village_name=centre)
            for device, version in copies:
                row = MaterialCopy(device=device, course="K08", version=version)
                scope = f"centre:{id_}"
                acts.insert_row(connection, scope, id_, "tell_copies", "material_copy", acts.values_of(row))
        gone = MaterialCopy(device=1, course="K08", version=2, state="removed")
        acts.insert_row(connection, scope, id_, "tell_copies", "material_copy", acts.values_of(gone))
    browser.open("/courses/K08")
    assert browser.shows("2 of 4 centres have this version whole.")
    assert browser.shows("1 have only an older one.")
    assert browser.open("/courses").shows("2 of 4")


def test_an_upload_that_is_cut_off_leaves_nothing(browser: Browser, central: Central, server: Server) -> None:
    browser.open("/courses/K08")
    form = browser.forms()[-1]
    edge = b"----edge"
    head = b'Content-Disposition: form-data; name="%s"'
    body = b"--" + edge + b"\r\n" + head % b"form_key" + b"\r\n\r\n" + form.values["form_key"][0].encode()
    body += b"\r\n--" + edge + b"\r\n" + head % b"files" + b'; filename="a.mp4"\r\n\r\n' + FILM
    cookie = browser.client.cookies["vd_session"]
    lines = (
        "POST /courses/K08/pack HTTP/1.1", "Host: h", f"Cookie: vd_session={cookie}", f"Content-Length: {len(body) * 9}",
        f"Content-Type: multipart/form-data; boundary={edge.decode()}",
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as line:
        line.sendall("\r\n".join((*lines, "", "")).encode() + body)
    place = central.config.home / "releases"
    for _ in range(100):
        if place.is_dir() and not list(place.iterdir()):
            break
        time.sleep(0.02)
    assert list(place.iterdir()) == []
    assert known(central, "K08").pack_version == 0
    # And a whole one is taken after it.
    assert browser.upload("/courses/K08/pack", ("a.mp4", FILM)) == 200
