"""Materials of a course: signed by the county, taken in from a stick or by the line, resumed at the byte, or refused."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import set_up_operator
from tests.sync.conftest import Desk
from villagedesk import clock, i18n
from villagedesk.central.courses import publish_pack
from villagedesk.errors import AppError, Invalid, Offline, StorageTrouble, sentence
from villagedesk.store.county_courses import packs_offered
from villagedesk.store.people import find_people
from villagedesk.store.training_results.material_wishes import (
    LineNote,
    Wish,
    folder_of,
    note_of,
    set_note,
    wish_materials,
    wished,
)
from villagedesk.store.training_results.materials import (
    Material,
    MaterialKind,
    MaterialList,
    course_materials,
    describe,
    remove_materials,
)
from villagedesk.sync.pack import write_pack
from villagedesk.sync.service import sync_now
from villagedesk.sync.updates import course_line, take_in
from villagedesk.sync.updates.course_line import SLOWEST, CourseLine
from villagedesk.sync.updates.course_packs import take_in_course_pack, write_course_pack
from villagedesk.sync.updates.release import COURSE, EACH, PROGRAM, Release, as_file, sign_release

pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)

FILM = bytes(range(256)) * 12_000  # 3 MB: three parts
TITLES = {"zh_CN": "怎么打药", "en": "How to spray"}


def materials_of(home: Path, course: str) -> tuple[Material, ...]:
    return course_materials(home, course).files


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    made = make_desk("one")
    with made.store.write() as s:
        set_up_operator(s, "王秀兰")
    made.sync()
    return made


@pytest.fixture
def home(desk: Desk) -> Path:
    return desk.store.home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the county puts together: Chinese names, and how they are called."""
    place = tmp_path / "county"
    place.mkdir()
    (place / "1 标签.pdf").write_bytes(b"%PDF a label")
    (place / "2 打药.mp4").write_bytes(FILM)
    (place / "titles.json").write_text(json.dumps({"2 打药.mp4": TITLES}), "utf-8")
    return place


@pytest.fixture
def files(tmp_path: Path) -> list:
    place = tmp_path / "files"
    place.mkdir()
    (place / "label.pdf").write_bytes(b"%PDF a label")
    (place / "spray.mp4").write_bytes(FILM)
    kinds = {"label.pdf": MaterialKind.DOCUMENT, "spray.mp4": MaterialKind.VIDEO}
    return [(describe(place / name, TITLES, kind), place / name) for name, kind in kinds.items()]


@pytest.fixture
def pack(server, tmp_path: Path, files: list) -> Callable[..., Path]:
    """Writes a pack signed by central, or by somebody else."""

    def write(name: str = "K08.vdcourse", version: int = 1, key=None, only=None, course: str = "K08") -> Path:
        chosen = files if only is None else files[:only]
        found = MaterialList(course, version, tuple(one for one, _path in chosen))
        paths = [path for _one, path in chosen]
        target = tmp_path / name
        write_course_pack(key or server.central.key, found, paths, target, made_at=clock.now_ms(), known={course})
        return target

    return write


def taking(desk: Desk, server, path: Path, **more):
    key = server.central.key.public_key().public_bytes_raw()
    return take_in_course_pack(desk.store, key, path, **more)


def test_a_pack_is_taken_in_opened_and_removed(desk, server, home, pack) -> None:
    told: list[tuple[int, int]] = []
    found = taking(desk, server, pack(), progress=lambda *step: told.append(step))
    assert found is not None
    assert told[-1] == (found.size, found.size)
    assert told == sorted(told)
    document, film = materials_of(home, "K08")
    assert document.path is not None
    assert film.path is not None
    assert film.path.read_bytes() == FILM
    assert document.file.title.en == "How to spray"
    assert materials_of(home, "K01") == ()
    assert remove_materials(home, "K08") > len(FILM)
    assert materials_of(home, "K08") == ()
    assert remove_materials(home, "K08") == 0


def test_the_way_of_updates_takes_a_pack_too(desk, pack, home) -> None:
    taken = take_in(desk.store, pack())
    assert (taken.kind, taken.version) == (COURSE, "K08")
    assert course_materials(home, "K08").whole


def test_what_was_stopped_goes_on_at_the_byte(desk, server, home, pack) -> None:
    path = pack()
    seen: list[int] = []
    stopped = taking(
        desk, server, path, progress=lambda done, _size: seen.append(done), cancelled=lambda: len(seen) > 7
    )
    assert stopped is None
    _document, film = materials_of(home, "K08")
    assert film.path is None
    assert EACH < film.have < len(FILM)
    assert film.have % EACH  # in the middle of a part
    told: list[int] = []
    assert taking(desk, server, path, progress=lambda done, _size: told.append(done)) is not None
    film = materials_of(home, "K08")[1]
    assert film.path is not None
    assert film.path.read_bytes() == FILM
    assert told[0] > EACH  # nothing that was here was read again


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("other central", "material_not_ours"),
        ("body", "material_damaged"),
        ("list", "material_cut"),
        ("half", "material_cut"),
        ("one byte short", "material_cut"),
        ("head", "material_not_ours"),
        ("first byte", "material_no_pack"),
        ("empty", "material_no_pack"),
        ("zip", "material_no_pack"),
        ("picture", "material_no_pack"),
        ("a program", "material_no_pack"),
        ("unknown course", "material_unknown_course"),
        ("missing", "material_unreadable"),
    ],
)
def test_what_is_not_right_is_refused_with_a_sentence(desk, server, home, pack, spoil, code, language) -> None:
    path = pack("K77.vdcourse", course="K77") if spoil == "unknown course" else pack()
    data = path.read_bytes()
    spoiled = {
        "body": data[:-7] + b"x" + data[-6:],
        "list": data.replace(b'"spray.mp4"', b'"spray.exe"'),
        "half": data[: len(data) // 2],
        "one byte short": data[:-1],
        "head": data[:60] + bytes([data[60] ^ 1]) + data[61:],
        "first byte": b"x" + data[1:],
        "empty": b"",
        "zip": b"PK\x03\x04" + data,
        "picture": b"\xff\xd8\xff" + b"x" * 5000,
    }
    if spoil == "other central":
        path = pack(key=Ed25519PrivateKey.generate())
    elif spoil == "a program":
        head = sign_release(server.central.key, Release(PROGRAM, "linux-x86_64", "0.2.0", 1, [(b"x" * 32, 5)]))
        path.write_bytes(as_file(head) + b"hello")
    elif spoil == "missing":
        path = path.with_name("gone.vdcourse")
    elif spoil in spoiled:
        path.write_bytes(spoiled[spoil])
    i18n.set_language(language)
    with pytest.raises(AppError, match=code) as refused:
        taking(desk, server, path)
    words = sentence(refused.value)
    assert words
    assert "{" not in words
    assert not course_materials(home, "K08").whole
    assert not (home / "materials").exists()


def bomb() -> bytes:
    """A zip that would unpack to a hundred megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("materials.json", b"0" * (100 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda data, _place: bomb(), "material_no_pack"),
        (lambda data, _place: data[:8], "material_no_pack"),
        (lambda data, _place: data[:8] + b"\xff" * 8 + data[16:], "material_no_pack"),
        (lambda data, _place: bytes(len(data)), "material_no_pack"),
        (lambda data, _place: "课程资料".encode("gb18030") * 40, "material_no_pack"),
        (lambda data, _place: (_place / "label.pdf").read_bytes(), "material_no_pack"),
        (lambda data, _place: b"\n" + data, "material_no_pack"),
    ],
    ids=["bomb", "mark only", "endless head", "zeros", "text", "renamed", "moved"],
)
def test_other_files_under_the_name_of_a_pack_are_refused(desk, server, home, pack, tmp_path, make, code) -> None:
    path = pack()
    path.write_bytes(make(path.read_bytes(), tmp_path / "files"))
    with pytest.raises(AppError) as refused:
        taking(desk, server, path)
    assert (refused.value.code, "{" in sentence(refused.value)) == (code, False)
    assert not (home / "materials").exists()


def test_what_stands_behind_the_signed_parts_is_never_read(desk, server, home, pack) -> None:
    path = pack()
    path.write_bytes(path.read_bytes() + b"spray.exe" * 1000)
    assert taking(desk, server, path) is not None
    assert sorted(one.name for one in (home / "materials" / "K08").iterdir()) == [
        "label.pdf", "materials.json", "spray.mp4",
    ]  # fmt: skip


def test_a_folder_and_a_pack_of_goods_under_the_name_of_a_pack_are_refused(desk, server, home, tmp_path) -> None:
    folder = tmp_path / "folder.vdcourse"
    folder.mkdir()
    goods = tmp_path / "goods.vdcourse"
    write_pack(goods, b"signed by nobody", [b"goods"])
    for path in (folder, goods):
        with pytest.raises(AppError) as refused:
            taking(desk, server, path)
        assert refused.value.code in ("material_no_pack", "material_unreadable")
        assert path.name in sentence(refused.value)
    assert not (home / "materials").exists()


@pytest.mark.parametrize("spoil", ["half", "one byte short", "body", "list", "older"])
def test_a_pack_that_is_refused_leaves_the_materials_that_are_here(desk, server, home, pack, spoil) -> None:
    taking(desk, server, pack(version=2))
    before = {path.name: path.read_bytes() for path in (home / "materials" / "K08").iterdir()}
    assert len(before) == 3
    newer = pack("newer.vdcourse", version=1 if spoil == "older" else 3, only=1)
    data = newer.read_bytes()
    cut = {"half": data[: len(data) // 2], "one byte short": data[:-1], "body": data[:-1] + b"x"}
    newer.write_bytes(cut.get(spoil, data.replace(b'"label.pdf"', b'"spray.exe"') if spoil == "list" else data))
    for take in (lambda: taking(desk, server, newer), lambda: take_in(desk.store, newer)):
        with pytest.raises(AppError):
            take()
        assert {path.name: path.read_bytes() for path in (home / "materials" / "K08").iterdir()} == before


def listed(of: list, **change: object) -> bytes:
    plain = msgspec.to_builtins(MaterialList("K08", 1, tuple(one for one, _path in of)))
    return json.dumps(plain | change).encode()


def signed_file(server, tmp_path: Path, text: bytes, parts: list[bytes]) -> Path:
    """A pack that the county's own key signed, however it was put together."""
    from hashlib import sha256

    every = [text, *parts]
    head = sign_release(
        server.central.key, Release(COURSE, "K08", "1", 1, [(sha256(x).digest(), len(x)) for x in every])
    )
    path = tmp_path / "made.vdcourse"
    path.write_bytes(as_file(head) + b"".join(every))
    return path


@pytest.mark.parametrize("name", ["../desk.db", "/etc/passwd", "spray.exe", "materials.json", "a b.pdf", ""])
def test_no_file_leaves_its_folder_or_is_a_program(desk, server, home, tmp_path, files, name) -> None:
    named = json.loads(listed(files))["files"]
    named[0]["name"] = name
    path = signed_file(server, tmp_path, listed(files, files=named), [b"%PDF a label"])
    with pytest.raises(Invalid, match="material_no_pack"):
        taking(desk, server, path)
    assert not (home / "materials").exists()


@pytest.mark.parametrize(
    "change", [{"files": []}, {"version": 0}, {"version": 3}, {"course": "../../etc"}, {"course": "K01"}]
)
def test_a_list_that_does_not_fit_is_refused(desk, server, home, tmp_path, files, change) -> None:
    cut = [FILM[at : at + EACH] for at in range(0, len(FILM), EACH)]
    with pytest.raises(Invalid, match="material_no_pack"):
        taking(desk, server, signed_file(server, tmp_path, listed(files, **change), [b"%PDF a label", *cut]))
    assert not (home / "materials").exists()


def test_parts_that_hold_two_files_or_are_too_many_are_refused(desk, server, tmp_path, files) -> None:
    for parts in ([b"%PDF a label" + FILM[:10]], [b"%PDF a label"], [b"%PDF a label", FILM[:EACH]]):
        with pytest.raises(Invalid, match="material_no_pack"):
            taking(desk, server, signed_file(server, tmp_path, listed(files), parts))


def test_an_older_pack_changes_nothing_and_a_newer_one_clears_up(desk, server, home, pack) -> None:
    old, newer = pack(), pack("newer.vdcourse", version=2, only=1)
    taking(desk, server, old)
    taking(desk, server, newer)
    assert [one.file.name for one in materials_of(home, "K08")] == ["label.pdf"]
    assert not (home / "materials" / "K08" / "spray.mp4").exists()
    with pytest.raises(Invalid, match="material_older"):
        taking(desk, server, old)


def test_a_file_of_the_same_name_with_other_bytes_is_brought_anew(desk, server, home, pack, files) -> None:
    taking(desk, server, pack())
    place = files[0][1]
    place.write_bytes(b"%PDF another")  # as long as before
    files[0] = (describe(place, TITLES, MaterialKind.DOCUMENT), place)
    taking(desk, server, pack("newer.vdcourse", version=2))
    document = materials_of(home, "K08")[0]
    assert document.path is not None
    assert document.path.read_bytes() == b"%PDF another"


def test_a_pack_too_large_for_the_disk_is_refused_before_anything_is_written(
    desk, server, home, pack, monkeypatch
) -> None:
    class Usage:
        total, used, free = 100 << 30, 99 << 30, (300 << 20) + (2 << 20)

    monkeypatch.setattr("villagedesk.store.training_results.materials.shutil.disk_usage", lambda _home: Usage)
    with pytest.raises(StorageTrouble, match="material_no_room") as refused:
        taking(desk, server, pack())
    assert "2" in sentence(refused.value)
    assert not (home / "materials").exists()


# --- by the line


class Line:
    """The line to central that may be cut, counts what it brings, and does so at a speed."""

    def __init__(self, desk: Desk, pieces: int | None = None) -> None:
        self._remote, self._left, self.asked = desk.remote, pieces, 0

    def goods(self, after: int, max_bytes: int, want: str = ""):
        return self._remote.goods(after, max_bytes, want)

    def goods_piece(self, sha256: bytes, start: int, max_bytes: int) -> bytes:
        if self._left is not None and self.asked >= self._left:
            raise Offline
        self.asked += 1
        return self._remote.goods_piece(sha256, start, max_bytes)


def run_line(desk: Desk, server, line: Line, **more) -> set[str]:
    with desk.store.read() as s:
        newest = {code: one.version for code, one in packs_offered(s.connection()).items()}
    key = server.central.key.public_key().public_bytes_raw()
    return CourseLine(desk.store, line, key, lambda: newest, **more).go()  # type: ignore[arg-type]


@pytest.fixture
def offered(server, desk, folder) -> Desk:
    """The county has published a pack, and the desk has heard of it."""
    publish_pack(server.central, "K08", folder)
    desk.sync()
    return desk


def test_the_county_tells_of_a_pack_and_it_comes_only_when_wanted(offered, server, home) -> None:
    with offered.store.read() as s:
        told = packs_offered(s.connection())["K08"]
    assert (told.version, told.files) == (1, 2)
    assert told.size == len(FILM) + 12
    line = Line(offered)
    assert run_line(offered, server, line) == set()
    assert line.asked == 0
    wish_materials(home, "K08", Wish.QUICK)
    assert run_line(offered, server, line) == {"course_materials"}
    found = course_materials(home, "K08")
    assert found.whole
    assert [one.file.title.zh_CN for one in found.files] == ["1 标签", "怎么打药"]
    assert [one.file.name for one in found.files] == ["01.pdf", "02.mp4"]
    before = line.asked
    assert run_line(offered, server, line) == set()  # nothing newer: not even asked
    assert line.asked == before


def test_a_cut_line_and_a_restart_go_on_at_the_byte(offered, server, home) -> None:
    wish_materials(home, "K08", Wish.QUICK)
    rounds, asked = 0, 0
    while not course_materials(home, "K08").whole:
        line = Line(offered, pieces=9)
        run_line(offered, server, line)
        rounds, asked = rounds + 1, asked + line.asked
        assert rounds < 20
    assert rounds > 4
    # 48 pieces of the files, and the list in each round: nothing came twice.
    assert asked <= -(-len(FILM) // course_line.PIECE_BYTES) + 3 + rounds
    film = materials_of(home, "K08")[1]
    assert film.path is not None
    assert film.path.read_bytes() == FILM


def test_a_thin_line_pauses_unless_it_is_wanted_all_the_same(offered, server, home) -> None:
    wish_materials(home, "K08", Wish.QUICK)
    line = Line(offered)
    run_line(offered, server, line, speed=lambda: SLOWEST - 1)
    found = course_materials(home, "K08")
    assert found.note == LineNote(Wish.QUICK, slow=True)
    assert not found.whole
    assert line.asked <= 3  # the list and a piece: enough to see how quick the line is
    wish_materials(home, "K08", Wish.ANY)
    run_line(offered, server, line, speed=lambda: SLOWEST - 1)
    assert course_materials(home, "K08").whole
    assert note_of(home, "K08") == LineNote(Wish.ANY)


def test_a_newer_pack_comes_by_itself_and_brings_only_what_is_new(offered, server, home, folder) -> None:
    wish_materials(home, "K08", Wish.QUICK)
    run_line(offered, server, Line(offered))
    (folder / "1 标签.pdf").write_bytes(b"%PDF another label")
    publish_pack(server.central, "K08", folder)
    offered.sync()
    line = Line(offered)
    run_line(offered, server, line)
    found = course_materials(home, "K08")
    assert (found.version, found.whole) == (2, True)
    assert line.asked == 2  # the list and the document; the film was here
    remove_materials(home, "K08")
    assert wished(home) == []


def test_trouble_is_told_at_the_course_and_holds_nothing_up(offered, server, home, monkeypatch) -> None:
    wish_materials(home, "K08", Wish.QUICK)

    class Usage:
        total, used, free = 100 << 30, 99 << 30, (300 << 20) + (2 << 20)

    with monkeypatch.context() as patch:
        patch.setattr("villagedesk.store.training_results.materials.shutil.disk_usage", lambda _home: Usage)
        run_line(offered, server, Line(offered))
    error = note_of(home, "K08").error
    assert error is not None
    assert error.code == "material_no_room"
    assert "2 MB" in sentence(error)
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    CourseLine(offered.store, Line(offered), key, lambda: {"K08": 1}).go()  # type: ignore[arg-type]
    assert note_of(home, "K08").trouble == "material_not_ours"
    run_line(offered, server, Line(offered))
    assert course_materials(home, "K08").whole
    assert note_of(home, "K08").trouble == ""


def test_a_wish_taken_back_meanwhile_ends_it_and_leaves_nothing(offered, server, home) -> None:
    wish_materials(home, "K08", Wish.QUICK)
    seen: list[int] = []

    def remove_in_the_middle(done: int, _size: int) -> bool:
        seen.append(done)
        if len(seen) == 5:
            wish_materials(home, "K08", Wish.NO)
        return True

    run_line(offered, server, Line(offered), go_on=remove_in_the_middle)
    assert len(seen) <= 6
    assert wished(home) == []
    assert 0 < course_materials(home, "K08").have < len(FILM)  # what came stays


def test_a_whole_sync_brings_them_after_what_was_done_meanwhile(offered, home, server) -> None:
    wish_materials(home, "K08", Wish.QUICK)
    seen: list[int] = []

    def meanwhile(report) -> None:
        # A villager is put on file while the film comes.
        if report.goods_turn and not seen and course_materials(home, "K08").have > EACH:
            seen.append(course_materials(home, "K08").have)
            from tests.store.test_training import add_people

            with offered.store.write() as s:
                add_people(s, "周小梅")

    report = sync_now(offered.store, progress=meanwhile)
    assert report.agreed
    assert seen
    assert seen[0] < len(FILM)
    assert "course_materials" in report.changed
    assert course_materials(home, "K08").whole
    with offered.store.read() as s:
        assert len(find_people(s, "周小梅")) == 1
        waiting = s.connection().exec_driver_sql("SELECT count(*) FROM event WHERE position IS NULL").scalar()
    assert waiting == 0  # it went out between two pieces


def test_a_trainers_laptop_fetches_them_too(server, make_desk, folder) -> None:
    publish_pack(server.central, "K08", folder)
    laptop = make_desk("laptop", "trainer")
    laptop.sync()
    wish_materials(laptop.store.home, "K08", Wish.QUICK)
    report = sync_now(laptop.store)
    assert report.agreed
    assert course_materials(laptop.store.home, "K08").whole


def test_a_note_that_cannot_be_read_is_no_wish(home) -> None:
    set_note(home, "K08", LineNote(Wish.ANY))
    (folder_of(home, "K08") / "line.json").write_bytes(b"\xff not a note")
    assert wished(home) == []
