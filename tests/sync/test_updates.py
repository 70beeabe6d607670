"""Releases: signed, newer, whole, or refused with a sentence and nothing changed; and back, with everything that was done."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import KEY, set_up_operator
from villagedesk import clock, paths, versions
from villagedesk.central.releases import releases_of
from villagedesk.domain.people import PersonForm
from villagedesk.errors import AppError, Offline, Refused, StorageTrouble, sentence
from villagedesk.store import open_store
from villagedesk.store.backup import backups
from villagedesk.store.engine import connect
from villagedesk.store.people import add_person, find_people
from villagedesk.sync.updates import (
    PROGRAM,
    VILLAGES,
    back,
    fetch,
    go_back,
    here,
    put_data_back,
    take,
    take_in,
    write_release,
)
from villagedesk.sync.updates.back import before_here
from villagedesk.sync.updates.release import EACH

# What central's database is does not matter here.
SQLITE = pytest.mark.parametrize("central", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def packaged(monkeypatch):
    """As the packaged program, version 0.1.0."""
    monkeypatch.setattr("sys.frozen", True, raising=False)
    for module in (versions, take, back):
        monkeypatch.setattr(module, "__version__", "0.1.0")
    monkeypatch.delenv("VILLAGEDESK_INSTALLED", raising=False)
    monkeypatch.delenv("VILLAGEDESK_PROGRAM", raising=False)


@pytest.fixture
def desk(make_desk):
    made = make_desk("one")
    with made.store.write() as s:
        set_up_operator(s, "王秀兰")
    return made


@pytest.fixture
def archive(tmp_path):
    """A program's folder, packed: incompressible enough to have several parts."""
    path = tmp_path / "program.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        for name, data, mode in (
            ("villagedesk", b"#!/bin/sh\necho Village Desk 0.2.0\n", 0o755),
            ("licences/INDEX.txt", b"x", 0o644),
            (
                "_internal/large",
                bytes(ord(letter) for letter in "a") + __import__("random").Random(1).randbytes(3 * EACH),
                0o644,
            ),
        ):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), mode
            packed.addfile(entry, io.BytesIO(data))
    return path


@pytest.fixture
def release(server, archive, tmp_path):
    """Writes a release signed by central."""

    def write(version="0.2.0", system="", kind=PROGRAM, body=archive, key=None):
        target = tmp_path / f"{kind}-{version}.vdupdate"
        write_release(
            key or server.central.key, kind, version, body, target, system=system or here(), made_at=clock.now_ms()
        )
        return target

    return write


def everything(home):
    """Every file of the data folder that an update could change, with its bytes."""
    changing = (".db", "-wal", "-shm", ".journal")
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith(changing)
    }


@SQLITE
def test_a_newer_version_is_unpacked_tested_and_chosen(desk, release):
    home = desk.store.home
    seen, tested = [], []
    taken = take_in(
        desk.store,
        release(),
        progress=lambda done, size: seen.append((done, size)),
        test=lambda p, _v: tested.append(p) or True,
    )
    assert (taken.kind, taken.version) == (PROGRAM, "0.2.0")
    assert seen[-1][0] == seen[-1][1]
    assert tested[0].name == "villagedesk"
    assert versions.choice(home) == versions.Choice("0.2.0", "0.1.0", "0.1.0")
    assert versions.program_of(home, "0.2.0") == home / "programs/0.2.0/villagedesk"
    assert len(backups(home)) == 1  # a copy of the data came first
    assert not (home / "update.part").exists()


@SQLITE
def test_the_real_self_test_of_the_new_program_is_asked(desk, release):
    assert take_in(desk.store, release()).version == "0.2.0"  # its script says so and ends with 0
    with pytest.raises(AppError, match="update_does_not_work"):
        take_in(desk.store, release("0.3.0"))  # signed as something else than it is
    assert versions.choice(desk.store.home).use == "0.2.0"


@SQLITE
def test_it_is_taken_in_where_nobody_has_a_number_and_only_open_files_are_flushed(desk, release, monkeypatch):
    """As on Windows: no ``geteuid``, and ``fsync`` refuses a file that was opened for reading."""
    for name in ("geteuid", "getegid"):
        monkeypatch.delattr(os, name)
    flushed, flush = [], os.fsync

    def strict(handle):
        file = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if "programs" in file.parts:
            flushed.append(file.name)
            os.pwrite(handle, b"", 0)  # OSError when it may not be written to
        flush(handle)

    monkeypatch.setattr(os, "fsync", strict)
    assert take_in(desk.store, release()).version == "0.2.0"
    assert {"villagedesk", "INDEX.txt", "large"} <= set(flushed)


def test_the_self_test_is_asked_of_the_program_that_can_be_heard(tmp_path):
    """The one with a window has no output on Windows; beside it lies one for the console."""
    for name, words in (("villagedesk", "exit 1"), ("villagedesk-console.exe", "echo Village Desk 0.2.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    assert take.works(tmp_path / "villagedesk", "0.2.0")
    assert not take.works(tmp_path / "villagedesk", "0.3.0")
    (tmp_path / "villagedesk-console.exe").unlink()
    assert not take.works(tmp_path / "villagedesk", "0.2.0")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("older", "update_older"),
        ("same", "update_older"),
        ("no version", "update_older"),
        ("other system", "update_other_system"),
        ("other central", "update_not_ours"),
        ("first byte", "update_unknown"),
        ("head", "update_not_ours"),
        ("body", "update_cut"),
        ("half", "update_cut"),
        ("one byte short", "update_cut"),
        ("empty", "update_unknown"),
        ("does not work", "update_does_not_work"),
        ("missing", "catalogue_no_file"),
    ],
)
@SQLITE
def test_what_is_not_right_is_refused_and_nothing_changes(desk, release, spoil, code, language, tmp_path):
    from villagedesk import i18n

    versions_of = {"older": "0.0.9", "same": "0.1.0", "no version": "new"}
    system = "win32-amd64" if spoil == "other system" else ""
    key = Ed25519PrivateKey.generate() if spoil == "other central" else None
    path = release(versions_of.get(spoil, "0.2.0"), system, key=key)
    data = bytearray(path.read_bytes())
    match spoil:
        case "first byte":
            data[0] ^= 1
        case "head":
            data[40] ^= 1
        case "body":
            data[-EACH] ^= 1
        case "half":
            del data[len(data) // 2 :]
        case "one byte short":
            del data[-1]
        case "empty":
            data.clear()
    path.write_bytes(data)
    if spoil == "missing":
        path.unlink()
    before = everything(desk.store.home)
    with pytest.raises(AppError) as caught:
        take_in(desk.store, path, test=lambda _program, _version: spoil != "does not work")
    assert caught.value.code == code or (spoil == "head" and caught.value.code == "update_unknown")
    i18n.set_language(language)
    assert len(sentence(caught.value)) > 10
    assert "{" not in sentence(caught.value)
    assert everything(desk.store.home) == before
    assert versions.choice(desk.store.home) is None


@SQLITE
def test_every_cut_of_a_small_release_is_refused(desk, release, tmp_path):
    body = tmp_path / "list"
    body.write_bytes(b"no list of villages")
    data = release("2026", kind=VILLAGES, body=body).read_bytes()
    path = tmp_path / "cut.vdupdate"
    for end in range(len(data)):
        path.write_bytes(data[:end])
        with pytest.raises(AppError) as caught:
            take_in(desk.store, path)
        assert caught.value.code in ("update_cut", "update_unknown", "update_not_ours")
    path.write_bytes(data)
    with pytest.raises(AppError) as caught:
        take_in(desk.store, path)
    assert caught.value.code == "village_pack_wrong"  # signed, but no such list


@SQLITE
def test_a_list_of_villages_comes_the_same_way(desk, release, monkeypatch):
    from villagedesk.domain import villages

    lists = sorted(paths.resource("divisions/villages").glob("*.zst"))
    if not lists:
        pytest.skip("no list is shipped")
    edition, _province, _count = villages.read_pack(lists[0].read_bytes())
    taken = take_in(desk.store, release(edition, kind=VILLAGES, body=lists[0]))
    assert (taken.kind, taken.version) == (VILLAGES, edition)
    assert list((desk.store.home / "villages").iterdir())


def _entry(name, kind=tarfile.REGTYPE, link="", size=0):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.size = kind, link, size
    return entry


@SQLITE
@pytest.mark.parametrize(
    "entries",
    [
        [_entry("../../outside", size=1)],
        [_entry("a/../../outside", size=1)],
        [_entry("/tmp/vd-outside", size=1)],
        [_entry("link", tarfile.SYMTYPE, "../.."), _entry("link/outside", size=1)],
        [_entry("link", tarfile.SYMTYPE, "/")],
        [_entry("link", tarfile.LNKTYPE, "../../desk.db")],
        [_entry("device", tarfile.CHRTYPE)],
        [_entry("pipe", tarfile.FIFOTYPE)],
    ],
)
def test_nothing_is_written_outside_of_the_folder(desk, release, tmp_path, entries):
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as packed:
        for entry in entries:
            packed.addfile(entry, io.BytesIO(b"x" * entry.size))
    with pytest.raises(AppError, match="update_unknown"):
        take_in(desk.store, release(body=evil), test=lambda _program, _version: True)
    assert not list(tmp_path.rglob("outside"))
    assert not os.path.exists("/tmp/vd-outside")


@SQLITE
def test_links_within_the_program_stay_links(desk, release, tmp_path):
    """As PyInstaller lays libraries: a file, and a link to it beside the program."""
    body = tmp_path / "linked.tar"
    with tarfile.open(body, "w") as packed:
        program = _entry("./villagedesk", size=35)
        program.mode, program.uid = 0o4777, 12345
        packed.addfile(program, io.BytesIO(b"#!/bin/sh\necho Village Desk 0.2.0 #\n"))
        packed.addfile(_entry("./_internal/PySide6/lib.so.6", size=1), io.BytesIO(b"x"))
        packed.addfile(_entry("./_internal/lib.so.6", tarfile.SYMTYPE, "PySide6/lib.so.6"))
        packed.addfile(_entry("./licences/INDEX.txt", size=1), io.BytesIO(b"x"))
    take_in(desk.store, release(body=body), test=lambda _program, _version: True)
    folder = desk.store.home / "programs/0.2.0"
    assert os.readlink(folder / "_internal/lib.so.6") == "PySide6/lib.so.6"
    assert (folder / "_internal/lib.so.6").read_bytes() == b"x"
    assert (folder / "villagedesk").stat().st_mode & 0o7777 == 0o755
    assert (folder / "villagedesk").stat().st_uid == os.geteuid()


@SQLITE
def test_a_computer_without_a_centre_trusts_nobody(store, release):
    with pytest.raises(Refused, match="not_enrolled"):
        take_in(store, release())


@SQLITE
def test_from_sources_nothing_is_updated(desk, release, monkeypatch):
    monkeypatch.delattr("sys.frozen")
    with pytest.raises(Refused, match="update_sources"):
        take_in(desk.store, release())


# --- over the line


@SQLITE
def test_over_the_line_it_goes_on_where_it_was_cut(desk, release, server):
    with pytest.raises(Refused, match="update_none"):
        fetch(desk.store, desk.remote)
    kept = releases_of(server.central).file(here())
    kept.parent.mkdir(parents=True)
    kept.write_bytes(release().read_bytes())
    asked, real = [], desk.remote.goods_piece

    def cut(sha256, start, size):
        asked.append(start)
        if len(asked) % 20 == 0:
            raise Offline()
        return real(sha256, start, size)

    desk.remote.goods_piece = cut
    cuts = 0
    while True:
        try:
            file = fetch(desk.store, desk.remote)
            break
        except Offline:
            cuts += 1
    assert cuts >= 2
    assert file.read_bytes() == kept.read_bytes()
    assert take_in(desk.store, file, test=lambda _program, _version: True).version == "0.2.0"


@SQLITE
@pytest.mark.parametrize(
    ("spoil", "code"), [("head", "update_not_ours"), ("body", "wire_broken"), ("half", "wire_broken")]
)
def test_one_that_was_tampered_with_at_central_is_refused_over_the_line(desk, release, server, spoil, code):
    kept = releases_of(server.central).file(here())
    kept.parent.mkdir(parents=True)
    data = bytearray(release().read_bytes())
    match spoil:
        case "head":
            data[data.index(b"0.2.0")] = ord("3")
        case "body":
            data[-EACH] ^= 1
        case "half":
            del data[len(data) // 2 :]
    kept.write_bytes(data)
    before = everything(desk.store.home)
    with pytest.raises(AppError) as caught:
        fetch(desk.store, desk.remote)
    assert caught.value.code == code
    after = everything(desk.store.home)
    assert {name for name in after.keys() - before.keys() if not name.startswith("fetched-")} == set()
    assert versions.choice(desk.store.home) is None
    # What came before the bad part is right; with a mended release the next try goes on from there.
    kept.write_bytes(release().read_bytes())
    file = fetch(desk.store, desk.remote)
    assert take_in(desk.store, file, test=lambda _program, _version: True).version == "0.2.0"


@SQLITE
def test_an_older_one_is_not_even_fetched(desk, release, server):
    kept = releases_of(server.central).file(here())
    kept.parent.mkdir(parents=True)
    kept.write_bytes(release("0.0.9").read_bytes())
    desk.remote.goods_piece = None
    with pytest.raises(AppError, match="update_older"):
        fetch(desk.store, desk.remote)


# --- back


@SQLITE
def test_one_step_back_and_not_two(desk, release, monkeypatch):
    home = desk.store.home
    with pytest.raises(Refused, match="no_version_before"):
        go_back(home)
    take_in(desk.store, release(), test=lambda _program, _version: True)
    for module in (versions, take, back):  # the new one runs now, in the place of the installed one
        monkeypatch.setattr(module, "__version__", "0.2.0")
    monkeypatch.setenv("VILLAGEDESK_INSTALLED", "0.1.0")
    assert before_here(home) == "0.1.0"
    assert go_back(home) == "0.1.0"
    assert versions.choice(home) == versions.Choice("0.1.0", "0.1.0")  # the installed one, which may put the data back
    for module in (versions, take, back):  # it runs again
        monkeypatch.setattr(module, "__version__", "0.1.0")
    monkeypatch.delenv("VILLAGEDESK_INSTALLED")
    started = []
    monkeypatch.setattr("os.execv", lambda program, words: started.append(program))
    versions.hand_over(home, [])
    assert not started
    with pytest.raises(Refused, match="no_version_before"):
        go_back(home)
    assert take_in(desk.store, release("0.2.1"), test=lambda _program, _version: True).version == "0.2.1"


def test_back_from_a_package_to_the_version_that_it_set_aside(tmp_path, monkeypatch):
    for version in ("0.0.9", "0.1.0"):
        place = tmp_path / "lib" / ("kept/0.0.9" if version == "0.0.9" else version)
        (place / "licences").mkdir(parents=True)
        (place / "villagedesk").touch()
    monkeypatch.setattr("sys.executable", str(tmp_path / "lib/0.1.0/villagedesk"))
    home = tmp_path / "home"
    home.mkdir()
    assert go_back(home) == "0.0.9"
    assert versions.choice(home) == versions.Choice("0.0.9", "0.1.0")
    started = []
    monkeypatch.setattr("os.execv", lambda program, words: started.append((str(program), words)))
    versions.hand_over(home, ["sync"])
    assert started == [
        (str(tmp_path / "lib/kept/0.0.9/villagedesk"), [str(tmp_path / "lib/kept/0.0.9/villagedesk"), "sync"])
    ]
    started.clear()
    versions.hand_over(home, [])  # it was handed over to: once is enough
    assert not started
    monkeypatch.delenv("VILLAGEDESK_INSTALLED")
    monkeypatch.setattr(versions, "__version__", "0.3.0")  # a later package counts again by itself
    versions.hand_over(home, [])
    versions.choice_file(home).write_text("{ half", encoding="utf-8")
    versions.hand_over(home, [])
    assert not started


@pytest.mark.parametrize("name", ["villagedesk", "villagedesk-console.exe"])
def test_what_was_started_in_a_console_hands_over_to_what_is_heard_there(tmp_path, monkeypatch, name):
    for place in ("current", "kept/0.0.9"):
        (tmp_path / place / "licences").mkdir(parents=True)
        for program in ("villagedesk", "villagedesk-console.exe"):
            (tmp_path / place / program).touch()
    monkeypatch.setattr("sys.executable", str(tmp_path / "current" / name))
    versions.choose(tmp_path, versions.Choice("0.0.9", "0.1.0"))
    started = []
    monkeypatch.setattr("os.execv", lambda program, words: started.append(program))
    versions.hand_over(tmp_path, ["backup", "now"])
    assert started == [tmp_path / "kept/0.0.9" / name]


@SQLITE
def test_the_data_goes_back_with_the_program_and_nothing_that_was_done_is_lost(desk):
    home = desk.store.home
    with desk.store.write() as s:
        add_person(s, PersonForm(name="陈桂花", phone="13900006721"))
    from villagedesk.store.backup import take_backup

    take_backup(desk.store)
    with desk.store.write() as s:
        add_person(s, PersonForm(name="张建国", phone="13900006722"))
    desk.store.close()
    connection = connect(paths.desk_db(home), KEY)
    connection.execute("PRAGMA user_version = 99")  # as a newer program leaves it
    connection.close()
    with pytest.raises(StorageTrouble, match="database_newer"):
        open_store(home, KEY)
    assert put_data_back(home, KEY).brought_back == 1
    store = open_store(home, KEY)
    with store.read() as s:
        assert len(find_people(s, "陈桂花")) == len(find_people(s, "张建国")) == 1
    store.close()


@SQLITE
def test_without_a_copy_of_this_form_nothing_is_touched(desk):
    home = desk.store.home
    desk.store.close()
    connection = connect(paths.desk_db(home), KEY)
    connection.execute("PRAGMA user_version = 99")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    before = paths.desk_db(home).read_bytes()
    with pytest.raises(StorageTrouble, match="database_newer"):
        put_data_back(home, KEY)
    assert paths.desk_db(home).read_bytes() == before


@pytest.mark.parametrize(
    ("version", "than", "is_newer"),
    [
        ("0.10.0", "0.9.9", True),
        ("0.1", "0.1.0", False),
        ("1.0.0", "0.99.99", True),
        ("0.1.0", "0.1.0", False),
        ("0.0.9", "0.1.0", False),
        ("x", "0.1.0", False),
        ("1.٣", "0.1.0", False),
        ("", "", False),
    ],
)
def test_which_is_newer(version, than, is_newer):
    assert versions.newer(version, than) is is_newer


def test_a_choice_is_kept_whole(tmp_path):
    chosen = versions.Choice("0.2.0", "0.1.0", "0.1.0")
    versions.choose(tmp_path, chosen)
    assert versions.choice(tmp_path) == chosen
    assert json.loads(versions.choice_file(tmp_path).read_text())["use"] == "0.2.0"
    versions.choose(tmp_path, None)
    assert versions.choice(tmp_path) is None


def test_what_the_packaged_program_starts_finds_the_libraries_of_the_system(monkeypatch):
    for name, value in (("LD_LIBRARY_PATH", "/ours"), ("LD_LIBRARY_PATH_ORIG", "/theirs"), ("_PYI_ARCHIVE_FILE", "x")):
        monkeypatch.setenv(name, value)
    versions.free_children()
    found = {name: value for name, value in os.environ.items() if name.startswith(("LD_LIBRARY", "_PYI"))}
    assert found == {"LD_LIBRARY_PATH": "/theirs"}
    versions.free_children()
    assert "LD_LIBRARY_PATH" not in os.environ
