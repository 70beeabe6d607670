"""The goods catalogue comes last: after money, records and photos, page by page, each with its place."""

from villagedesk.errors import Offline
from villagedesk.store.catalogue import Catalogue, apply_page
from villagedesk.sync.messages import goods_of
from villagedesk.sync.remote import Remote

PAGE_BYTES = 64 * 1024
# On a line that cuts a page off, a smaller one may still get through.
SMALL_PAGE_BYTES = 8 * 1024


def update_catalogue(catalogue: Catalogue, remote: Remote, newest: int) -> set[str]:
    """Fetch what changed since the last time; returns the names of what changed here.

    A cut line ends it quietly: each page was kept with its place, and the next run goes on from there.

    Args:
        newest: where central's catalogue stands, as the last round told; nothing is asked when we stand there too.

    Raises:
        Rejected: central refuses the device. Invalid, StorageTrouble: see ``apply_page``.
    """
    changed: set[str] = set()
    size = PAGE_BYTES
    while catalogue.cursor != newest:
        try:
            page = remote.goods(catalogue.cursor, size)
        except Offline:
            if size == SMALL_PAGE_BYTES:
                break
            size = SMALL_PAGE_BYTES
            continue
        apply_page(catalogue, goods_of(page.columns), page.position)
        changed.add("goods")
        if not page.more:
            break
    return changed
