"""The kinds of values that rule packs are made of; each area's rules use them."""

from typing import Annotated

import msgspec

Fen = Annotated[int, msgspec.Meta(ge=0)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Some = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Words = Annotated[str, msgspec.Meta(min_length=1)]


class Text(msgspec.Struct, frozen=True):
    """A text of a pack in the languages it was written in."""

    zh_CN: Words
    en: Words

    def said(self, language: str) -> str:
        """The text in a language; Chinese, which the law is written in, where there is none."""
        return self.en if language == "en" else self.zh_CN
