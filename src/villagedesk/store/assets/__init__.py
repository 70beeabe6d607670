"""The equipment of the room: on file with tags, moved, and checked once a year."""

from villagedesk.store.assets.checks import (
    CheckSum,
    begin_check,
    check_due,
    check_going,
    check_sum,
    end_check,
    last_check,
    see_asset,
)
from villagedesk.store.assets.lists import (
    AssetRow,
    all_assets,
    asset_by_number,
    asset_page,
    assets,
    assets_named,
    known_words,
)
from villagedesk.store.assets.verbs import add_asset, change_asset, move_asset, print_tag

__all__ = [
    "AssetRow",
    "CheckSum",
    "add_asset",
    "all_assets",
    "asset_by_number",
    "asset_page",
    "assets",
    "assets_named",
    "begin_check",
    "change_asset",
    "check_due",
    "check_going",
    "check_sum",
    "end_check",
    "known_words",
    "last_check",
    "move_asset",
    "print_tag",
    "see_asset",
]
