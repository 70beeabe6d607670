"""Invented sellers with the entropy of real ones: names, ID numbers, phones, accounts, plots. Nobody of them exists."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from villagedesk.domain.consents import Purpose
from villagedesk.domain.dossiers import SellerForm

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红建国华春梅海燕凤云龙飞志鹏波斌宇浩凯健俊帆雪荣爱琴香月林"
)
_CROPS = ("猕猴桃", "山核桃", "水稻", "玉米", "茶叶", "土鸡蛋", "红薯", "水蜜桃", "柑橘", "油菜")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def seller_forms(count: int, seed: int = 7) -> Iterator[SellerForm]:
    """``count`` filled forms, always the same for a seed."""
    chance = random.Random(seed)
    for _ in range(count):
        crops = chance.sample(_CROPS, chance.choice((1, 2, 2, 3)))
        yield SellerForm(
            name=chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2)))),
            resident_id=resident_id(chance),
            phone=f"1{chance.choice(('38', '39', '50', '87', '59'))}{chance.randrange(10**8):08d}",
            village_code=f"990185{100 + chance.randrange(3)}2{chance.randrange(12):02d}",
            village_group=f"{chance.choice('一二三四五六七八')}组",
            crops="，".join(crops),
            area=chance.randrange(500, 60_000, 100),
            payout=bank_card(chance),
            declared=True,
            consents=tuple(
                p.value for p in Purpose if p in (Purpose.ID_IMAGE, Purpose.BANK_ACCOUNT) or chance.random() < 0.7
            ),
        )


def resident_id(chance: random.Random) -> str:
    """A well-formed number of an area that does not exist (990xxx)."""
    born = date(1945, 1, 1) + timedelta(days=chance.randrange(22_000))
    first = f"9901{chance.randrange(1, 9):02d}{born:%Y%m%d}{chance.randrange(1000):03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, _WEIGHTS, strict=True)) % 11]


def bank_card(chance: random.Random) -> str:
    """A 19-digit card number with its Luhn digit."""
    first = f"6228{chance.randrange(10**14):014d}"
    total = sum(sum(divmod(int(d) * 2, 10)) if n % 2 == 0 else int(d) for n, d in enumerate(reversed(first)))
    return first + str(-total % 10)
