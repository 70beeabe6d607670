"""What the goods page says: what is here, what is on its way, and how taking in a file ended."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext
from villagedesk.store import Store, identity
from villagedesk.store.catalogue.arriving import VILLAGE, WHOLE, arriving, village_pack_of, wished
from villagedesk.store.catalogue.imports import Imported


@dataclass(frozen=True)
class Stock:
    """Goods and thumbnails on this computer; ``done`` of ``size`` bytes of what is on its way (0 of 0: nothing)."""

    goods: int
    pictures: int
    pack_of: int
    wished: bool
    done: int
    size: int
    trouble: AppError | None

    def words(self) -> list[str]:
        """What else is known, one sentence each."""
        found = []
        if self.pictures:
            words = ngettext("{count} picture is here", "{count} pictures are here", self.pictures)
            found.append(words.format(count=i18n.number(self.pictures)))
        if self.pack_of:
            day = i18n.short_day(i18n.local(self.pack_of).date().isoformat())
            found.append(_("pack of {day}").format(day=day))
        if self.size:
            found.append(
                _("{done} of {total} have come; the rest comes by itself").format(
                    done=i18n.megabytes(self.done), total=i18n.megabytes(self.size)
                )
            )
        return found or [_("No pictures are here yet; goods are shown by the drawing of their kind.")]


def look(s: Session) -> Stock:
    """Read what the page shows."""
    store: Store = s.info["store"]
    catalogue = store.catalogue
    done, size = _on_its_way(s, store)
    return Stock(
        catalogue.count(),
        store.pictures.count(),
        village_pack_of(catalogue),
        wished(catalogue),
        done,
        size,
        catalogue.trouble,
    )


def taken_words(done: Any) -> tuple[str, str]:
    """How taking in a file ended (an Imported or a PackTaken), and its tone."""
    if not done.whole:
        return _("Stopped. What has come in stays; take in the same file again to go on."), "wait"
    if isinstance(done, Imported):
        changed = done.added + done.changed + done.removed
        words = ngettext("{count} kind of goods is new.", "{count} kinds of goods are new or changed.", changed)
        return (words.format(count=i18n.number(changed)) if changed else _("The file says nothing new.")), "good"
    if not done.new:
        return _("The file says nothing new."), "good"
    words = _("The pack is in: {goods} kinds of goods and {pictures} pictures.")
    return words.format(goods=i18n.number(done.goods), pictures=i18n.number(done.pictures)), "good"


def _on_its_way(s: Session, store: Store) -> tuple[int, int]:
    """Bytes that have come and bytes of all, of the catalogue or else of the pack."""
    from villagedesk.sync.parts import open_parts  # lazy: sync loads with the first connection

    device = identity.device(s.connection())
    for kind in (WHOLE, VILLAGE):
        under_way = arriving(store.catalogue, kind)
        if device is not None and under_way is not None:
            parts = open_parts(under_way.parts, device.central_key)
            return sum(part.size for part in parts.parts[: under_way.next]) + under_way.have, parts.size
    return 0, 0
