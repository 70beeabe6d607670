"""The command line itself: what it says when a part of the program is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from villagedesk import i18n, paths
from villagedesk.__main__ import main
from villagedesk.store import open_store
from villagedesk.sync.drill import drill_if_due
from villagedesk.sync.drill_words import drill_words

ROOT = Path(__file__).parents[1]
# A Python that has everything but the libraries of one extra, as after `pip install villagedesk`.
WITHOUT = """
import sys
for name in {names}:
    sys.modules[name] = None
from villagedesk.__main__ import main
sys.exit(main({words}))
"""


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(
    ("names", "words", "extra"),
    [
        (["PySide6"], [], "desktop"),
        (["PySide6"], ["verify", "resources/readme/order.png"], "desktop"),
        (["fastapi", "uvicorn", "jinja2"], ["central", "list", "orders"], "central"),
    ],
)
def test_a_part_that_is_not_installed_is_named(tmp_path, names, words, extra, language):
    (tmp_path / "settings.json").write_text(f'{{"language": "{language}"}}', encoding="utf-8")
    code = WITHOUT.format(names=names, words=words)
    home = {"VILLAGEDESK_HOME": str(tmp_path), "VILLAGEDESK_CENTRAL_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], env=home, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    i18n.set_language(language)
    wanted = i18n._("This part of Village Desk is not installed here. Install villagedesk[{extra}].")
    assert done.stderr.strip() == wanted.format(extra=extra)


def test_a_console_that_knows_no_chinese_ends_no_command(tmp_path: Path) -> None:
    """As in a pipe of an English Windows, where the setup listens to a program that speaks Chinese at first."""
    env = {"VILLAGEDESK_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "cp1252"}
    words = [sys.executable, "-m", "villagedesk", "update"]
    done = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Village Desk ")
    assert "?" in done.stdout


@pytest.mark.parametrize("there", [True, False])
def test_the_menu_puts_the_file_for_support_where_it_is_seen(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool
) -> None:
    """Who cannot open the window has no other page, and no terminal."""
    user = tmp_path / "user"
    (user / "桌面").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(user))
    monkeypatch.setenv("XDG_DESKTOP_DIR", str(user / ("桌面" if there else "nowhere")))
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    home.mkdir(exist_ok=True)
    (home / "desk.db").write_bytes(b"no database at all" * 300)
    assert main(["support", "--desktop"]) == 0
    (file,) = user.rglob("villagedesk-support-*.zip")
    assert file.parent == (user / "桌面" if there else user)


def test_copies_are_taken_listed_and_checked(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    assert main(["backup"]) == 0
    assert main(["backup", "now"]) == 0
    assert main(["backup", "check"]) == 0
    assert drill_words(None) in capsys.readouterr().out
    monkeypatch.setattr("villagedesk.sync.drill._FLUSHED_SECONDS", 0.0)
    store = open_store(home)
    done = drill_if_due(store)
    store.close()
    assert done is not None
    assert main(["backup"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == drill_words(done)
    paths.desk_db(home).rename(home / "aside")
    paths.desk_db(home).write_bytes(b"no database at all" * 400)
    assert main(["backup"]) == 0, "whoever has a damaged database needs the list most"
    (copy,) = (home / "backups").glob("desk-*.db")
    content = bytearray(copy.read_bytes())
    content[9000] ^= 1
    copy.write_bytes(content)
    assert main(["backup", "check"]) == 1
    assert copy.name in capsys.readouterr().out.splitlines()[-1]
