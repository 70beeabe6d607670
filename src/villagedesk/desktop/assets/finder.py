"""What the one field finds of the equipment: the tag opens its thing, a name or serial number lists what fits."""

from typing import Any

from villagedesk.desktop.assets.words import icon_of, row_detail
from villagedesk.desktop.finders import Hit
from villagedesk.domain.assets import tag_in
from villagedesk.domain.labels import is_label
from villagedesk.store.assets import AssetRow, asset_by_number, assets_named

_MOST = 3
_SHORTEST = 2


def find(session: Any, text: str) -> list[Hit]:
    """The thing whose tag this is; else things whose name or serial number has it."""
    typed = text.strip()
    tag = tag_in(typed)
    if tag:
        found = asset_by_number(session, tag)
        return [_hit(found, exact=True)] if found else []
    if is_label(typed) or len(typed) < _SHORTEST:
        return []
    return [_hit(row, exact=bool(row.serial) and row.serial == typed) for row in assets_named(session, typed, _MOST)]


def _hit(row: AssetRow, *, exact: bool) -> Hit:
    return Hit(icon_of(row.kind), row.title, row_detail(row), "asset", {"asset_id": row.id}, exact=exact)
