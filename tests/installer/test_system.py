"""The system's packages: what is missing, who may install it, and what is said when it cannot be had."""

import pytest

from tests.installer.conftest import Computer


def test_a_package_counts_as_installed_under_its_debian_13_name(computer: Computer) -> None:
    computer.installed("libglib2.0-0t64", "libegl1")
    assert computer.shell("missing_packages libglib2.0-0 libegl1 libgl1").stdout.split() == ["libgl1"]


def test_a_removed_package_does_not_count(computer: Computer) -> None:
    computer.command("dpkg-query", "echo config-files libgl1; echo installed libegl1")
    assert computer.shell("missing_packages libgl1 libegl1").stdout.split() == ["libgl1"]


def test_packages_are_asked_for_under_the_name_of_the_system(computer: Computer) -> None:
    computer.command("apt-cache", "echo libcups2t64; echo libgl1")
    assert computer.shell("apt_names libcups2 libgl1").stdout.split() == ["libcups2t64", "libgl1"]


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ("python3.11 python3.13", ["python3.13", "python3.13-venv"]),
        ("python3.9", ["python3", "python3-venv"]),
    ],
)
def test_the_newest_python_that_fits_is_taken(computer: Computer, offered: str, expected: list[str]) -> None:
    computer.command("apt-cache", f"for p in {offered}; do echo $p; done")
    assert computer.shell("apt_names python3").stdout.split() == expected


def test_without_rights_the_one_line_is_printed(computer: Computer) -> None:
    ended = computer.run("installer/run.sh")
    assert ended.returncode == 1
    line = ended.stderr.strip().splitlines()[-1].strip()
    assert line.startswith("apt-get update && apt-get install --no-install-recommends ca-certificates libgl1")
    assert line.endswith("python3 python3-venv")
    assert computer.called("apt-get") == []


def test_a_refused_sudo_prints_the_line_too(computer: Computer) -> None:
    computer.command("sudo", "exit 1")
    ended = computer.run("installer/test.sh")
    assert ended.returncode == 1
    assert "sudo apt-get update && sudo apt-get install" in ended.stderr


def test_with_sudo_the_packages_are_installed_through_it(computer: Computer) -> None:
    computer.command("sudo", '[ "$1" = -n ] && exit 0; exec "$@"')
    ended = computer.shell("open_log; install_packages libgl1 libegl1")
    assert ended.returncode == 0, ended.stderr
    assert "libgl1 libegl1" in ended.stderr
    assert [call.split()[1:2] for call in computer.called("sudo")] == [["-n"], ["apt-get"], ["env"]]
    assert computer.called("apt-get")[-1].endswith("libgl1 libegl1")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Temporary failure resolving 'mirror.example'", "There is no connection"),
        ("You don't have enough free space in /var/cache/apt/archives/.", "The disk is full"),
        ("Could not get lock /var/lib/dpkg/lock-frontend", "Another program is installing"),
        ("server certificate verification failed: certificate verify failed", "does not know"),
        ("Read-only file system", "The rights for it are missing"),
        ("E: Unable to locate package libgl1", "The lines above say why"),
    ],
)
def test_a_failed_installation_ends_with_its_reason(computer: Computer, words: str, sentence: str) -> None:
    computer.command("id", "echo 0")
    computer.command("apt-get", f'[ "$2" = update ] && exit 0; echo "{words}"; exit 100')
    ended = computer.run("installer/run.sh")
    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert ("E: Unable" in ended.stderr) == ("E: Unable" in words)


def test_an_unknown_processor_is_named(computer: Computer) -> None:
    computer.command("uname", "echo loongarch64")
    ended = computer.run("installer/run.sh")
    assert ended.returncode == 1
    assert "loongarch64" in ended.stderr


def test_elsewhere_than_on_debian_no_package_is_asked_for(computer: Computer) -> None:
    computer.command("dpkg-query", "exit 1")
    ended = computer.shell("has_libraries; install_packages libgl1")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert computer.called("apt-get") == []
