"""A list on A4: what it is about, a table, and lines to sign on; the head of the table stands on every page."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import Page
from villagedesk.desktop.printing.sheets import MARGIN, WIDTH, numbered
from villagedesk.desktop.printing.tables_flow import TablesFlow
from villagedesk.domain.papers import ListSheet


def list_sheet(paper: ListSheet, reprint: int) -> list[Page]:
    """As many pages as it takes."""
    flow = TablesFlow()
    right = reprint_mark(flow.page, WIDTH - MARGIN, MARGIN, reprint)
    flow.y = flow.page.text(MARGIN, flow.y, paper.title, 56, strong=True, width=right - MARGIN, lines=2)
    flow.y = flow.page.text(MARGIN, flow.y + 4, paper.under, 30, width=right - MARGIN, lines=2) + 20
    flow.facts(paper.facts)
    flow.y += 16
    flow.table(paper.shares, paper.head, paper.rows, paper.right)
    for label in paper.signatures:
        flow.signature(label)
    return numbered(flow.pages)
