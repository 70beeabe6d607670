"""``villagedesk prices FILE --market NAME``: the same taking in of a market's table, without the window."""

from collections.abc import Callable
from pathlib import Path

from villagedesk import i18n
from villagedesk.domain.prices import COLUMNS
from villagedesk.errors import sentence
from villagedesk.i18n import _
from villagedesk.store.prices.importing import PriceImport, RowTrouble, import_prices
from villagedesk.store.prices.lists import markets
from villagedesk.store.store import open_store

_SHOWN = 20


def run(home: Path, file: Path | None, market: str, say: Callable[[str], None]) -> int:
    """Take a table in, or without one say what is here; returns the exit status."""
    store = open_store(home)
    try:
        if file is not None:
            told(import_prices(store, file, market), say)
        else:
            with store.read() as s:
                for row in markets(s):
                    words = _("{market}: {prices} prices of {products} products, {first} to {last}")
                    say(
                        words.format(
                            market=row.market,
                            prices=i18n.number(row.prices),
                            products=i18n.number(row.products),
                            first=row.first_on,
                            last=row.last_on,
                        )
                    )
    finally:
        store.close()
    return 0


def told(done: PriceImport, say: Callable[[str], None]) -> None:
    """What an import did, and which rows were left out."""
    say(summary(done))
    for trouble in done.troubles[:_SHOWN]:
        say(trouble_words(trouble))
    if done.bad > _SHOWN:
        say(_("and {count} more").format(count=i18n.number(done.bad - _SHOWN)))


def summary(done: PriceImport) -> str:
    """An import in one sentence."""
    words = _("{added} new prices, {replaced} replaced, {same} known, {mended} mended, {bad} rows left out.")
    return words.format(
        added=i18n.number(done.added),
        replaced=i18n.number(done.replaced),
        same=i18n.number(done.same),
        mended=i18n.number(done.mended),
        bad=i18n.number(done.bad),
    )


def trouble_words(trouble: RowTrouble) -> str:
    """Which row, which column, and why."""
    column = COLUMNS.get(trouble.error.field, (trouble.error.field,))[0 if i18n.language() == "zh_CN" else -1]
    return _("Row {row}, {column}: {why}").format(row=trouble.row, column=column, why=sentence(trouble.error))
