"""``villagedesk central course`` and ``pack``, and the pages of courses for the staff."""

import json
from pathlib import Path

import pytest

from tests.central.test_command import Terminal, shell, terminal  # noqa: F401
from villagedesk import paths
from villagedesk.central.courses import known_courses, publish_pack
from villagedesk.central.releases import releases_of
from villagedesk.sync.updates.release import as_file, open_head

pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "K08"
    place.mkdir()
    (place / "标签.pdf").write_bytes(b"%PDF a label")
    (place / "打药.MP4").write_bytes(b"film" * 1000)
    return place


def test_a_course_is_published_from_its_file(terminal, central, tmp_path) -> None:  # noqa: F811
    plain = json.loads(paths.resource("courses/K01_buying_online.json").read_text("utf-8"))
    file = tmp_path / "X01.json"
    file.write_text(json.dumps(plain | {"code": "X01"}, ensure_ascii=False), "utf-8-sig")  # as Windows' editor saves it
    terminal.speak("en")
    assert terminal("course", str(file)) == (0, "X01 1: every centre has it with its next connection.", "")
    status, _said, trouble = terminal("course", str(file))
    assert status == 1
    assert "Version 1 of the course X01 is out already" in trouble
    lines = terminal("course")[1].splitlines()
    assert len(lines) == 11
    assert lines[-1].split("\t") == ["X01", "1", "Buying online", "-"]
    assert terminal("course", str(tmp_path / "gone.json"))[0] == 1


def test_a_pack_is_signed_published_and_written_for_a_stick(terminal, central, folder, tmp_path) -> None:  # noqa: F811
    terminal.speak("en")
    stick = tmp_path / "K08.vdcourse"
    status, said, _trouble = terminal("pack", "K08", str(folder), "--file", str(stick))
    assert status == 0
    assert "is signed, 4 KB" in said or "is signed, 5 KB" in said
    assert stick.read_bytes() == releases_of(central).course_file("K08").read_bytes()
    with central.database.read() as connection:
        known = known_courses(connection)["K08"]
    assert (known.pack_version, known.pack_size) == (1, 4012)
    assert "\t1, 4 KB" in terminal("course")[1]
    terminal("pack", "K08", str(folder))
    with central.database.read() as connection:
        assert known_courses(connection)["K08"].pack_version == 2


def test_what_cannot_be_a_pack_is_refused_with_a_sentence(terminal, folder, tmp_path) -> None:  # noqa: F811
    terminal.speak("en")
    assert "K99" in terminal("pack", "K99", str(folder))[2]
    assert terminal("pack", "K08", str(tmp_path / "gone"))[0] == 1
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "empty" in terminal("pack", "K08", str(empty))[2]
    (folder / "setup.exe").write_bytes(b"MZ")
    assert "setup.exe cannot go into a pack" in terminal("pack", "K08", str(folder))[2]
    (folder / "setup.exe").unlink()
    (folder / "titles.json").write_text("[]")
    assert "titles.json cannot be read" in terminal("pack", "K08", str(folder))[2]
    (folder / "titles.json").unlink()
    assert terminal("pack", "K08", str(folder), "--version", "3")[0] == 0
    assert "Newer materials" in terminal("pack", "K08", str(folder), "--version", "3")[2]


def test_pieces_come_from_any_release_here_and_from_nowhere_else(central, folder) -> None:
    kept = publish_pack(central, "K08", folder)
    releases = releases_of(central)
    head = releases.head("release course K08")
    assert head
    assert kept.read_bytes().startswith(as_file(head))
    release = open_head(head, central.key.public_key().public_bytes_raw())
    film = release.parts[1]  # 打 comes before 标
    assert releases.piece(film[0], 0, 99) == (b"film" * 25)[:99]
    assert releases.piece(film[0], 3998, 99) == b"lm"
    assert releases.piece(film[0], 5000, 99) == b""
    assert releases.piece(b"x" * 32, 0, 99) is None
    assert releases.head("release course ../../K08") == head  # what names a path is made plain
    assert releases.head("release course K01") == b""
    assert releases.head("village") is None
    # Published anew: the old parts are gone, the new ones are found.
    (folder / "打药.MP4").write_bytes(b"movie" * 1000)
    publish_pack(central, "K08", folder)
    assert releases.piece(film[0], 0, 99) is None
