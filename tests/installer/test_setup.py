"""The Python packages and the commands around them: first run, second run, and the ways it can go wrong."""

import os
import sys
from pathlib import Path

import pytest

from tests.installer.conftest import REPOSITORY, Computer

SYNC = "sync --frozen --extra desktop --extra central"


def synced(computer: Computer) -> list[str]:
    """How uv was asked to install packages."""
    return [call for call in computer.called("uv") if "sync" in call]


@pytest.mark.parametrize("name", ["run.sh", "test.sh", "../.ci/run"])
def test_the_commands_can_be_started(name: str) -> None:
    assert os.access(REPOSITORY / "installer" / name, os.X_OK)


def test_the_first_run_installs_and_the_second_does_not(full_computer: Computer) -> None:
    first = full_computer.shell("prepare run")
    assert first.returncode == 0, first.stderr
    assert "Installing the Python packages" in first.stderr
    assert len(synced(full_computer)) == 1
    assert f"{SYNC} --no-dev --inexact --python {sys.executable}" in synced(full_computer)[0]

    second = full_computer.shell("prepare run")
    assert (second.returncode, second.stderr) == (0, "")
    assert len(synced(full_computer)) == 1
    assert full_computer.called("apt-get") == []


def test_what_the_tests_need_is_enough_for_a_run_but_not_the_other_way_round(full_computer: Computer) -> None:
    full_computer.shell("prepare run; prepare test; prepare run")
    assert [call.split()[1:] for call in synced(full_computer)] == [
        [*SYNC.split(), "--no-dev", "--inexact", "--python", sys.executable],
        SYNC.split(),
    ]


def test_a_new_lock_or_another_folder_installs_again(full_computer: Computer) -> None:
    full_computer.shell("prepare run")
    (full_computer.root / "uv.lock").write_text("another lock\n")
    full_computer.shell("prepare run")
    assert len(synced(full_computer)) == 2
    moved = full_computer.root.with_name("moved")
    full_computer.root.rename(moved)
    full_computer.root = moved
    assert full_computer.run("sh", "-c", f'root="{moved}"; . installer/setup.sh; is_ready run').returncode == 1


def test_a_library_that_went_away_is_noticed(full_computer: Computer) -> None:
    full_computer.shell("prepare run")
    full_computer.installed("libgl1")
    ended = full_computer.shell("prepare run")
    assert ended.returncode == 1
    assert "apt-get install" in ended.stderr


def test_a_python_that_does_not_fit_is_named(full_computer: Computer) -> None:
    full_computer.command("python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1')
    full_computer.command("id", "echo 0")
    ended = full_computer.shell("prepare run")
    assert ended.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13, and this system has Python 3.9.2" in ended.stderr


def test_an_old_uv_is_passed_over(full_computer: Computer) -> None:
    full_computer.command("uv", "echo 'uv 0.4.30'")
    assert full_computer.shell("find_uv || echo none").stdout == "none\n"
    full_computer.command("uv", "echo 'uv 1.2.0'")
    assert full_computer.shell("find_uv").stdout.strip() == str(full_computer.bin / "uv")


def test_a_failed_download_ends_with_a_sentence_and_is_tried_again(full_computer: Computer) -> None:
    good = (full_computer.bin / "uv").read_text()
    full_computer.command(
        "uv", '[ "$1" = --version ] && echo "uv 0.13.9" && exit 0; echo "error sending request" >&2; exit 2'
    )
    ended = full_computer.shell("prepare test")
    assert ended.returncode == 1
    assert "There is no connection" in ended.stderr
    (full_computer.bin / "uv").write_text(good)
    assert full_computer.shell("prepare test").returncode == 0


def test_a_full_disk_is_told_before_anything_is_fetched(full_computer: Computer) -> None:
    full_computer.command("df", "echo head; echo /dev/disk 9 9 204800 99% /")
    ended = full_computer.shell("prepare run")
    assert ended.returncode == 1
    assert "200 MB are free" in ended.stderr
    assert synced(full_computer) == []


def test_a_folder_that_cannot_be_written_is_told(full_computer: Computer) -> None:
    # Not by rights: the tests may be running as root.
    (full_computer.root / ".boot").write_text("a file in the way")
    ended = full_computer.run("installer/run.sh")
    assert ended.returncode == 1
    assert "cannot be written to" in ended.stderr


def test_translations_are_compiled_when_they_are_older(full_computer: Computer) -> None:
    folder = full_computer.root / "translations" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "villagedesk.po").touch()
    (full_computer.root / "translations" / "update.py").write_text(
        "import pathlib, sys\n"
        f"sys.argv[1:] == ['--compile'] and pathlib.Path({str(folder)!r}, 'villagedesk.mo').touch()\n"
    )
    assert "Compiling the translations" in full_computer.shell("prepare run").stderr
    os.utime(folder / "villagedesk.po", (1, 1))
    assert full_computer.shell("prepare run").stderr == ""
    os.utime(folder / "villagedesk.po")
    os.utime(folder / "villagedesk.mo", (1, 1))
    assert "Compiling the translations" in full_computer.shell("prepare run").stderr


def stand_in(computer: Computer, script: str) -> None:
    """Let everything be in place, with an environment whose Python does what `script` says."""
    computer.shell("prepare test")
    python = computer.root / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\necho "venv-python $*" >>"{computer.calls}"\n{script}\n')


def test_run_passes_everything_on_to_the_demo(full_computer: Computer) -> None:
    stand_in(full_computer, '[ "$1" = -c ] || exit 7')
    assert full_computer.run("installer/run.sh", "--headless", "two words").returncode == 7
    assert full_computer.called("venv-python")[-1] == "venv-python -m villagedesk demo --headless two words"


def test_tests_run_whole_or_as_asked(full_computer: Computer) -> None:
    stand_in(full_computer, "exit 0")
    full_computer.run("installer/test.sh")
    assert full_computer.called("venv-python")[-1].startswith("venv-python -m pytest -n ")
    full_computer.run("installer/test.sh", "tests/store", "-x")
    assert full_computer.called("venv-python")[-1] == "venv-python -m pytest tests/store -x"


def test_a_measurement_writes_where_the_caller_is(full_computer: Computer, tmp_path: Path) -> None:
    stand_in(full_computer, "exit 0")
    script = str(full_computer.root / "installer" / "test.sh")
    full_computer.run("sh", "-c", f'cd "{tmp_path}" && "{script}" bench wire --json out.json')
    assert full_computer.called("venv-python")[-1] == f"venv-python -m tests.bench wire --json {tmp_path}/out.json"


def test_the_checks_all_run_and_the_first_failure_decides(full_computer: Computer) -> None:
    stand_in(
        full_computer,
        'case "$*" in *"ruff check"*) echo "one error"; exit 3 ;; *mypy*) exit 2 ;; *pytest*) echo "5 passed in 1s" ;; esac',
    )
    ended = full_computer.run("sh", ".ci/run")
    assert ended.returncode == 3
    summary = ended.stdout.split("== summary\n")[1].splitlines()
    assert [line.split()[:2] for line in summary] == [
        ["lint", "FAILED"],
        ["layout", "passed"],
        ["types", "FAILED"],
        ["translations", "passed"],
        ["tests", "passed"],
    ]
    assert summary[0].endswith("one error")
    assert summary[-1].endswith("5 passed in 1s")
