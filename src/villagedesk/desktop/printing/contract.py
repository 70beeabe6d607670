"""The contract of a centre on A4: who, where, how long; the clauses; what is handed over; room to sign and stamp."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import Page
from villagedesk.desktop.printing.sheets import MARGIN, WIDTH, numbered
from villagedesk.desktop.printing.tables_flow import TablesFlow
from villagedesk.domain.contract_papers import ContractSheet, clauses_of, contract_facts
from villagedesk.i18n import _, language

_TITLE, _CLAUSE = 60, 34


def contract_sheet(paper: ContractSheet, reprint: int) -> list[Page]:
    """The contract; as many pages as it takes."""
    flow = TablesFlow()
    right = reprint_mark(flow.page, WIDTH - MARGIN, MARGIN, reprint)
    title = _("Contract for a village service centre")
    flow.y = flow.page.text(MARGIN, flow.y, title, _TITLE, strong=True, width=right - MARGIN, lines=2) + 10
    flow.text(_("No. {number}").format(number=paper.number))
    flow.y += 10
    flow.facts(contract_facts(paper))
    flow.y += 14
    found = clauses_of(paper)
    for number, clause in enumerate(found, 1):
        head = _("{number}. {words}").format(number=number, words=clause.title.said(language()))
        flow.need(180)
        flow.y = flow.page.text(MARGIN, flow.y + 8, head, _CLAUSE, strong=True, width=WIDTH - 2 * MARGIN)
        flow.text(clause.text.said(language()))
    if not found:
        flow.text(_("The clauses stand on the paper that was signed; the county has it."))
    _equipment(flow, paper)
    flow.need(330)
    for label in (_("Party A: signature, stamp, day"), _("Party B: signature, day")):
        flow.signature(label)
    return numbered(flow.pages)


def _equipment(flow: TablesFlow, paper: ContractSheet) -> None:
    flow.section(_("Equipment handed over"))
    if not paper.things:
        flow.text(_("None."))
        return
    head = (_("Tag"), _("Thing"), _("Serial number"))
    flow.table((2, 6, 3), head, [(one.number, one.title, one.serial) for one in paper.things])
