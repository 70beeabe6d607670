"""The forms every screen is made of. Import from here: ``from villagedesk.desktop.widgets import Card, Field, Page``.

Each form is imported when it is first asked for: the PIN screen needs a handful, and is to be painted at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from villagedesk.desktop.widgets.amounts import DateEdit, MoneyEdit, NumberEdit, WeightEdit, parse_date
    from villagedesk.desktop.widgets.buttons import (
        CardButton,
        Choice,
        ChoiceButtons,
        PlainButton,
        PrimaryButton,
        SmallButton,
    )
    from villagedesk.desktop.widgets.card import Avatar, Card, IconTile
    from villagedesk.desktop.widgets.card_rows import CardRow
    from villagedesk.desktop.widgets.charts import Bar, BarChart, Line, LineChart, RankChart
    from villagedesk.desktop.widgets.columns import Columns, pair
    from villagedesk.desktop.widgets.drawing import DrawingPad
    from villagedesk.desktop.widgets.field import Field, show_invalid
    from villagedesk.desktop.widgets.figures import FigureStrip
    from villagedesk.desktop.widgets.flow_layout import FlowLayout
    from villagedesk.desktop.widgets.goods_tile import GoodsTile, keep_picture, kept_picture, read_pictures
    from villagedesk.desktop.widgets.lists import CardList, RowCard, RowList
    from villagedesk.desktop.widgets.page import Page, flow
    from villagedesk.desktop.widgets.page_header import PageHeader
    from villagedesk.desktop.widgets.person_card import PersonCard
    from villagedesk.desktop.widgets.pictures import PhotoSlot, QrLabel, paint_qr, qr_matrix
    from villagedesk.desktop.widgets.search_box import SearchBox
    from villagedesk.desktop.widgets.signature import SignaturePad
    from villagedesk.desktop.widgets.states import ChipState, Device, DeviceLights, EmptyState, ProgressLine, SyncChip
    from villagedesk.desktop.widgets.styling import clear, column, restyle, row
    from villagedesk.desktop.widgets.table import DataTable
    from villagedesk.desktop.widgets.text import Pill, Steps, Text, unbroken

__all__ = [
    "Avatar",
    "Bar",
    "BarChart",
    "Card",
    "CardButton",
    "CardList",
    "CardRow",
    "ChipState",
    "Choice",
    "ChoiceButtons",
    "Columns",
    "DataTable",
    "DateEdit",
    "Device",
    "DeviceLights",
    "DrawingPad",
    "EmptyState",
    "Field",
    "FigureStrip",
    "FlowLayout",
    "GoodsTile",
    "IconTile",
    "Line",
    "LineChart",
    "MoneyEdit",
    "NumberEdit",
    "Page",
    "PageHeader",
    "PersonCard",
    "PhotoSlot",
    "Pill",
    "PlainButton",
    "PrimaryButton",
    "ProgressLine",
    "QrLabel",
    "RankChart",
    "RowCard",
    "RowList",
    "SearchBox",
    "SignaturePad",
    "SmallButton",
    "Steps",
    "SyncChip",
    "Text",
    "WeightEdit",
    "clear",
    "column",
    "flow",
    "keep_picture",
    "kept_picture",
    "paint_qr",
    "pair",
    "parse_date",
    "qr_matrix",
    "read_pictures",
    "restyle",
    "row",
    "show_invalid",
    "unbroken",
]

HOMES = {
    "amounts": "DateEdit MoneyEdit NumberEdit WeightEdit parse_date",
    "buttons": "CardButton Choice ChoiceButtons PlainButton PrimaryButton SmallButton",
    "card": "Avatar Card IconTile",
    "card_rows": "CardRow",
    "charts": "Bar BarChart Line LineChart RankChart",
    "columns": "Columns pair",
    "field": "Field show_invalid",
    "figures": "FigureStrip",
    "flow_layout": "FlowLayout",
    "goods_tile": "GoodsTile keep_picture kept_picture read_pictures",
    "lists": "CardList RowCard RowList",
    "page": "Page flow",
    "page_header": "PageHeader",
    "person_card": "PersonCard",
    "pictures": "PhotoSlot QrLabel paint_qr qr_matrix",
    "search_box": "SearchBox",
    "drawing": "DrawingPad",
    "signature": "SignaturePad",
    "states": "ChipState Device DeviceLights EmptyState ProgressLine SyncChip",
    "styling": "clear column restyle row",
    "table": "DataTable",
    "text": "Pill Steps Text unbroken",
}
_HOME_OF = {name: home for home, names in HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(name)
    found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found
