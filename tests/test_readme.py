"""The README names only what is there: files, pictures, commands, options, measurements, names in the code, settings."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.__main__ import names as measurements
from villagedesk.__main__ import _parser as desk_parser
from villagedesk.central.command import DEFAULT_PORT
from villagedesk.central.command import _parser as central_parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
_TEXT = re.sub(r"^```.*?^```$", "", README, flags=re.M | re.S)
_SPANS = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", _TEXT)]
_BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, flags=re.M | re.S)
# Where a path of the text may begin: the repository, and what its map calls by the last part of the name.
_ROOTS = [ROOT, ROOT / "src", ROOT / "src/villagedesk", ROOT / "tests", ROOT / "installer/package"]
_MADE = ("dist/", ".venv/", "./villagedesk_", "summary.json", "/")  # not there before something was run


def _paths() -> list[str]:
    words = [word.strip("(),") for text in [*_SPANS, *_BLOCKS] for word in text.split()]
    found = {word.split("#")[0].rstrip("/") for word in words if re.fullmatch(r"[\w./-]+", word)}
    likely = [word for word in found if "/" in word or word.endswith((".py", ".sh", ".md", ".sql", ".json"))]
    return sorted(word for word in likely if not word.startswith(_MADE) and not re.fullmatch(r"[\d./-]+|\w+/s", word))


@pytest.mark.parametrize("path", _paths())
def test_every_file_is_there(path: str) -> None:
    alone = "/" not in path and any((ROOT / "src").rglob(path))  # its folder stands in the sentence
    assert alone or any((root / path).exists() for root in _ROOTS), path


@pytest.mark.parametrize("picture", sorted(set(re.findall(r'(?:\]\(|src=")([^)"]+)[)"]', README))))
def test_every_picture_is_there(picture: str) -> None:
    assert (ROOT / picture).stat().st_size > 1000


def _commands() -> Iterator[str]:
    """What stands behind ``villagedesk`` or, in its table, behind ``central``."""
    for text in [*_SPANS, *[line.partition("#")[0] for block in _BLOCKS for line in block.splitlines()]]:
        found = re.match(r"(?:.*\s)?(?:\S*/)?villagedesk\s+(.*)|(central\s.*)", text.strip())
        if found:
            yield (found[1] or found[2]).strip()


@pytest.mark.parametrize("command", sorted(set(_commands())))
def test_every_command_is_known(command: str) -> None:
    words = [word.strip("[],;…") for word in command.split()]
    parser = desk_parser()
    if words[0] == "central":
        parser, words = central_parser(), words[1:]
    for word in words:
        under = _under(parser)
        if word.startswith("--"):
            assert word == "--self-test" or word in parser._option_string_actions, word
        elif under and word.isascii() and re.fullmatch("[a-z-]+", word):
            assert word in under, f"{word} is none of {', '.join(under)}"
            parser = under[word]


def _under(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def test_a_central_of_ones_own_is_where_it_says() -> None:
    assert f"http://127.0.0.1:{DEFAULT_PORT} until" in README


def test_every_measurement_is_known() -> None:
    table = README[README.index("| figure | target |") :].split("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"\(`([a-z_]+)`\)", row.split("|")[1])}
    named |= set(re.findall(r"`(\w+)`", README[README.index("Longer runs:") :].split(", which say")[0]))
    assert len(named) >= 15
    assert named <= set(measurements())


@pytest.fixture(scope="module")
def source() -> str:
    """Everything that is Python or a script here."""
    files = [
        *ROOT.glob("src/**/*.py"),
        *ROOT.glob("tests/**/*.py"),
        *ROOT.glob("installer/**/*.sh"),
        *ROOT.glob("resources/rules/*.json"),
        *ROOT.glob("translations/*.py"),
    ]
    return "\n".join(file.read_text("utf-8") for file in files if file.name != "test_readme.py")


def test_every_name_is_in_the_code(source: str) -> None:
    """Classes, functions and constants that "How to add" tells somebody to use."""
    part = README[README.index("## How to add") : README.index("## Figures")]
    spans = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", part, flags=re.M | re.S))
    names = {
        name for span in spans for name in re.findall(r"(?<![\w/])(?:[a-z]\w*\.)*([A-Za-z_]\w{3,})(?=[(,=. ]|$)", span)
    }
    code = set(re.findall(r"[A-Za-z_]\w+", source))
    assert len(names) > 50
    assert not {name for name in names if name not in code}


def test_every_setting_is_read_somewhere(source: str) -> None:
    named = set(re.findall(r"VILLAGEDESK_[A-Z_]+", README))
    assert named
    assert {name for name in named if name not in source} == set()
