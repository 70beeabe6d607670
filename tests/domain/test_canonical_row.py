"""Rows are written by a faster encoder than events: both must give the same bytes, or two copies never agree."""

import random
import sys

import pytest

from villagedesk.domain.entity import Value, canonical, canonical_row


def test_every_character() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        text = "".join(
            map(chr, (c for c in range(start, min(start + 4096, sys.maxunicode + 1)) if not 0xD800 <= c < 0xE000))
        )
        assert canonical_row({text: text}) == canonical({text: text})
    with pytest.raises(UnicodeEncodeError):
        canonical_row({"name": "\ud800"})


def test_rows_of_all_kinds() -> None:
    chance = random.Random(7)
    values: list[Value] = [
        None,
        True,
        False,
        0,
        -1,
        (1 << 63) - 1,
        1 - (1 << 63),
        "",
        "张建国",
        'a"b\\c/',
        "\n\t\x00\x7f",
    ]
    names = ["name", "Name", "state", "姓名", "a_1", "a", "ab", "é", "z", "\U0001f33e"]
    for _ in range(3000):
        row = {name: chance.choice(values) for name in chance.sample(names, chance.randrange(len(names)))}
        assert canonical_row(row) == canonical(row)
