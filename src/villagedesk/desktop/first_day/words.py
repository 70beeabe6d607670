"""What each step of the first day is called, how it is done, and where."""

from dataclasses import dataclass

from villagedesk import i18n
from villagedesk.domain.setting_up import FirstStep
from villagedesk.i18n import N_, _
from villagedesk.store.first_day import BY_HAND, Contract, Step


@dataclass(frozen=True)
class StepWords:
    """A step as the page shows it; ``place`` is where it is done, "" where the page does it itself."""

    title: str
    about: str
    icon: str
    place: str = ""


STEPS: dict[str, StepWords] = {
    FirstStep.OPERATOR: StepWords(
        N_("Operator with a PIN"), N_("Everybody who works here has a PIN of his own."), "people", "operators"
    ),
    FirstStep.PRINTER: StepWords(
        N_("Test page printed"),
        N_("Settings, Print a test page. Look at the Chinese and at the right edge."),
        "printer",
        "settings",
    ),
    FirstStep.SCANNER: StepWords(
        N_("Scanner tried"), N_("Settings, scan the square on the screen or on the test page."), "search", "settings"
    ),
    FirstStep.SYNC: StepWords(
        N_("First sync, by line or stick"), N_("Wait for the green chip; without a line use the stick."), "sync", "sync"
    ),
    FirstStep.FLOAT: StepWords(
        N_("First money in the till"),
        N_("Count what is put into the drawer; the first count opens the book."),
        "cash",
        "cash",
    ),
    FirstStep.PRACTICE: StepWords(
        N_("Practice day"),
        N_("Invented villagers, nothing is sent: an order, the van, a hand-over, a count."),
        "monitor",
    ),
    FirstStep.SHEET: StepWords(N_("First-day sheet printed"), N_("One page for the wall behind the counter."), "paper"),
}


def state_words(step: Step) -> tuple[str, str]:
    """The pill of a step and its kind."""
    if step.done_at is None:
        return _("to do"), "wait"
    return (_("done, by hand") if step.how == BY_HAND else _("done")), "good"


def step_detail(step: Step) -> str:
    """How it is done, or when it was."""
    if step.done_at is None:
        return _(STEPS[step.step].about)
    when = i18n.date_text(i18n.local(step.done_at).date().isoformat())
    return "  ".join(filter(None, (when, step.note)))


def contract_lines(contract: Contract) -> list[str]:
    """What the contract says, a line each."""
    days = _("{first} to {last}").format(first=i18n.date_text(contract.from_on), last=i18n.date_text(contract.until_on))
    lines = [
        (_("Number of the contract"), contract.number),
        (_("Between"), _("{one} and {other}").format(one=contract.party_a, other=contract.party_b)),
        (_("From and until"), days),
        (_("Deposit"), i18n.money(contract.deposit_fen) if contract.deposit_fen else ""),
        (_("Equipment in it"), _(", ").join(contract.things)),
        (_("Ended early"), contract.reason),
    ]
    return [_("{label}: {words}").format(label=label, words=words) for label, words in lines if words]


def contract_state(contract: Contract) -> tuple[str, str]:
    """The pill of a contract and its kind."""
    if contract.over:
        return _("not valid any more"), "act"
    if contract.runs_out:
        return _("runs out on {day}").format(day=i18n.date_text(contract.until_on)), "wait"
    return _("valid now"), "good"
