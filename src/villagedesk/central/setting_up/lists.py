"""What the county's pages show of files: a list by state, and one file with everything that belongs to it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.found import Found, is_id, one, rows
from villagedesk.central.setting_up.accepting import answers_of, lacking
from villagedesk.central.setting_up.contracts import contract_of, contracts_of, things_of
from villagedesk.domain.setting_up import CheckPoint, check_points, runs_out


@dataclass(frozen=True)
class PointFound:
    """One point of the checklist with what was found; ``lacks``: a contract has to wait for it."""

    point: CheckPoint
    found: Found | None
    lacks: bool

    def text(self, field: str) -> str:
        """What was written; "" before."""
        return self.found.text(field) if self.found else ""


@dataclass(frozen=True)
class SetupFile:
    """One centre's file. ``here``: its centre is in the list of centres; ``steps``: first-day steps by name."""

    setup: Found
    here: bool
    points: tuple[PointFound, ...]
    things: tuple[Found, ...]
    contracts: tuple[Found, ...]
    counting: Found | None
    steps: dict[str, Found]

    @property
    def lacks(self) -> int:
        """How many points are open."""
        return sum(1 for point in self.points if point.lacks)

    @property
    def answered(self) -> int:
        """How many points have an answer."""
        return sum(1 for point in self.points if point.found)

    @property
    def runs_out(self) -> bool:
        """Whether its contract ends soon, or none counts any more."""
        if self.counting is None:
            return bool(self.contracts)
        return runs_out(self.counting.text("until_on"), clock.today())


def setups_in(connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 50) -> list[Found]:
    """Files in one state, those that have stood longest first."""
    return rows(connection, "centre_setup", state=state, after=after, limit=limit)


def setup_file(connection: Connection, setup_id: str) -> SetupFile:
    """One file.

    Raises:
        NotFound: there is none.
    """
    setup = one(connection, "centre_setup", setup_id)
    answers = answers_of(connection, setup)
    lacks = set(lacking(answers))
    known = connection.execute(select(tables.centre.c.id).where(tables.centre.c.id == setup.centre)).scalar()
    return SetupFile(
        setup,
        known is not None,
        tuple(PointFound(point, answers.get(id_), id_ in lacks) for id_, point in check_points().items()),
        tuple(things_of(connection, setup.centre)),
        tuple(contracts_of(connection, setup.centre)),
        contract_of(connection, setup.centre),
        {step.text("step"): step for step in rows(connection, "first_day_step", centre=setup.centre)},
    )


def file_of_centre(connection: Connection, centre: str) -> SetupFile | None:
    """The file of a centre; None for one that was set up before there were files."""
    found = rows(connection, "centre_setup", centre=centre, limit=1) if is_id(centre) else []
    return setup_file(connection, found[0].id) if found else None
