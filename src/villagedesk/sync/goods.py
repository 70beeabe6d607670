"""The goods catalogue comes last: after money, records and photos, piece by piece, each with its place.

An empty or very old catalogue gets a snapshot in parts, then what changed since; a village pack comes when the operator
asked for it. Whoever calls says before each piece whether to go on: orders and freezes never wait for goods.
"""

import logging

from villagedesk.domain.goods import as_far_as_they_can_be
from villagedesk.errors import AppError, Invalid, Offline, Refused, Rejected
from villagedesk.store.catalogue import Catalogue, Pictures, apply_page
from villagedesk.store.catalogue.arriving import VILLAGE, WHOLE, arriving, drop_arrival, village_pack_of, wish, wished
from villagedesk.sync.arrival import GoOn, begin, fetch_parts
from villagedesk.sync.messages import GoodsPage, goods_of
from villagedesk.sync.parts import open_parts
from villagedesk.sync.remote import Remote

PAGE_BYTES = 64 * 1024
# On a line that cuts a page off, a smaller one may still get through.
SMALL_PAGE_BYTES = 8 * 1024

_log = logging.getLogger(__name__)


class GoodsUpdate:
    """One run of the catalogue after the rest of a sync.

    Args:
        central_key: the 32 bytes of the key with which central signs lists of parts.
        go_on: told how many of how many bytes of parts are here (0 of 0 for pages); False ends the run, and what came
            is kept with its place.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        pictures: Pictures,
        remote: Remote,
        central_key: bytes,
        go_on: GoOn = lambda done, size: True,
    ) -> None:
        self._catalogue, self._pictures, self._remote = catalogue, pictures, remote
        self._key, self._go_on = central_key, go_on
        self._size = PAGE_BYTES
        # What was taken or refused in this run is not asked for a second time.
        self._want = WHOLE
        self.changed: set[str] = set()
        # What was wrong with goods that this version could not take as they are: told, and passed over.
        self.odd: list[Invalid] = []

    def go(self, newest: int) -> set[str]:
        """Fetch what changed since the last time; returns the names of what changed here.

        A cut line ends it quietly: the next run goes on from there.

        Args:
            newest: where central's catalogue stands, as the last round told; nothing is asked when we stand there too.

        Raises:
            Rejected: central refuses the device. AppError, Invalid, StorageTrouble: see ``apply_page``, ``fetch_parts``.
        """
        whole = self._parts(WHOLE) and self._pages(newest)
        if whole and wished(self._catalogue):
            self._village_pack()
        return self.changed

    def _pages(self, newest: int) -> bool:
        """Pages of the feed until we stand at its end; False when the line was cut or somebody else has to go first."""
        while self._catalogue.cursor != newest:
            if not self._go_on(0, 0):
                return False
            page = self._page()
            if page is None:
                return False
            if page.parts and self._begun(page.parts):
                if not self._parts(WHOLE):
                    return False
                continue
            apply_page(self._catalogue, as_far_as_they_can_be(goods_of(page.columns), self.odd), page.position)
            self.changed.add("goods")
            if not page.more and not page.parts:
                break
        return True

    def _page(self) -> GoodsPage | None:
        while True:
            try:
                return self._remote.goods(self._catalogue.cursor, self._size, self._want)
            except Offline:
                if self._size == SMALL_PAGE_BYTES:
                    return None
                self._size = SMALL_PAGE_BYTES

    def _begun(self, signed: bytes) -> bool:
        self._want = ""
        try:
            begin(self._catalogue, signed, self._key, WHOLE)
        except AppError as error:
            # Pages say the same, only slower.
            _log.warning("goods: a list of parts that cannot be used (%s)", error.code)
            return False
        return True

    def _parts(self, kind: str) -> bool:
        """Go on with parts that are under way; True when none are left."""
        if arriving(self._catalogue, kind) is None:
            return True
        self.changed.add("goods")
        try:
            return fetch_parts(self._catalogue, self._pictures, self._remote, kind, self._key, self._go_on)
        except Rejected as error:
            if error.code != "goods_part_gone":
                raise
        except AppError as error:
            if error.code not in ("pack_not_ours", "pack_unknown"):
                raise
            self._want = ""
        # Central made newer ones meanwhile: what is in stays, and the new list is asked for.
        drop_arrival(self._catalogue, kind)
        return True

    def _village_pack(self) -> None:
        if arriving(self._catalogue, VILLAGE) is None:
            try:
                signed = self._remote.goods(self._catalogue.cursor, 0, VILLAGE).parts
            except Offline:
                return
            if not signed:
                wish(self._catalogue, wanted=False)
                raise Refused("pack_not_made")
            if open_parts(signed, self._key).made_at == village_pack_of(self._catalogue):
                wish(self._catalogue, wanted=False)
                return
            begin(self._catalogue, signed, self._key, VILLAGE)
        self._parts(VILLAGE)
