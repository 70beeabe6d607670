"""Villages found by Chinese, pinyin and initials without a line, and newer lists taken in or refused."""

from pathlib import Path

import pytest
import zstandard

from villagedesk import paths
from villagedesk.domain import divisions, villages
from villagedesk.domain.villages import find_villages, read_pack, said_name, take_in, village
from villagedesk.errors import SENTENCES, AppError

HERE = "330112108230"


def packed(text: str) -> bytes:
    return zstandard.ZstdCompressor().compress(text.encode())


@pytest.fixture
def _fresh(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home))
    villages._pack.cache_clear()
    yield
    villages._pack.cache_clear()


def test_a_village_is_known_by_its_code_with_edition_and_township(home: Path) -> None:
    found = village(HERE)
    assert found is not None
    assert (found.name, found.edition, found.place) == ("白牛村委会", "2023", "浙江省杭州市临安区昌化镇")
    assert said_name(found.name) == "白牛村"
    assert village("330112108999") is None
    assert village("990185001201") is None


@pytest.mark.parametrize(
    ("words", "near"),
    [("白牛", HERE), ("bainiu", HERE), ("BN", HERE), ("临安 bn", ""), ("linan bn", ""), ("la bainiu", ""), (HERE, "")],
)
def test_a_village_is_found_however_it_is_typed(home: Path, words: str, near: str) -> None:
    assert find_villages(words, near)[0].code == HERE


def test_the_own_county_comes_first_and_nothing_is_guessed_without_a_place(home: Path) -> None:
    near = find_villages("s", "330112000000")
    assert {found.code[:6] for found in near} == {"330112"}
    assert find_villages("白牛") == []
    assert find_villages("", HERE) == []
    assert find_villages("白牛", "990185001201") == []


def test_all_villages_of_the_edition_are_here() -> None:
    packs = sorted(paths.resource("divisions/villages").glob("*.zst"))
    read = [read_pack(pack.read_bytes()) for pack in packs]
    assert sum(count for _edition, _province, count in read) == 620_573
    assert {edition for edition, _province, _count in read} == {divisions.edition()}
    assert [province for _edition, province, _count in read] == [pack.stem for pack in packs]


@pytest.mark.usefixtures("_fresh")
def test_a_newer_list_comes_before_the_shipped_one_and_an_older_is_refused(home: Path) -> None:
    assert take_in(packed("2031 made@1 63\n630102001 001新村 002老村"), home) == ("2031", "63", 2)
    found = village("630102001001")
    assert found is not None
    assert (found.name, found.edition) == ("新村", "2031")
    with pytest.raises(AppError) as caught:
        take_in(packed("2024 made@1 63\n630102001 001新村"), home)
    assert caught.value.code == "village_pack_older"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 a zip",
        packed("2031 made@1 63"),
        packed("2031 made@1 63\n630102001 1新村"),
        packed("2031 made@1 63\n640102001 001新村"),
        packed("2031 made@1 63\n630102002 001新村\n630102001 001老村"),
        packed("no head\n630102001 001新村"),
        zstandard.ZstdCompressor().compress(b"2031 made@1 63\n" + b" " * (17 << 20)),
    ],
)
def test_what_is_no_list_of_villages_changes_nothing(home: Path, data: bytes) -> None:
    with pytest.raises(AppError) as caught:
        take_in(data, home)
    assert caught.value.code == "village_pack_wrong"
    assert caught.value.code in SENTENCES
    assert not (home / "villages").exists()
