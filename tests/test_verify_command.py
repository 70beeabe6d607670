"""``villagedesk verify``: the answer on the command line, also without a display and while the counter is open."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import KEY
from tests.labels_of_a_centre import Labels, picture_of
from villagedesk import i18n, verify
from villagedesk.domain.label_address import address_prefix
from villagedesk.domain.labels import COPY_WARNING, Kind, Verdict, make_label
from villagedesk.domain.labels import SENTENCES as SENTENCES_OF
from villagedesk.errors import SENTENCES
from villagedesk.store import Store
from villagedesk.store.identity import device_key
from villagedesk.store.verify import seen


@pytest.fixture(autouse=True)
def _english():
    i18n.set_language("en")


@pytest.fixture
def labels(store: Store, operator: str, home: Path) -> Labels:
    """The store stays open all the time, as it is while the window is open."""
    (home / "desk.key").write_text(KEY.hex(), encoding="ascii")
    return Labels(store, operator)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_exit_status_and_words(labels, home, capsys, verdict):
    status = verify.run(home, labels.by_verdict[verdict])
    said = capsys.readouterr().out.splitlines()
    assert status == (0 if verdict is Verdict.VALID else 1)
    assert said[1] == verify.words.verdict_sentence(verdict)
    assert said[-1] == COPY_WARNING


def test_the_fields_of_a_genuine_label(labels, home, capsys, store):
    assert verify.run(home, labels.here) == 0
    said = capsys.readouterr().out
    for line in (
        "Genuine",
        "Paper: Lot label",
        "Signed by: 白鹭村服务站",
        "Product: 徐香猕猴桃",
        "Grade: 一级",
        "Quantity: 620 jin  310 kg",
        "Farmer: 张建国",
        "Village: 白鹭村 三组",
        "On file here: 徐香猕猴桃 20261118-03  张建国",
    ):
        assert line in said.splitlines()
    with store.read() as s:
        assert seen(s.connection(), labels.here).ever == 0, "the command only looks"


def test_a_picture_with_several_labels(labels, home, capsys, tmp_path):
    both = picture_of([labels.here, labels.unknown], tmp_path / "both.png")
    assert verify.run(home, str(both)) == 1
    said = capsys.readouterr().out
    assert "Genuine" in said
    assert "Cannot be told yet" in said
    assert verify.run(home, str(picture_of([labels.card], tmp_path / "card.png"))) == 0
    assert verify.run(home, str(picture_of(["https://example.org/"], tmp_path / "other.png"))) == 1


def test_what_cannot_be_read(labels, home, capsys, tmp_path):
    assert verify.run(home, str(tmp_path / "gone.jpg")) == 2
    assert "gone.jpg" in capsys.readouterr().err
    (tmp_path / "notes.txt").write_text("no picture")
    assert verify.run(home, str(tmp_path / "notes.txt")) == 2
    assert capsys.readouterr().err.strip() == SENTENCES["photo_not_a_photo"]
    assert verify.run(home, str(tmp_path)) == 1, "a folder is no label"
    assert verify.run(home, "x" * 5000) == 1
    assert verify.run(home, "\0") == 1


def test_a_computer_without_a_desk_knows_no_keys_and_makes_no_files(labels, tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert verify.run(empty, labels.here) == 1
    assert verify.words.head(Verdict.UNKNOWN_KEY) in capsys.readouterr().out
    assert list(empty.iterdir()) == []


def test_a_damaged_or_newer_database_is_told(labels, home, store, capsys):
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 999")
    assert verify.run(home, labels.here) == 2
    assert capsys.readouterr().err.strip() == SENTENCES["database_newer"]
    (home / "desk.key").write_text("00" * 32, encoding="ascii")
    assert verify.run(home, labels.here) == 2
    assert capsys.readouterr().err.strip() == SENTENCES["database_damaged"]


def test_the_real_command_without_a_display(labels, home, tmp_path):
    picture = picture_of([labels.here], tmp_path / "label.png")
    forged = labels.by_verdict[Verdict.WRONG_SIGNATURE]
    assert command(home, labels.here) == (0, "真的")
    assert command(home, str(picture)) == (0, "真的")
    assert command(home, forged) == (1, "伪造或被改过")
    assert command(home, str(tmp_path / "gone.png"))[0] == 2


def command(home: Path, label: str) -> tuple[int, str]:
    """Exit status and first line of ``villagedesk verify LABEL`` in Chinese, as a fresh computer says it."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-m", "villagedesk", "verify", label],
        env=environment | {"VILLAGEDESK_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, (done.stdout.splitlines() or [""])[0]


def test_a_text_needs_no_qt(labels, home):
    code = (
        "import sys, pathlib; from villagedesk import verify; "
        f"verify.run(pathlib.Path({str(home)!r}), {labels.here!r}); "
        "assert not any(name.startswith('PySide6') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, capture_output=True)


def test_an_address_is_checked_like_any_other_label(labels, home, capsys, store):
    with store.write() as s:
        key = device_key(s.connection())
    text = make_label(
        key, Kind.LOT, "ab" * 16, issued_on="2026-11-18", at=address_prefix("https://desk.qingxi.example")
    )
    assert verify.run(home, text) == 0
    assert "Leads to: desk.qingxi.example" in capsys.readouterr().out
    assert verify.run(home, text.lower()) == 0, "typed with Caps Lock on"
    capsys.readouterr()
    assert verify.run(home, text.replace("QINGXI", "QINGXJ")) == 1
    assert SENTENCES_OF[Verdict.WRONG_SIGNATURE] in capsys.readouterr().out
