"""The page of updates: a refusal is a sentence, a good one says what happens next, and back is one press."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.desktop.test_sync import DESK
from villagedesk import i18n, versions
from villagedesk.desktop.more.updates import UpdatesScreen
from villagedesk.errors import AppError
from villagedesk.store.identity import remember
from villagedesk.store.training_results.materials import MaterialKind, MaterialList, describe
from villagedesk.sync.updates import PROGRAM, VILLAGES, Taken, any_file, back, here, take, write_release
from villagedesk.sync.updates.course_packs import write_course_pack

CENTRAL = Ed25519PrivateKey.generate()


@pytest.fixture
def page(desk, qtbot, home):
    home.mkdir(exist_ok=True)
    made = UpdatesScreen(desk)
    qtbot.addWidget(made)
    made.retranslate()
    made.open()
    return made


def test_a_file_that_is_refused_is_told_and_can_be_tried_again(page, monkeypatch, tmp_path):
    page.on_file(tmp_path / "update.vdupdate")  # this computer has no centre
    assert "county" in page.told.text() or page.told.text()
    assert page.file.isEnabled()

    def cut(*_args: object, **_more: object) -> Taken:
        raise AppError("update_cut")

    monkeypatch.setattr(any_file, "take_any", cut)
    page.on_file(tmp_path / "update.vdupdate")
    assert page.told.text().startswith("The update is not whole")
    monkeypatch.setattr(any_file, "take_any", lambda *_args, **_more: Taken(PROGRAM, "9.9.9"))
    page.on_file(tmp_path / "update.vdupdate")
    assert page.told.text().startswith("Version 9.9.9 is here.")
    assert not page.line.isVisible()


@pytest.fixture
def stick(tmp_path, store, monkeypatch):
    """A computer whose central is known, as a package, and what lies on the county's stick: a program, villages, a course."""
    with store.transaction() as connection:
        remember(connection, replace(DESK, central_key=CENTRAL.public_key().public_bytes_raw()))
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr(take, "works", lambda _program, _version: pytest.fail("it was unpacked"))
    folder = tmp_path / "stick"
    folder.mkdir()
    body = folder / "label.pdf"
    body.write_bytes(b"%PDF a label" * 1000)

    def write(kind, name, version="9.9.9"):
        path = folder / name
        if kind == "course":
            found = MaterialList(
                "K08",
                1 if version == "0.0.1" else 2,
                (describe(body, {"zh_CN": "x", "en": "x"}, MaterialKind.DOCUMENT),),
            )
            write_course_pack(CENTRAL, found, [body], path, made_at=1)
        else:
            write_release(CENTRAL, kind, version, body, path, system=here() if kind == PROGRAM else "", made_at=1)
        return path

    return write


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", [PROGRAM, VILLAGES, "course"])
@pytest.mark.parametrize("spoil", ["half", "a bit at the end", "a bit of the head", "older"])
def test_a_spoiled_file_from_a_stick_is_told_in_the_window_and_changes_nothing(
    page, home, stick, kind, spoil, language
):
    i18n.set_language(language)
    path = stick(kind, f"x.{'vdcourse' if kind == 'course' else 'vdupdate'}", "0.0.1" if spoil == "older" else "9.9.9")
    data = bytearray(path.read_bytes())
    match spoil:
        case "half":
            del data[len(data) // 2 :]
        case "a bit at the end":
            data[-1] ^= 1
        case "a bit of the head":
            data[60] ^= 1
        case "older" if kind == "course":
            page.on_file(stick(kind, "newer.vdcourse"))
            assert list(home.rglob("label.pdf"))
    path.write_bytes(data)

    def files():
        return {file.relative_to(home) for file in home.rglob("*") if file.suffix not in (".db-wal", ".db-shm")}

    before = files()
    page.on_file(path)
    told = page.told.text()
    assert ("\u4e00" <= max(told) <= "\u9fff" or "。" in told) == (language == "zh_CN"), told
    assert len(told) > 10
    assert "{" not in told
    assert page.file.isEnabled()
    assert files() == before


def test_back_is_there_only_while_there_is_a_version_before(page, home, monkeypatch):
    assert page.back_card.isHidden()
    versions.choose(home, versions.Choice(back.__version__, "0.0.8", "0.0.8"))
    page.open()
    assert not page.back_card.isHidden()
    assert page.back.text() == "Back to version 0.0.8"
    monkeypatch.setenv("VILLAGEDESK_INSTALLED", "0.0.8")
    page.back.click()
    assert page.told.text().startswith("Version 0.0.8 runs from the next start on")
    assert versions.choice(home) == versions.Choice("0.0.8", "0.0.8")
    assert page.back_card.isHidden()


def test_progress_is_shown_in_megabytes(page):
    page._show_progress(31_000_000, 62_000_000)
    assert page.told.text() == "31.0 MB of 62.0 MB"
