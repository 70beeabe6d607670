"""Builds resources/pinyin.txt, the program's own small pinyin table, from pypinyin's data; run it before a release.

    python resources/build_pinyin.py

pypinyin and its data are MIT licensed (https://github.com/mozillazg/python-pinyin); at run time they would cost 56 MB
of memory. Kept are: the usual reading of each character, other readings that really occur, words whose reading
differs from that of their characters, and the readings of surnames.
"""

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from pypinyin.constants import PINYIN_DICT
from pypinyin.phrases_dict import phrases_dict

TABLE = Path(__file__).with_name("pinyin.txt")

# Extension A and the basic block hold every character of the common list but a few dozen; 〇 stands outside.
RANGES = [(0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF)]

# Where the dictionary's first reading is not the one met most in goods and names.
USUAL = {"长": "chang", "调": "tiao", "薄": "bao", "粘": "zhan", "嗯": "en", "呣": "mu", "呒": "mu", "哼": "heng"}

# Readings that the words of the dictionary show too rarely, but that people type.
ALSO = {
    "柏": "bo",
    "贾": "gu",
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "盖": "ge",
    "露": "lou",
    "壳": "qiao",
    "杉": "sha",
}

# Words of a shop that the dictionary lacks.
WORDS = {
    "银行卡": "yin hang ka",
    "重庆": "chong qing",
    "播种": "bo zhong",
    "厦门": "xia men",
    "薄荷": "bo he",
    "参茸": "shen rong",
    "人参": "ren shen",
    "花露": "hua lu",
    "果脯": "guo fu",
    "肉脯": "rou fu",
    "拓印": "ta yin",
    "卡子": "qia zi",
    "发卡": "fa qia",
}

# How a surname is read, where it differs from the usual reading of its character. General knowledge, one list.
SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
    "员": "yun", "洗": "xian", "种": "chong", "秘": "bi", "翟": "zhai", "覃": "qin", "缪": "miao", "折": "she",
    "召": "shao", "黑": "he", "卜": "bu", "句": "gou", "隗": "wei", "祭": "zhai", "阚": "kan", "乐": "yue",
    "长": "zhang", "牟": "mu", "能": "nai", "重": "chong", "繁": "po", "藏": "zang", "佴": "nai", "郇": "xun",
    "乜": "nie", "都": "du", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu",
    "澹台": "tan tai",
}  # fmt: skip


def flat(syllable: str) -> str:
    """A syllable as it is typed: no tone, v for ü."""
    parts = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in parts if "a" <= c <= "z")


def readings() -> dict[str, list[str]]:
    """Each character's readings, the usual one first."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for word, spelled in phrases_dict.items():
        for char, syllables in zip(word, spelled, strict=False):
            used[char][flat(syllables[0])] += 1
    table: dict[str, list[str]] = {}
    for begin, end in RANGES:
        for code in range(begin, end + 1):
            if code not in PINYIN_DICT:
                continue
            char = chr(code)
            known = [flat(s) for s in PINYIN_DICT[code].split(",")]
            kept = [USUAL.get(char) or next((s for s in known if any(v in s for v in "aeiouv")), "")]
            total = used[char].total()
            kept += [s for s, n in used[char].most_common() if n >= 2 and n * 40 >= total and s in known]
            kept += [ALSO[char]] if char in ALSO else []
            # An input method takes v for ü, but many people type u.
            kept += [s.replace("v", "u") for s in kept if "v" in s]
            if kept[0]:
                table[char] = list(dict.fromkeys(s for s in kept if s))
    return table


def words(table: dict[str, list[str]]) -> dict[str, str]:
    """Words that are read differently than their characters alone, shortest first; what a part explains is left out."""
    kept: dict[str, str] = {}
    spelled = {word: [flat(s[0]) for s in found] for word, found in phrases_dict.items() if len(word) == len(found)}
    spelled |= {word: text.split() for word, text in WORDS.items()}
    for word in sorted(spelled, key=lambda w: (len(w), w)):
        right = spelled[word]
        if len(word) > 4 or any(c not in table or s not in table[c] for c, s in zip(word, right, strict=True)):
            continue
        guess = [table[c][0] for c in word]
        for begin in range(len(word)):
            for length in (3, 2):
                part = kept.get(word[begin : begin + length])
                if part:
                    guess[begin : begin + length] = part.split()
                    break
        if guess != right:
            kept[word] = " ".join(right)
    return kept


def grouped(pairs: list[tuple[str, str]]) -> list[str]:
    """``syllable<TAB>characters`` lines."""
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for char, syllable in pairs:
        by_syllable[syllable].append(char)
    return [f"{syllable}\t{''.join(chars)}" for syllable, chars in sorted(by_syllable.items())]


def main() -> None:
    """Write the table."""
    table = readings()
    lines = ["# Built by build_pinyin.py from pypinyin (MIT). Usual readings; other readings; words; surnames."]
    lines += ["[usual]", *grouped([(c, r[0]) for c, r in table.items()])]
    lines += ["[also]", *grouped([(c, s) for c, r in table.items() for s in r[1:]])]
    lines += ["[words]", *(f"{word}\t{text}" for word, text in words(table).items())]
    lines += ["[surnames]", *(f"{name}\t{text}" for name, text in SURNAMES.items())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TABLE.name}: {len(table)} characters, {TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
