"""Which drawn picture goods have: elders choose by picture, so every kind of goods in a village has one of its own."""

from functools import cache, lru_cache

from villagedesk import paths

_LONGEST = 8


@lru_cache(maxsize=1 << 13)
def kind_of(text: str) -> str:
    """The drawn picture for a category or a title, a name in resources/kinds; "" when no word of it is known.

    What a thing is stands at the end in Chinese (儿童牙膏), so the longest word at the end counts, then any inside.
    """
    text = text.strip().lower()
    known = _kinds()
    for size in range(min(_LONGEST, len(text)), 0, -1):
        if text[-size:] in known:
            return known[text[-size:]]
    # One character inside says nothing: 油 is in 油烟机, 茶 in 茶几.
    for size in range(min(_LONGEST, len(text)), 1, -1):
        for end in range(len(text), size - 1, -1):
            if text[end - size : end] in known:
                return known[text[end - size : end]]
    return ""


@cache
def _kinds() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in paths.resource("kinds.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _tab, words = line.partition("\t")
            found |= dict.fromkeys(words.lower().split(), kind)
    return found
