"""Materials of a course: taken in from a pack, resumed at the byte, removed; wrong and damaged packs are refused."""

import json
import zipfile
from pathlib import Path

import pytest

from villagedesk.errors import Invalid, StorageTrouble, sentence
from villagedesk.store.training_results.materials import (
    LIST,
    MaterialKind,
    describe,
    materials_of,
    remove_materials,
    take_in_materials,
    write_materials,
)

FILM = bytes(range(256)) * 12_000  # 3 MB: several pieces
TITLES = {"zh_CN": "怎么打药", "en": "How to spray"}


@pytest.fixture
def files(tmp_path: Path) -> list:
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / "label.pdf").write_bytes(b"%PDF a label")
    (folder / "spray.mp4").write_bytes(FILM)
    kinds = {"label.pdf": MaterialKind.DOCUMENT, "spray.mp4": MaterialKind.VIDEO}
    return [(describe(folder / name, TITLES, kind), folder / name) for name, kind in kinds.items()]


@pytest.fixture
def pack(tmp_path: Path, files: list) -> Path:
    path = tmp_path / "K08.vdcourse"
    write_materials(path, "K08", 1, files)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "desk"
    path.mkdir()
    return path


def changed(path: Path, name: str, data: bytes) -> Path:
    """The same pack with another content of one file."""
    made = path.with_name("changed.vdcourse")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            new.writestr(each, data if each == name else old.read(each))
    return made


def test_a_pack_is_taken_in_and_removed(home: Path, pack: Path) -> None:
    told: list[tuple[int, int]] = []
    found = take_in_materials(home, pack, progress=lambda *step: told.append(step))
    assert found is not None
    assert told[-1] == (found.size, found.size)
    assert told == sorted(told)
    document, film = materials_of(home, "K08")
    assert document.path is not None
    assert film.path is not None
    assert film.path.read_bytes() == FILM
    assert document.file.title.en == "How to spray"
    assert materials_of(home, "K01") == []
    assert remove_materials(home, "K08") > len(FILM)
    assert materials_of(home, "K08") == []
    assert remove_materials(home, "K08") == 0


def test_what_was_stopped_goes_on_at_the_byte(home: Path, pack: Path) -> None:
    asked: list[int] = []

    def after_two() -> bool:
        asked.append(1)
        return len(asked) > 3

    assert take_in_materials(home, pack, cancelled=after_two) is None
    _document, film = materials_of(home, "K08")
    assert film.path is None
    assert 0 < film.have < len(FILM)
    told: list[int] = []
    assert take_in_materials(home, pack, progress=lambda done, _size: told.append(done)) is not None
    film = materials_of(home, "K08")[1]
    assert film.path is not None
    assert film.path.read_bytes() == FILM
    assert len(told) == 2  # the document that is here, and only the piece that was missing


def test_a_damaged_file_is_refused_and_what_was_whole_stays(home: Path, pack: Path) -> None:
    spoiled = changed(pack, "spray.mp4", FILM[:-1] + b"x")
    with pytest.raises(Invalid, match="material_damaged") as refused:
        take_in_materials(home, spoiled)
    assert "spray.mp4" in sentence(refused.value)
    document, film = materials_of(home, "K08")
    assert document.path is not None
    assert (film.path, film.have) == (None, 0)
    with pytest.raises(Invalid, match="material_damaged"):
        take_in_materials(home, changed(pack, "spray.mp4", FILM[:-1]))
    assert take_in_materials(home, pack) is not None


def listed(pack: Path, **change: object) -> bytes:
    with zipfile.ZipFile(pack) as old:
        return json.dumps(json.loads(old.read(LIST)) | change).encode()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"course": "K99"}, "material_unknown_course"),
        ({"course": "../../etc"}, "material_no_pack"),
        ({"files": []}, "material_no_pack"),
        ({"version": 0}, "material_no_pack"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(home: Path, pack: Path, change: dict, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        take_in_materials(home, changed(pack, LIST, listed(pack, **change)))
    assert not (home / "materials").exists()


@pytest.mark.parametrize("name", ["../desk.db", "/etc/passwd", "spray.exe", "materials.json", "a b.pdf", ""])
def test_no_file_leaves_its_folder_or_is_a_program(home: Path, pack: Path, name: str) -> None:
    with zipfile.ZipFile(pack) as old:
        files = json.loads(old.read(LIST))["files"]
    files[0]["name"] = name
    with pytest.raises(Invalid, match="material_no_pack"):
        take_in_materials(home, changed(pack, LIST, listed(pack, files=files)))
    assert not (home / "materials").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"\x89PNG", b"x" * 5000])
def test_a_wrong_file_is_refused_with_a_sentence(home: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    with pytest.raises(Invalid) as refused:
        take_in_materials(home, path)
    assert "photo.jpg" in sentence(refused.value)


def test_a_pack_that_was_cut_off_is_refused(home: Path, pack: Path) -> None:
    cut = pack.with_name("cut.vdcourse")
    cut.write_bytes(pack.read_bytes()[:-200])
    with pytest.raises(Invalid, match="material_no_pack"):
        take_in_materials(home, cut)
    with pytest.raises(StorageTrouble, match="material_unreadable"):
        take_in_materials(home, pack.with_name("gone.vdcourse"))


def test_an_older_pack_changes_nothing_and_a_newer_one_clears_up(home: Path, pack: Path, files: list) -> None:
    newer = pack.with_name("newer.vdcourse")
    write_materials(newer, "K08", 2, files[:1])
    take_in_materials(home, pack)
    take_in_materials(home, newer)
    assert [one.file.name for one in materials_of(home, "K08")] == ["label.pdf"]
    assert not (home / "materials" / "K08" / "spray.mp4").exists()
    with pytest.raises(Invalid, match="material_older"):
        take_in_materials(home, pack)
