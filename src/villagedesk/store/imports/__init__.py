"""Lists of sellers and lots from a spreadsheet: tried out first, taken in row by row, and undone as a whole."""

from villagedesk.store.imports.plan import Plan, RowPlan, Status, plan_lots, plan_sellers
from villagedesk.store.imports.runs import ImportRun, Taken, import_runs, take_in
from villagedesk.store.imports.spreadsheet import MOST_ROWS, SheetRow, read_rows
from villagedesk.store.imports.undo import Undone, undo_import

__all__ = [
    "MOST_ROWS",
    "ImportRun",
    "Plan",
    "RowPlan",
    "SheetRow",
    "Status",
    "Taken",
    "Undone",
    "import_runs",
    "plan_lots",
    "plan_sellers",
    "read_rows",
    "take_in",
    "undo_import",
]
