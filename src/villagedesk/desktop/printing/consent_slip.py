"""The farmer's own copy of what he agrees to: each yes with its wording, each no with what follows from it."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import Page
from villagedesk.desktop.printing.words import moment
from villagedesk.domain.consents import PURPOSE_WORDS, REFUSED_WORDS, WAY_WORDS
from villagedesk.domain.dossier_papers import ConsentSlip, SlipConsent
from villagedesk.i18n import _, date_text


def consent_slip(paper: ConsentSlip, reprint: int, width: int) -> list[Page]:
    """One page as long as the list is."""
    page = Page(width)
    right = reprint_mark(page, width, 6, reprint)
    y = page.text(0, 0, _("What I agree to"), 34, strong=True, width=right, lines=2)
    y = page.text(0, y, f"{paper.centre}   {moment(paper.at)}", 22, lines=2)
    y = page.text(0, y, paper.person, 30, strong=True, lines=2)
    for line in paper.lines:
        y = page.line(0, y + 8, width, y + 8) + 8
        y = _line(page, y, line)
    if not paper.lines:
        y = page.text(0, y + 8, _("Nothing has been asked yet."), 24, lines=2)
    y = page.line(0, y + 8, width, y + 8, thick=3) + 8
    page.text(0, y, _("Whenever you change your mind, come and say so. Keep this paper."), 22, lines=3)
    return [page]


def _line(page: Page, y: float, line: SlipConsent) -> float:
    purpose = _(PURPOSE_WORDS.get(line.purpose, line.purpose))
    answer = _("yes") if line.given else _("no")
    y = page.text(0, y, f"{purpose}   {answer}", 28, strong=True, lines=2)
    way = _(WAY_WORDS[line.way]) if line.given and line.way in WAY_WORDS else ""
    wording = _("wording {version}").format(version=line.version) if line.version else ""
    witness = _("witness {name}").format(name=line.witness) if line.witness else ""
    for facts in ((date_text(line.on), way), (wording, witness)):
        if any(facts):
            y = page.text(0, y, "   ".join(fact for fact in facts if fact), 20, lines=2)
    if not line.given and line.purpose in REFUSED_WORDS:
        y = page.text(0, y, _(REFUSED_WORDS[line.purpose]), 22, lines=4)
    return y
