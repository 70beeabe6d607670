"""A column while it is encoded, and what its values may refer to."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,59}")
_ID = re.compile(r'"[0-9a-f]{32}"')


class Column:
    """One value of several events, as the JSON that stands in their bodies (a *token*)."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def strings(self) -> list[str] | None:
        """The texts, when all values are texts without escapes."""
        if not all(token[0] == '"' and "\\" not in token for token in self.tokens):
            return None
        return [token[1:-1] for token in self.tokens]

    @cached_property
    def numbers(self) -> list[int] | None:
        """The numbers, when all values are whole numbers as we write them."""
        if not all(map(_NUMBER.fullmatch, self.tokens)):
            return None
        return [int(token) for token in self.tokens]

    @cached_property
    def digits(self) -> list[str] | None:
        """The texts, when all are of digits alone and of the same length up to 60."""
        texts = self.strings
        if texts is None or not 0 < len(texts[0]) <= 60:
            return None
        all_text, length = "".join(texts), len(texts[0])
        if not (all_text.isascii() and all_text.isdigit()) or any(len(text) != length for text in texts):
            return None
        return texts

    @property
    def starts_with_id(self) -> bool:
        """Whether the first value is an id of 16 bytes in hex."""
        return _ID.fullmatch(self.tokens[0]) is not None

    @cached_property
    def different(self) -> list[str]:
        """Each value once, in the order of first appearance."""
        return list(dict.fromkeys(self.tokens))


def quoted(texts: Sequence[str]) -> list[str]:
    """Texts as tokens."""
    return [f'"{text}"' for text in texts]


@dataclass
class Batch:
    """The events of a batch: ids, times (ms), and the ids of rows seen so far in its columns."""

    ids: Sequence[bytes]
    times: Sequence[int]
    seen: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    @cached_property
    def derived(self) -> dict[str, tuple[int, int]]:
        """Token of the id of the ``n``-th row of each event -> (the event's index, n)."""
        return {row_token(id_, n): (index, n) for index, id_ in enumerate(self.ids) for n in range(DERIVED)}

    def learn(self, tokens: Sequence[str]) -> None:
        """Remember the ids of a finished column, each once, in order."""
        for token in tokens:
            if len(token) == 34 and token not in self.seen and _ID.fullmatch(token):
                self.seen[token] = len(self.seen)
                self.order.append(token)


@dataclass(frozen=True)
class Around:
    """Which events of the batch a column belongs to."""

    batch: Batch
    which: Sequence[int]

    def part(self, chosen: Sequence[int]) -> "Around":
        """The same for some of its values."""
        return Around(self.batch, [self.which[index] for index in chosen])


# An id of a row is looked for among the first rows of each event.
DERIVED = 8


def row_token(event_id: bytes, n: int) -> str:
    """The id of the ``n``-th row that an event made, as a token (see ``domain.entity.row_id``)."""
    return f'"{hashlib.sha256(event_id + n.to_bytes(4, "big")).hexdigest()[:32]}"'
