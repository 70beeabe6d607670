"""Invented goods for the demo, the tests and the measurements: lifelike titles, packs and prices, no real brand.

Goods number n is always the same, whoever makes it; the words stand in ``resources/sample_goods.tsv``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import msgspec

from villagedesk import paths
from villagedesk.domain.goods import FarmInput, Goods, with_check_digit
from villagedesk.domain.kinds import kind_of

_Choice = TypeVar("_Choice")

DAY_MS = 86_400_000
# 2026-03-01, for those who do not care.
SAMPLE_TIME = 1_772_323_200_000

# A brand is one character of each row; what exists as a brand, a place or a word is left out.
_FIRST = "禾青白溪岭桐槐杏苇麦垄陌蓑鹭雁竹柳荷稻谷棠枫榆茶晨霁屿"
_SECOND = "洁月浪湾笛岚穗鸢坞笠笙墅簌檐篱泊汀埂畔苒蔓砚桨棹棚垅"
_LEFT_OUT = frozenset({"青岚", "白月", "青月", "白鹭", "柳岸", "荷畔", "青苒", "雁荡", "白浪"})
_DESIGN = ("山泉", "青月", "白浪")  # the names in the pictures of the design
_SHOPS = ("日用百货店", "生活馆", "商贸部", "批发部", "供销店", "优选店", "仓储店", "老店")
_MODELS = "ABDFGHJKLMQRTXZ"
_OTHER_DICE = 1 << 40
_FARM_INPUTS = {
    "seed": FarmInput.SEED,
    "fertiliser": FarmInput.FERTILISER,
    "pesticide": FarmInput.PESTICIDE,
}
_SOWN_IN_SPRING = ("玉米", "甜玉米", "糯玉米", "水稻", "杂交稻", "常规稻")
_WITH_MODEL = frozenset({"家电", "农具", "五金", "家居"})

_WEIGHED = re.compile(r"([\d.]+) ?(kg|g|L|ml|斤)(?: x (\d+))?")
_TO_THOUSANDTHS = {"kg": 1000, "g": 1, "L": 1000, "ml": 1, "斤": 500}


@dataclass(frozen=True, slots=True)
class _Kind:
    """One line of the words: a kind of goods."""

    group: str
    icon: str
    unit: str
    nouns: tuple[str, ...]
    qualities: tuple[str, ...]
    packs: tuple[tuple[str, int], ...]  # the pack, its usual price in fen


def sample_goods(count: int, *, first: int = 0, at: int = SAMPLE_TIME) -> Iterator[Goods]:
    """Goods number ``first`` and the ``count - 1`` behind it.

    Args:
        at: the time the prices are shown relative to, ms UTC; they are up to 30 days older.
    """
    kinds, brands = _kinds(), _brands()
    for number in range(first, first + count):
        yield _goods(number, kinds, brands, at)


def _goods(number: int, kinds: tuple[_Kind, ...], brands: tuple[str, ...], at: int) -> Goods:
    dice = _Dice(number)
    kind = kinds[number % len(kinds)]
    brand = dice.pick(brands) if dice.below(10) else ""
    noun, quality = dice.pick(kind.nouns), dice.pick(kind.qualities)
    second = dice.pick(kind.qualities) if dice.below(3) == 0 else ""
    quality = second + quality if second != quality else quality
    what = f"{noun} {quality}" if dice.below(5) == 0 else f"{quality}{noun}"
    if kind.group in _WITH_MODEL and dice.below(3) == 0:
        what += f" {dice.pick(_MODELS)}{dice.pick(_MODELS)}-{dice.below(990) + 10}"
    pack, fen = dice.pick(kind.packs)
    brand_shop = bool(brand) and dice.below(4) == 0
    price = fen * (75 + dice.below(70)) // 100
    made = Goods(
        id=f"g{number:07d}",
        title=f"{brand} {what}".strip(),
        spec=pack,
        unit=kind.unit,
        price_fen=_priced(price),
        seller=brand + ("旗舰店" if brand_shop else "") if brand_shop else dice.pick(brands) + dice.pick(_SHOPS),
        brand_shop=brand_shop,
        days=2 + dice.below(3) + dice.below(3),
        price_at=at - dice.below(30) * DAY_MS - dice.below(DAY_MS),
        category=noun.rstrip("0123456789%"),
        icon=kind.icon,
        # The county looked up a third of them in its shops.
        reference_fen=_priced(price * (98 + dice.below(40)) // 100) if dice.below(3) == 0 else 0,
    )
    return _with_facts(made, _Dice(number + _OTHER_DICE))


def _with_facts(goods: Goods, dice: "_Dice") -> Goods:
    """What else is known: how often it is ordered, the code on the pack, whether it is seed, fertiliser or pesticide."""
    farm_input = _FARM_INPUTS.get(kind_of(goods.category), FarmInput.NONE)
    in_spring = farm_input is FarmInput.SEED and goods.category.startswith(_SOWN_IN_SPRING)
    return msgspec.structs.replace(
        goods,
        ordered=dice.below(1000) ** 3 // 1_000_000,
        # Codes that begin with 2 are for use inside shops; no product in the world has one.
        barcode=with_check_digit(f"2{int(goods.id[1:]):011d}") if dice.below(10) else "",
        farm_input=farm_input.value,
        season="03-05" if in_spring else "",
    )


def _priced(fen: int) -> int:
    """A price as shops write it: 29.90, 168.00."""
    if fen >= 10_000:
        return fen // 100 * 100
    return max(100, fen // 100 * 100 - 10) if fen >= 1000 else max(50, fen // 10 * 10)


class _Dice:
    """Numbers that follow from one number alone (splitmix64), the same on every computer."""

    def __init__(self, seed: int) -> None:
        mixed = (seed + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        again = (mixed ^ mixed >> 31) * 0xD6E8FEB86659FD93 & 0xFFFFFFFFFFFFFFFF
        self._rest: int = mixed << 64 | (again ^ again >> 32)

    def below(self, limit: int) -> int:
        self._rest, value = divmod(self._rest, limit)
        return value

    def pick(self, choices: Sequence[_Choice]) -> _Choice:
        return choices[self.below(len(choices))]


@cache
def _brands() -> tuple[str, ...]:
    made = (a + b for a in _FIRST for b in _SECOND)
    return (*_DESIGN, *(brand for brand in made if brand not in _LEFT_OUT))


@cache
def _kinds() -> tuple[_Kind, ...]:
    lines = paths.resource("sample_goods.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_kind(*line.split("\t")) for line in lines if line and not line.startswith("#"))


def _kind(group: str, icon: str, unit: str, yuan: str, nouns: str, qualities: str, packs: str) -> _Kind:
    fen = int(yuan) * 100
    priced = tuple((pack, _pack_price(pack, place, fen)) for place, pack in enumerate(packs.split(",")))
    return _Kind(group, icon, unit, tuple(nouns.split()), tuple(qualities.split()), priced)


def _pack_price(pack: str, place: int, fen: int) -> int:
    """The usual price of a pack in fen: by weight, larger packs a little cheaper; else larger ones dearer."""
    weighed = _WEIGHED.fullmatch(pack)
    if weighed is None:
        return fen * (85 + 12 * place) // 100
    number, unit, times = (str(part) if part else "" for part in weighed.groups())
    whole, _, part = number.partition(".")
    thousandths: int = int(whole + part) * _TO_THOUSANDTHS[unit] * int(times or 1) // 10 ** len(part)
    return fen * thousandths * (100 - 4 * place) // 100_000
