"""The self-test: it finds nothing wrong here, and says in a sentence what is wrong where something is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from villagedesk import i18n, paths
from villagedesk.__main__ import main
from villagedesk.domain.papers import PAPERS, pack, unpack
from villagedesk.self_test import command
from villagedesk.self_test.samples import samples


def test_there_is_a_sample_of_every_paper():
    made = samples()
    assert {name: type(paper) for name, paper in made.items()} == PAPERS
    for paper in made.values():
        assert unpack(*pack(paper)) == paper


@pytest.mark.slow
def test_everything_works_here_and_nothing_is_left_behind(tmp_path):
    environment = os.environ | {"VILLAGEDESK_HOME": str(tmp_path / "desk"), "TMPDIR": str(tmp_path)}
    words = [sys.executable, "-m", "villagedesk", "--self-test"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    i18n.set_language("zh_CN")
    wanted = [i18n._("Good: {step}").format(step=i18n._(name)) for name, _where in command.STEPS]
    assert done.stdout.splitlines()[1:] == [*wanted, i18n._("Everything works.")]
    # The folder of the data is made by whoever looks for the settings; the test has put nothing into it.
    assert [path.name for path in tmp_path.rglob("*")] in (["desk"], [])


def test_what_is_missing_is_said_in_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "translations", lambda: tmp_path)
    assert told(monkeypatch, capsys, "data:program_files") == "the texts in zh_CN"


def test_a_library_that_is_not_there_is_named(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "requests", None)
    assert "requests" in told(monkeypatch, capsys, "data:libraries")


def test_trouble_we_know_is_told_in_our_own_words(monkeypatch, capsys):
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    assert "space" in told(monkeypatch, capsys, "data:database")


def test_a_page_that_makes_a_mistake_fails(monkeypatch, capsys, qapp):
    from villagedesk.desktop.today.screen import TodayScreen

    monkeypatch.setattr(TodayScreen, "retranslate", lambda _self: 1 // 0)
    assert "today" in told(
        monkeypatch, capsys, "data:database", "data:write_and_read", "window:parts_of_qt", "window:every_page"
    )


def told(monkeypatch, capsys, *steps):
    """Why the last of these steps failed, once it has."""
    monkeypatch.setenv("VILLAGEDESK_HOME", "")
    monkeypatch.setattr(command, "STEPS", tuple((where, where) for where in steps))
    monkeypatch.setattr("villagedesk.__main__.Settings.load", lambda _path: type("S", (), {"language": "en"}))
    assert main(["--self-test"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("Village Desk does not work on this computer as it is.")
    assert lines[-2].startswith(f"Failed: {steps[-1]}: ")
    return lines[-2].removeprefix(f"Failed: {steps[-1]}: ")
