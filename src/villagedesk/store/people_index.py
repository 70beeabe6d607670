"""What a villager can be found by: one row a key, brought up to date wherever a person changes.

Keys are the name and the given name, in characters, in pinyin and as initials, the group, and phone and ID number
forwards and (behind ``~``) backwards, so that a tail is found as fast as a beginning. The group stands beside each
key, because people are asked for together with it.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk.domain import pinyin
from villagedesk.store.derived import follows

GROUP_SIGNS = "组队社"
_TERM = re.compile(r"\d{1,2}[组队社]|[0-9]+x?|[^\W\d_]+")
_GROUP = re.compile(r"([一二三四五六七八九十]{1,3}|\d{1,2})\s*([组队社])")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)}
_BATCH = 500


@follows("person")
def refresh(connection: Connection, ids: Sequence[str]) -> None:
    """Write the keys of these persons anew; a person that is gone has none."""
    for start in range(0, len(ids), _BATCH):
        some = list(ids[start : start + _BATCH])
        marks = ",".join("?" * len(some))
        connection.exec_driver_sql(f"DELETE FROM person_key WHERE person_id IN ({marks})", tuple(some))
        rows = connection.exec_driver_sql(
            f"SELECT id, name, nickname, phone, resident_id, village_group FROM person WHERE id IN ({marks})",
            tuple(some),
        ).fetchall()
        found = [(key, row[0], plain_group(row[5] or "")) for row in rows for key in sorted(keys_of(*row[1:]))]
        if found:
            connection.exec_driver_sql("INSERT INTO person_key(key, person_id, place) VALUES (?, ?, ?)", found)


def keys_of(name: str, nickname: str | None, phone: str | None, resident_id: str | None, group: str | None) -> set[str]:
    """Every key one person is found by."""
    keys = name_keys(name) | name_keys(nickname or "")
    for number in (phone, resident_id):
        if number:
            plain = number.lower()
            keys |= {plain, "~" + plain[::-1]}
    if group:
        keys.add(plain_group(group))
    return keys


def name_keys(name: str) -> set[str]:
    """A name from its beginning and from where one also begins to say it, in characters, pinyin and initials."""
    parts = re.findall(r"[^\W\d_]+", pinyin.fold(name))
    keys: set[str] = set()
    for at, part in enumerate(parts):
        rest = "".join(parts[at:])
        for start in _starts(part):
            said = rest[start:]
            keys |= {said} | pinyin.keys(said, name=at == 0 and start == 0)
    return keys


def whole_pinyin(name: str) -> str:
    """How a whole name sounds, without tones."""
    return pinyin.full(name, name=True)


def terms(text: str) -> list[str]:
    """What was typed, cut where figures, words and spaces meet."""
    return _TERM.findall(plain_group(text))


def plain_group(text: str) -> str:
    """Small letters and plain figures; ``三组``, ``3组`` and ``3 组`` are the same group."""
    return _GROUP.sub(lambda found: f"{_number(found[1])}{found[2]}", pinyin.fold(text))


def _number(text: str) -> int:
    """A number up to 99, also in Chinese figures."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _starts(part: str) -> range:
    """At which characters of a name one may begin: 张建国, 建国; 欧阳建国, 阳建国, 建国. Latin words only at the first."""
    if part.isascii():
        return range(1)
    return range(min(len(part), 3 if len(part) > 3 else 2))
