"""The first day of a room: what has to be done once before it opens, seen by the program itself where it can, and its contract.

The list is shown from enrolment until every step is done; then the room's file says that it is open, at central too.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.assets import Asset
from villagedesk.domain.contract_papers import ContractSheet, ContractThing
from villagedesk.domain.operators import Role
from villagedesk.domain.setting_up import (
    NOTE_LENGTH,
    CentreContract,
    CentreSetup,
    ContractState,
    FirstDayStep,
    FirstStep,
    SetupState,
    runs_out,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, NotFound
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.centre import own_centre
from villagedesk.store.identity import device
from villagedesk.store.session import WriteSession, action, new_row

SEEN, BY_HAND = "seen", "hand"
# What the print queue calls the sheet of the first day.
SHEET_ABOUT = "first_day"
_CONTRACT_ABOUT = "contract"
_SEEN = {
    FirstStep.OPERATOR: "SELECT 1 FROM credential LIMIT 1",
    FirstStep.PRINTER: "SELECT 1 FROM print_job WHERE paper = 'printer_test' AND state = 'done' LIMIT 1",
    FirstStep.FLOAT: "SELECT 1 FROM cash_entry WHERE account = '' AND amount_fen > 0 UNION ALL"
    " SELECT 1 FROM cash_day WHERE opening_count <> '' LIMIT 1",
    FirstStep.SHEET: f"SELECT 1 FROM print_job WHERE about = '{SHEET_ABOUT}' AND state = 'done' LIMIT 1",
}


@dataclass(frozen=True)
class Step:
    """One step. ``done_at`` is ms UTC, None before it is done; ``how`` is ``seen`` or ``hand``."""

    step: str
    done_at: int | None = None
    how: str = ""
    note: str = ""


@dataclass(frozen=True)
class Contract:
    """The contract of the room that lasts longest. ``things``: numbers and names of what is in it; ``over``: it counts no more."""

    number: str
    party_a: str
    party_b: str
    from_on: str
    until_on: str
    deposit_fen: int
    things: tuple[str, ...]
    over: bool
    reason: str = ""

    @property
    def runs_out(self) -> bool:
        """Whether the next one has to be signed soon."""
        return not self.over and runs_out(self.until_on, clock.today())


@dataclass(frozen=True)
class FirstDay:
    """The list in its order; ``going``: the room is not open yet; ``opened_on`` the ISO date since when it is, "" unknown."""

    steps: tuple[Step, ...]
    going: bool
    opened_on: str = ""

    @property
    def left(self) -> tuple[str, ...]:
        """The steps that are not done."""
        return tuple(step.step for step in self.steps if step.done_at is None)


def first_day(s: Session) -> FirstDay:
    """What was done and what is left."""
    noted = _noted(s)
    steps = tuple(
        Step(step.value, noted[step.value].done_at, noted[step.value].how, noted[step.value].note)
        if step.value in noted
        else Step(step.value)
        for step in FirstStep
    )
    setup = _setup(s)
    return FirstDay(steps, _going(s, setup), setup.opened_on if setup else "")


def contract_now(s: Session) -> Contract | None:
    """The contract of the room; None where central has told of none."""
    last = _contract_row(s)
    if last is None:
        return None
    found, counts = last
    rows = _things(s, found)
    return Contract(
        found.number,
        found.party_a,
        found.party_b,
        found.from_on,
        found.until_on,
        found.deposit_fen,
        tuple(f"{thing.number} {thing.title}" for thing in rows),
        over=not counts,
        reason=found.end_reason,
    )


def contract_paper(s: Session) -> ContractSheet:
    """The contract of the room as it is printed.

    Raises:
        NotFound: central has told of none.
    """
    last = _contract_row(s)
    if last is None:
        raise NotFound("centre_contract")
    found, setup = last[0], s.get(CentreSetup, last[0].setup_id) or _setup(s)
    return ContractSheet(
        number=found.number,
        party_a=found.party_a,
        party_b=found.party_b,
        centre=setup.name if setup else "",
        village=f"{setup.county}{setup.village_name}" if setup else "",
        premises=setup.premises if setup else "",
        hours=setup.hours if setup else "",
        from_on=found.from_on,
        until_on=found.until_on,
        deposit_fen=found.deposit_fen,
        things=tuple(ContractThing(number=one.number, title=one.title, serial=one.serial) for one in _things(s, found)),
        terms=found.terms,
    )


def print_contract(s: WriteSession) -> int:
    """Queue the contract of the room; returns the number of the print job.

    Raises:
        NotFound: central has told of none.
    """
    paper = contract_paper(s)
    title = _("Contract {number}").format(number=paper.number)
    return print_queue.add_job(s, paper, title=title, about=_CONTRACT_ABOUT)


def _contract_row(s: Session) -> tuple[CentreContract, bool] | None:
    """The contract that lasts longest of those that count, and whether it counts; else the one that lasted longest."""
    last = s.scalars(select(CentreContract).order_by(col(CentreContract.until_on).desc()).limit(20)).all()
    today = clock.today()
    counting = [one for one in last if one.state == ContractState.SIGNED and one.until_on >= today]
    return ((counting or last)[0], bool(counting)) if last else None


def _things(s: Session, contract: CentreContract) -> list[Asset]:
    named = select(Asset).where(col(Asset.id).in_(contract.things.split()))
    return list(s.scalars(named.order_by(col(Asset.number))))


def is_due(s: Session, *, practised: bool) -> bool:
    """Whether ``note_first_day`` would have something to note; asked now and then while the program is open."""
    setup = _setup(s)
    if not _going(s, setup):
        return False
    noted = _noted(s)
    all_done = setup is not None and len(noted) == len(FirstStep)
    return all_done or bool(_seen(s, practised) - set(noted))


@action
def note_first_day(s: WriteSession, *, practised: bool = False) -> None:
    """Note the steps that the program sees done; with the last one the room is open.

    Args:
        practised: whether a practice day was opened on this computer.
    """
    if not _going(s, _setup(s)):
        return
    noted = _noted(s)
    for step in FirstStep:
        if step.value in _seen(s, practised) and step.value not in noted:
            _note(s, step, SEEN, "")
    _open_when_done(s)


@action
def note_step_seen(s: WriteSession, step: str) -> None:
    """The program saw one step done that leaves nothing behind to be seen later: a scan of the test square."""
    if _going(s, _setup(s)) and step not in _noted(s):
        _note(s, FirstStep(step), SEEN, "")
        _open_when_done(s)


@action
def tick_step(s: WriteSession, step: str, note: str) -> None:
    """A step was done, or is not needed here, and the program cannot see it: the county reads the words about it.

    Raises:
        Invalid: on ``note``: not a word, or too many; on ``step``: there is no such step.
    """
    if step not in set(FirstStep):
        raise Invalid("step", "choice_unknown")
    words = check_text("note", note, NOTE_LENGTH, required=True)
    if step not in _noted(s):
        _note(s, FirstStep(step), BY_HAND, words)
    _open_when_done(s)


def _note(s: WriteSession, step: FirstStep, how: str, note: str) -> None:
    new_row(s, FirstDayStep(step=step.value, how=how, note=note, done_at=s.now))


def _open_when_done(s: WriteSession) -> None:
    setup = _setup(s)
    if setup is not None and setup.state == SetupState.CONTRACTED and len(_noted(s)) == len(FirstStep):
        setup.state, setup.opened_on = SetupState.WORKING.value, clock.today()


def _going(s: Session, setup: CentreSetup | None) -> bool:
    if setup is not None:
        return setup.state == SetupState.CONTRACTED
    # Enrolled, and nothing has come from central yet: its first sync is one of the steps.
    here = device(s.connection())
    return here is not None and here.role != Role.TRAINER and own_centre(s) is None


def _setup(s: Session) -> CentreSetup | None:
    return s.scalars(select(CentreSetup).order_by(col(CentreSetup.id)).limit(1)).first()


def _noted(s: Session) -> dict[str, FirstDayStep]:
    found = s.scalars(select(FirstDayStep).order_by(col(FirstDayStep.done_at).desc(), col(FirstDayStep.id)))
    known = {step.value for step in FirstStep}
    return {row.step: row for row in found if row.step in known}


def _seen(s: Session, practised: bool) -> set[str]:
    connection = s.connection()
    seen = {step.value for step, query in _SEEN.items() if _any(connection, query)}
    if own_centre(s) is not None:
        seen.add(FirstStep.SYNC.value)
    if practised:
        seen.add(FirstStep.PRACTICE.value)
    return seen


def _any(connection: Connection, query: str) -> bool:
    return connection.exec_driver_sql(query).first() is not None
