"""Names of people as they are kept: one kind of dot, nothing that cannot be seen, and no signs of another kind."""

import re
import unicodedata

from villagedesk.errors import Invalid

NAME_LENGTH = 50
# The signs that stand for the dot between the parts of a name (阿依古丽·买买提).
_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_NAME_DOTS = re.compile(rf" ?[·•‧・∙⋅．] ?|(?<=[{_HAN}]) ?\. ?(?=[{_HAN}])")
_NAME_GAPS = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
# Controls, signs that turn the direction of text, halves of characters and line ends: none of them can be seen.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NAME_SIGNS = frozenset("·.-'’()（）,，")


def check_name(text: str, *, field: str = "name") -> str:
    """A person's name as it is kept: one kind of dot between the parts, no needless spaces.

    Raises:
        Invalid: ``field_required``, ``too_long``, ``name_digits`` or ``name_signs``.
    """
    seen = "".join(character for character in text if unicodedata.category(character) not in _UNSEEN)
    name = _NAME_GAPS.sub("", _NAME_DOTS.sub("·", " ".join(seen.split())))
    if not name.strip("·"):
        raise Invalid(field, "field_required")
    if len(name) > NAME_LENGTH:
        raise Invalid(field, "too_long", limit=NAME_LENGTH)
    if any(character.isdigit() for character in name):
        raise Invalid(field, "name_digits")
    sign = next((character for character in name if character not in _NAME_SIGNS and not _in_a_name(character)), "")
    if sign:
        raise Invalid(field, "name_signs", sign=sign)
    return name


def _in_a_name(character: str) -> bool:
    """Letters with their marks, spaces, and rare characters that no table of this computer knows yet."""
    return unicodedata.category(character)[0] in "LM" or unicodedata.category(character) in ("Zs", "Co", "Cn")
