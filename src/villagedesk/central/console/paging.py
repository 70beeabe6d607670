"""Lists that go on: the place where a page ended, as it stands in the address of the next one."""

import re
from collections.abc import Sequence
from typing import Protocol

FIRST = (-1, "")
_PLACE = re.compile(r"(\d{1,15})-([0-9a-f]{32})")


class Placed(Protocol):
    """Something in a list that is ordered by when it changed."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def changed_at(self) -> int:
        """Ms UTC."""


def read_place(text: str) -> tuple[int, str]:
    """The place in an address; the beginning when there is none, or none of ours."""
    found = _PLACE.fullmatch(text)
    return (int(found[1]), found[2]) if found else FIRST


def next_place(page: Sequence[Placed], limit: int) -> str:
    """Where the next page begins; "" when this one was the last."""
    return f"{page[-1].changed_at}-{page[-1].id}" if len(page) == limit else ""
