"""Reference prices: what a market paid on a day, read from tables of markets with all the dirt that is in them.

A price is fen for one unit (jin, kg, piece), a day an ISO date. A table may have its columns in any order and in Chinese or
English; what cannot be read is named by its row and skipped, and what is only turned round (the lowest above the highest) is mended.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from sqlalchemy import Index

from villagedesk.domain.entity import PLATFORM_SCOPE, Entity
from villagedesk.domain.texts import tidy
from villagedesk.domain.values import Unit
from villagedesk.errors import Invalid

NAME_LENGTH = 40
MAX_FEN = 10_000_000
_FIRST_DAY = date(1990, 1, 1)
_EXCEL_DAY = date(1899, 12, 30)
_UNITS = {
    "斤": Unit.JIN, "市斤": Unit.JIN, "jin": Unit.JIN, "500g": Unit.JIN, "元/斤": Unit.JIN,
    "公斤": Unit.KG, "千克": Unit.KG, "kg": Unit.KG, "元/公斤": Unit.KG, "元/千克": Unit.KG, "元/kg": Unit.KG,
    "枚": Unit.PIECE, "个": Unit.PIECE, "只": Unit.PIECE, "piece": Unit.PIECE, "pc": Unit.PIECE,
}  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "product": ("品名", "产品", "品种", "商品", "名称", "product", "name", "item"),
    "low": ("最低价", "最低", "low", "lowest", "min"),
    "average": ("平均价", "均价", "平均", "价格", "average", "avg", "price"),
    "high": ("最高价", "最高", "high", "highest", "max"),
    "spec": ("规格", "等级", "spec", "specification", "grade"),
    "unit": ("单位", "unit"),
    "day": ("发布日期", "日期", "时间", "date", "day"),
    "market": ("市场", "市场名称", "产地", "market"),
}


class PlatformPrice(Entity, table=True):
    """A reference price that came by the platform's feed; read like those of a table."""

    __table_args__ = (Index("ix_platform_price_of", "product", "day"),)

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    market: str
    product: str
    spec: str = ""
    unit: str = Unit.JIN
    day: str
    low_fen: int
    average_fen: int
    high_fen: int


@dataclass(frozen=True)
class Quote:
    """One row of a table. ``mended``: its lowest and highest did not fit its average."""

    market: str
    product: str
    spec: str
    unit: str
    day: str
    low_fen: int
    average_fen: int
    high_fen: int
    mended: bool = False


def find_columns(head: Sequence[str]) -> dict[str, int]:
    """Where each column stands, by the first row of a table.

    Raises:
        Invalid: on the field ``file``: it has no product, no day or no price.
    """
    plain = [tidy(unicodedata.normalize("NFKC", cell)).lower() for cell in head]
    found = {}
    for name, words in COLUMNS.items():
        for word in words:
            if word in plain:
                found[name] = plain.index(word)
                break
    if "product" not in found or "day" not in found or not {"low", "average", "high"} & set(found):
        raise Invalid("file", "price_columns")
    return found


def read_quote(row: Sequence[str], columns: dict[str, int], market: str) -> Quote:
    """One row as a price.

    Args:
        row: its cells as text.
        columns: see ``find_columns``.
        market: whose prices these are, where the table has no column for it.

    Raises:
        Invalid: on the name of a column.
    """

    def cell(name: str) -> str:
        at = columns.get(name, -1)
        return tidy(row[at]) if 0 <= at < len(row) else ""

    product = cell("product")[:NAME_LENGTH]
    if not product:
        raise Invalid("product", "field_required")
    unit = _UNITS.get(unicodedata.normalize("NFKC", cell("unit")).lower().replace(" ", "") or "斤")
    if unit is None:
        raise Invalid("unit", "price_unit")
    told = {name: read_price(cell(name), name) for name in ("low", "average", "high") if not _nothing(cell(name))}
    if not told:
        raise Invalid("average", "price_missing")
    low, high = min(told.values()), max(told.values())
    average = told.get("average", (low + high) // 2)
    return Quote(
        market=(cell("market") or market)[:NAME_LENGTH],
        product=product,
        spec=cell("spec")[:NAME_LENGTH],
        unit=unit.value,
        day=read_day(cell("day")),
        low_fen=low,
        average_fen=average,
        high_fen=high,
        mended=not told.get("low", average) <= average <= told.get("high", average),
    )


def base_name(product: str) -> str:
    """A product without what stands in brackets: ``富士（纸袋Φ80-85）苹果`` is ``富士苹果``."""
    return tidy(re.sub(r"[（(][^（）()]*[)）]?", "", product)) or product


def _nothing(text: str) -> bool:
    """A market writes 0 or a dash where nothing was traded."""
    return text.strip("0.-—/ ") == ""


def read_price(text: str, field: str = "average") -> int:
    """Yuan as fen; what a spreadsheet made of it (``2.6500000000000004``) is rounded half up.

    Raises:
        Invalid: no price, not above zero, or more than anything costs.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("¥", "").replace("元", "").strip()
    try:
        fen = int((Decimal(plain) * 100 + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR"))
    except (InvalidOperation, ValueError, OverflowError):
        raise Invalid(field, "not_money") from None
    if not 0 < fen <= MAX_FEN:
        raise Invalid(field, "must_be_more_than_zero" if fen <= 0 else "too_large")
    return fen


def read_day(text: str) -> str:
    """A day as ISO date: 2015-04-05, 2015/4/5, 2015年4月5日, 20150405, or the number that a spreadsheet keeps.

    Raises:
        Invalid: on the field ``day``.
    """
    plain = unicodedata.normalize("NFKC", text).strip().split(" ")[0].split("T")[0].rstrip("日")
    number = re.fullmatch(r"(\d{5})(?:\.0*)?", plain)
    try:
        if number:
            day = _EXCEL_DAY + timedelta(days=int(number[1]))
        elif re.fullmatch(r"\d{8}", plain):
            day = date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        else:
            year, month, of_month = (int(part) for part in re.split(r"[-/.年月]", plain))
            day = date(year, month, of_month)
    except (ValueError, OverflowError):
        raise Invalid("day", "not_a_date") from None
    if day < _FIRST_DAY:
        raise Invalid("day", "not_a_date")
    return day.isoformat()
