"""Files by content: whole or not at all, once, unreadable without the key, resumed at the byte."""

import hashlib
import os
import shutil

import pytest

from villagedesk.errors import AppError, NotFound, StorageTrouble
from villagedesk.store import photos
from villagedesk.store.files import FileStore

KEY = bytes(range(32))
DATA = b"\xff\xd8 a photo of kiwifruit " * 400
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def files(tmp_path):
    return FileStore(tmp_path / "files", KEY)


def test_comes_back_and_is_kept_once(files):
    assert files.put(DATA) == files.put(DATA) == NAME
    assert files.get(NAME) == DATA
    assert list(files.names()) == [NAME]
    assert [path.name for path in files.folder.rglob("*") if path.is_file()] == [NAME]


def test_the_disk_shows_neither_the_content_nor_lets_others_read(files):
    files.put(DATA)
    path = files.path(NAME)
    assert b"kiwifruit" not in path.read_bytes()
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(StorageTrouble) as caught:
        FileStore(files.folder, bytes(32)).get(NAME)
    assert caught.value.code == "file_damaged"


def test_plain_files_for_central(tmp_path):
    files = FileStore(tmp_path)
    files.put(DATA)
    assert files.path(NAME).read_bytes() == DATA
    files.path(NAME).write_bytes(DATA[:-1])
    with pytest.raises(StorageTrouble) as caught:
        files.get(NAME)
    assert caught.value.code == "file_damaged"


def test_missing_cut_too_large_and_foreign_names(files):
    with pytest.raises(NotFound):
        files.get(NAME)
    files.put(DATA)
    files.path(NAME).write_bytes(b"")
    with pytest.raises(StorageTrouble):
        files.get(NAME)
    with pytest.raises(AppError) as caught:
        FileStore(files.folder, max_bytes=1 << 20).put(bytes((1 << 20) + 1))
    assert (caught.value.code, caught.value.params) == ("file_too_large", {"limit": 1})
    for name in ("../../etc/passwd", NAME.upper(), ""):
        with pytest.raises(ValueError):
            files.path(name)


def test_removed_twice(files):
    files.put(DATA)
    files.remove(NAME)
    files.remove(NAME)
    assert not files.has(NAME)


@pytest.mark.skipif(not os.path.exists("/dev/full") or shutil.which("mount") is None, reason="needs a Linux device")
def test_a_full_disk_is_told_and_leaves_nothing(files, monkeypatch):
    real_open = type(files.folder).open

    def open_full(path, mode="r", *args, **kwargs):
        made = real_open(path, mode, *args, **kwargs)
        if path.name.endswith(".new"):
            os.dup2(os.open("/dev/full", os.O_WRONLY), made.fileno())
        return made

    monkeypatch.setattr(type(files.folder), "open", open_full)
    with pytest.raises(StorageTrouble) as caught:
        files.put(DATA)
    assert caught.value.code == "disk_full"
    assert [path for path in files.folder.rglob("*") if path.is_file()] == []


def test_receiving_goes_on_at_the_byte(files):
    half = len(DATA) // 2
    assert files.receive(NAME, 0, DATA[:half], len(DATA)) == half
    again = FileStore(files.folder, KEY)
    assert again.received(NAME) == half
    assert again.receive(NAME, 0, DATA[:half], len(DATA)) == half, "the same piece twice changes nothing"
    assert again.receive(NAME, half + 5, DATA[half + 5 :], len(DATA)) == half, "a hole is not accepted"
    assert not again.has(NAME)
    assert again.receive(NAME, half, DATA[half:], len(DATA)) == len(DATA)
    assert again.get(NAME) == DATA
    assert again.receive(NAME, 0, DATA, len(DATA)) == len(DATA)
    assert list(again.names()) == [NAME]


def test_a_received_file_that_does_not_fit_its_name_starts_again(files):
    with pytest.raises(AppError) as caught:
        files.receive(NAME, 0, bytes(len(DATA)), len(DATA))
    assert caught.value.code == "file_damaged"
    assert files.received(NAME) == 0
    with pytest.raises(AppError):
        files.receive(NAME, 0, b"", files.max_bytes + 1)


def test_photos_are_sent_smallest_first_and_each_once(store):
    files = photos.desk_files(store)
    large, small = files.put(DATA * 2), files.put(DATA)
    files.put(b"thrown away before the form was saved")
    with store.write() as s:
        photos.attach(s.connection(), files, large, "lot")
        photos.attach(s.connection(), files, small, "lot")
        photos.attach(s.connection(), files, small, "lot")
    with store.transaction() as connection:
        assert photos.waiting(connection) == (2, len(DATA) * 3)
        assert photos.next_to_send(connection) == photos.Blob(small, len(DATA), "lot", 0)
        photos.note_sent(connection, small, 100)
        assert photos.next_to_send(connection).sent_bytes == 100
        assert photos.waiting(connection) == (2, len(DATA) * 3 - 100)
        photos.note_sent(connection, small, len(DATA))
        assert photos.next_to_send(connection).sha256 == large
        photos.forget(connection, large)
        assert photos.next_to_send(connection) is None


def test_a_photo_that_is_not_here_cannot_be_attached(store):
    with pytest.raises(NotFound), store.write() as s:
        photos.attach(s.connection(), photos.desk_files(store), NAME, "lot")
