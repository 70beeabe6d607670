"""Invented villagers, farmers and produce for the demo. Nobody here exists; phones are 139 0000 xxxx, ID areas 990xxx."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from villagedesk import clock
from villagedesk.domain.crops import LotForm
from villagedesk.domain.identity import id_check_digit
from villagedesk.domain.values import GRAMS, Unit

SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红建国华春梅海燕凤云龙飞志鹏波斌"
GROUPS = ("一组", "二组", "三组", "四组", "五组", "六组")
# What the pictures show; the rest of the village is drawn by lot.
KNOWN = (
    ("陈桂花", "三组", "6721"),
    ("李秀英", "一组", "2288"),
    ("张建国", "三组", "6722"),
    ("赵德明", "二组", "4417"),
    ("周小梅", "五组", "1190"),
    ("吴阿婆", "四组", "0312"),
    ("王大勇", "二组", "7786"),
    ("阿依古丽·买买提", "六组", "5503"),
    ("欧阳建华", "一组", "9034"),
    ("施恩", "五组", "2841"),
)


@dataclass(frozen=True)
class Villager:
    """One invented person."""

    name: str
    group: str
    phone: str
    resident_id: str


@dataclass(frozen=True)
class Produce:
    """What grows around the village. ``price_fen`` for one ``unit``."""

    product: str
    variety: str
    grade: str
    unit: str
    price_fen: int
    jin: int

    def lot(self, seller_id: str, photos: tuple[tuple[str, str], ...] = ()) -> LotForm:
        """What the operator types when a farmer brings it today."""
        unit = Unit(self.unit)
        return LotForm(
            seller_id=seller_id,
            product=self.product,
            variety=self.variety,
            grade=self.grade,
            quantity=self.jin if unit is Unit.PIECE else self.jin * GRAMS[unit],
            sale_unit=unit,
            harvested_on=clock.today(),
            photos=photos,
        )


PRODUCE = (
    Produce("猕猴桃", "徐香", "first", "jin", 420, 780),
    Produce("山核桃（生）", "", "premium", "jin", 3200, 160),
    Produce("土鸡蛋", "", "", "piece", 150, 90),
    Produce("水蜜桃", "", "second", "jin", 500, 320),
    Produce("红薯", "烟薯25", "first", "jin", 260, 1400),
    Produce("糯玉米", "", "first", "jin", 310, 600),
    Produce("春茶", "鸠坑种", "premium", "kg", 38000, 24),
    Produce("板栗", "", "first", "jin", 880, 450),
)


def villagers(count: int, seed: int = 11) -> Iterator[Villager]:
    """``count`` invented people, always the same for a seed; those of the pictures first."""
    chance, tails = random.Random(seed), set[str]()
    for number in range(count):
        if number < len(KNOWN):
            name, group, tail = KNOWN[number]
        else:
            name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
            group, tail = chance.choice(GROUPS), _fresh_tail(chance, tails)
        tails.add(tail)
        yield Villager(name, group, f"1390000{tail}", resident_id(chance))


def resident_id(chance: random.Random) -> str:
    """A well-formed ID number of an area that does not exist."""
    born = date(1944, 1, 1) + timedelta(days=chance.randrange(21_000))
    first = f"990185{born:%Y%m%d}{chance.randrange(1000):03d}"
    return first + id_check_digit(first)


def _fresh_tail(chance: random.Random, taken: set[str]) -> str:
    return chance.choice([tail for number in range(10_000) if (tail := f"{number:04d}") not in taken])
