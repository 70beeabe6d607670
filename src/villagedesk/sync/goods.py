"""The goods catalogue comes last: after money, records and photos, page by page, each with its place."""

from villagedesk.errors import Offline
from villagedesk.store.catalogue import Catalogue, apply_page
from villagedesk.sync.remote import Remote


def update_catalogue(catalogue: Catalogue, remote: Remote, newest: int) -> set[str]:
    """Fetch what changed since the last time; returns the names of what changed here.

    A cut line ends it quietly: each page was kept with its place, and the next run goes on from there.

    Args:
        newest: where central's catalogue stands, as the last round told; nothing is asked when we stand there too.
    """
    changed: set[str] = set()
    while catalogue.cursor < newest:
        try:
            page = remote.goods(catalogue.cursor)
        except Offline:
            break
        apply_page(catalogue, page.goods, page.position)
        changed.add("goods")
        if not page.more:
            break
    return changed
