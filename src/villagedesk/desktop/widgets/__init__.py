"""The forms every screen is made of. Import from here: ``from villagedesk.desktop.widgets import Card, Field, Page``."""

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
from villagedesk.desktop.widgets.columns import Columns, pair
from villagedesk.desktop.widgets.field import Field, beside_label, show_invalid
from villagedesk.desktop.widgets.flow import FlowLayout
from villagedesk.desktop.widgets.lists import CardList, RowCard, RowList
from villagedesk.desktop.widgets.page import Page, flow
from villagedesk.desktop.widgets.page_header import PageHeader
from villagedesk.desktop.widgets.pictures import PhotoSlot, QrLabel, paint_qr, qr_matrix
from villagedesk.desktop.widgets.search_box import SearchBox
from villagedesk.desktop.widgets.states import ChipState, Device, DeviceLights, EmptyState, ProgressLine, SyncChip
from villagedesk.desktop.widgets.styling import clear, column, restyle, row
from villagedesk.desktop.widgets.table import DataTable
from villagedesk.desktop.widgets.text import Pill, Steps, Text

__all__ = [
    "Avatar", "Card", "CardButton", "CardList", "CardRow", "ChipState", "Choice", "ChoiceButtons", "Columns", "DataTable", "DateEdit",
    "Device", "DeviceLights", "EmptyState", "Field", "FlowLayout", "IconTile", "MoneyEdit", "NumberEdit", "Page",
    "PageHeader", "PhotoSlot", "Pill", "PlainButton", "PrimaryButton", "ProgressLine", "QrLabel", "RowCard", "RowList",
    "SearchBox", "SmallButton", "Steps", "SyncChip", "Text", "WeightEdit", "beside_label", "clear", "column", "flow",
    "paint_qr", "pair", "parse_date", "qr_matrix", "restyle", "row", "show_invalid",
]  # fmt: skip
