"""``villagedesk import``: a list of sellers or lots tried out or taken in, what was taken in, and undoing it."""

from collections.abc import Callable
from pathlib import Path

from villagedesk import i18n
from villagedesk.domain.import_columns import LOT_COLUMNS, SELLER_COLUMNS
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext
from villagedesk.store import open_store
from villagedesk.store.imports.plan import STATUS_WORDS, TAKEN, Plan, Status, plan_lots, plan_sellers
from villagedesk.store.imports.runs import import_runs, take_in
from villagedesk.store.imports.spreadsheet import read_rows
from villagedesk.store.imports.undo import Undone, undo_import
from villagedesk.store.operators import operators
from villagedesk.store.store import Store

Say = Callable[[str], None]


def run(home: Path, what: str, file: str, say: Say, *, trying: bool = False) -> int:
    """Do it and say how it went, row by row; returns the exit status: 1 when a row is not right.

    Args:
        home: the data folder.
        what: sellers, lots, list or undo.
        file: the list's file, or the number of the list to undo.
        say: shows a line.
        trying: only say what would happen.

    Raises:
        AppError: known trouble, for instance a file that is no table.
    """
    store = open_store(home)
    try:
        if what == "list":
            return _list(store, say)
        if not file or (what == "undo" and not file.isalnum()):
            raise AppError("file_missing", name=file or "—")
        if what == "undo":
            done = undo_import(store, file, _operator(store))
            say(undone_words(done))
            return 0
        return _take_in(store, what, Path(file), say, trying=trying)
    finally:
        store.close()


def _take_in(store: Store, what: str, file: Path, say: Say, *, trying: bool) -> int:
    rows = read_rows(file, SELLER_COLUMNS if what == "sellers" else LOT_COLUMNS)
    with store.read() as s:
        plan = plan_sellers(s, rows) if what == "sellers" else plan_lots(s, rows)
    for row in plan.rows:
        if row.status != Status.NEW:
            words = "  ".join((_(STATUS_WORDS[row.status]), *row.sentences))
            say(_("Row {number}: {name}: {words}").format(number=row.number, name=row.title, words=words))
    say(summary(plan))
    if not trying:
        done = take_in(store, plan, file.name, _operator(store))
        for number, words in done.failed:
            say(_("Row {number}: {name}: {words}").format(number=number, name="", words=words))
        say(_("Taken in: {count}. Number of this list, to undo it: {id}").format(count=done.taken, id=done.key))
    return 1 if plan.count(Status.WRONG) else 0


def summary(plan: Plan) -> str:
    """``12 rows: 9 go in, 2 on file already, 1 not right``."""
    parts = [ngettext("{count} row goes in", "{count} rows go in", plan.count(*TAKEN)).format(count=plan.count(*TAKEN))]
    for status in (Status.KNOWN, Status.TWICE, Status.DOUBT, Status.WRONG):
        if plan.count(status):
            parts.append(f"{plan.count(status)} {_(STATUS_WORDS[status])}")
    return _(", ").join(parts)


def undone_words(done: Undone) -> str:
    """What was taken back, what stays, and what became of the entries that were only filled up."""
    words = [_("Taken back: {gone}. Used meanwhile, so they stay: {kept}.").format(gone=done.gone, kept=done.kept)]
    if done.restored:
        words.append(
            ngettext(
                "{count} entry of people on file is as it was before the list.",
                "{count} entries of people on file are as they were before the list.",
                done.restored,
            ).format(count=done.restored)
        )
    if done.changed:
        words.append(
            ngettext(
                "{count} entry was changed since and stays as it is.",
                "{count} entries were changed since and stay as they are.",
                done.changed,
            ).format(count=done.changed)
        )
    return " ".join(words)


def _list(store: Store, say: Say) -> int:
    with store.read() as s:
        runs = import_runs(s.connection())
    for one in runs:
        undone = _("taken back") if one.undone_at else ""
        say(
            f"{one.key}  {i18n.date_text(i18n.local(one.at).date().isoformat())}  {one.kind}  {one.file}  {one.rows}  {undone}"
        )
    if not runs:
        say(_("No list was taken in on this computer."))
    return 0


def _operator(store: Store) -> str:
    """Whoever was the first to work here: the command line asks for no PIN, and its key is this computer's."""
    with store.read() as s:
        known = operators(s)
    if not known:
        raise AppError("import_nobody")
    return known[0].id
