"""The print queue of this computer: it survives a restart, forgets nothing and prints nothing twice unseen.

A job is written in the transaction of the action it belongs to, so there is no paper without its action. Jobs are
printed one at a time. A job that failed stays with its reason until somebody prints it again or takes it away.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from villagedesk import clock
from villagedesk.domain import papers
from villagedesk.errors import AppError, NotFound, Refused
from villagedesk.i18n import N_, _
from villagedesk.store import tables
from villagedesk.store.session import WriteSession

KEEP_DONE_MS = 90 * 24 * 3600 * 1000

# Papers that a rule can forbid by the time they are drawn: an area registers who is asked, with the row they are about.
GATES: dict[str, Callable[[Connection, str], None]] = {}

_job = tables.print_job
_NEW = """
INSERT INTO print_job(paper, title, about, data, copies, reprint, state, created_at,
    attempts, on_paper, place, code, params)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', '{}') RETURNING id
"""


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


STATE_WORDS: dict[JobState, str] = {
    JobState.WAITING: N_("waiting for the printer"),
    JobState.DONE: N_("printed"),
    JobState.FAILED: N_("not printed"),
}


@dataclass(frozen=True)
class Job:
    """One job. ``reprint`` 0 is the first paper; ``place`` says where it came out: a printer or a PDF file.

    ``code`` and ``params`` are the reason of a failed job, as in AppError. ``on_paper``: something did come out, or may
    have. ``printing``: it is at the printer right now.
    """

    id: int
    paper: str
    title: str
    about: str
    copies: int
    reprint: int
    state: JobState
    attempts: int
    created_at: int
    ended_at: int | None
    on_paper: bool
    printing: bool
    place: str
    code: str
    params: dict[str, Any] = field(hash=False)

    @property
    def reason(self) -> AppError | None:
        """Why it failed; None for other jobs."""
        return AppError(self.code, **self.params) if self.code else None


def add_job(s: WriteSession, paper: papers.Paper, *, title: str, about: str = "", copies: int = 1) -> int:
    """Put a paper into the queue, in the transaction of its action, and tell the window; returns the job's number.

    Args:
        s: the action's session.
        paper: what it says.
        title: what the list of jobs shows, for instance a name.
        about: id of the row it is about.
        copies: how many.
    """
    key, data = papers.pack(paper)
    connection = s.connection()
    s.touch("print_job")
    reprint = _papers_before(connection, key, about) if paper.counted and about else 0
    return _insert(connection, key, data, title, about, copies, reprint)


def reprint(connection: Connection, job_id: int) -> int:
    """Print a job once more: a new job whose paper says that it is a reprint; returns its number.

    Raises:
        NotFound: there is no such job.
        Refused: a rule forbids this paper now.
    """
    old = _row(connection, job_id)
    _ask_gate(connection, old)
    count = max(1, old.reprint + 1, _papers_before(connection, old.paper, old.about) if old.about else 0)
    return _insert(connection, old.paper, old.data, old.title, old.about, 1, count)


def retry(connection: Connection, job_id: int) -> None:
    """Let a failed job try again; if something may have come out already, the paper says that it is a reprint.

    Raises:
        NotFound: there is no such job.
        Refused: the job has not failed.
    """
    old = _row(connection, job_id)
    if old.state != JobState.FAILED:
        raise Refused("move_not_allowed", now=_(STATE_WORDS[JobState(old.state)]))
    values = {"state": JobState.WAITING.value, "started_at": None, "ended_at": None, "code": "", "params": "{}"}
    connection.execute(
        update(_job).where(_job.c.id == job_id).values(**values, reprint=old.reprint + (1 if old.on_paper else 0))
    )


def take_away(connection: Connection, job_id: int) -> None:
    """Remove a job that waits or has failed; what was printed stays in the list.

    Raises:
        NotFound: there is no such job.
        Refused: it is done, or at the printer right now.
    """
    found = job(connection, job_id)
    if found.printing:
        raise Refused("print_under_way")
    if found.state is JobState.DONE:
        raise Refused("move_not_allowed", now=_(STATE_WORDS[JobState.DONE]))
    connection.execute(delete(_job).where(_job.c.id == job_id))


def next_job(connection: Connection) -> tuple[Job, papers.Paper] | None:
    """The oldest job that waits, with its paper, marked as being printed now; None when nothing waits. Nobody else
    gets it after this.

    A job that another version packed in a form we cannot read, or that a rule forbids by now, fails here, and the one
    behind it is taken.
    """
    while row := connection.execute(
        select(_job).where(_job.c.state == JobState.WAITING, _job.c.started_at.is_(None)).order_by(_job.c.id).limit(1)
    ).one_or_none():
        try:
            paper = papers.unpack(row.paper, row.data)
            _ask_gate(connection, row)
        except AppError as error:
            fail(connection, row.id, error, on_paper=False)
            continue
        connection.execute(
            update(_job).where(_job.c.id == row.id).values(started_at=clock.now_ms(), attempts=row.attempts + 1)
        )
        return _as_job(row), paper
    return None


def finish(connection: Connection, job_id: int, place: str) -> None:
    """The paper is out, at ``place``."""
    connection.execute(
        update(_job)
        .where(_job.c.id == job_id)
        .values(state=JobState.DONE.value, ended_at=clock.now_ms(), place=place, on_paper=1)
    )


def fail(connection: Connection, job_id: int, error: AppError, *, on_paper: bool) -> None:
    """The job did not come out; ``on_paper`` says that a part of it may have."""
    values = {"state": JobState.FAILED.value, "ended_at": clock.now_ms(), "code": error.code}
    params = json.dumps(error.params, ensure_ascii=False, default=str)
    row = _row(connection, job_id)
    connection.execute(
        update(_job)
        .where(_job.c.id == job_id)
        .values(**values, params=params, on_paper=1 if on_paper or row.on_paper else 0)
    )


def recover(connection: Connection) -> int:
    """At start: a job that was being printed when the computer stopped has failed, for nobody knows what came out.

    Returns how many there were. Jobs printed more than 90 days ago are forgotten.
    """
    cut = connection.execute(
        select(_job.c.id).where(_job.c.state == JobState.WAITING, _job.c.started_at.is_not(None))
    ).scalars()
    ids = list(cut)
    for job_id in ids:
        fail(connection, job_id, AppError("print_interrupted"), on_paper=True)
    connection.execute(
        delete(_job).where(_job.c.state == JobState.DONE, _job.c.ended_at < clock.now_ms() - KEEP_DONE_MS)
    )
    return len(ids)


def jobs(connection: Connection, limit: int = 200) -> list[Job]:
    """The newest jobs first."""
    return [_as_job(row) for row in connection.execute(select(_job).order_by(_job.c.id.desc()).limit(limit))]


def unfinished(connection: Connection) -> list[Job]:
    """Every job that is not on paper: first those that failed, the newest of them first, then the queue in its order."""
    rows = [
        _as_job(row)
        for row in connection.execute(select(_job).where(_job.c.state != JobState.DONE).order_by(_job.c.id))
    ]
    failed = [job for job in rows if job.state is JobState.FAILED]
    return failed[::-1] + [job for job in rows if job.state is JobState.WAITING]


def done_since(connection: Connection, since_ms: int, limit: int = 300) -> list[Job]:
    """What came out since a moment (ms UTC), the newest first."""
    query = select(_job).where(_job.c.state == JobState.DONE, _job.c.ended_at >= since_ms)
    return [
        _as_job(row)
        for row in connection.execute(query.order_by(_job.c.ended_at.desc(), _job.c.id.desc()).limit(limit))
    ]


def paper_of(connection: Connection, job_id: int) -> papers.Paper:
    """What a job's paper says.

    Raises:
        NotFound: there is no such job.
        AppError: ``print_unreadable``, when another version of the program packed it.
    """
    row = _row(connection, job_id)
    return papers.unpack(row.paper, row.data)


def retry_all(connection: Connection) -> int:
    """Let every failed job try again, in the order they were asked for; returns how many there were."""
    failed = connection.execute(select(_job.c.id).where(_job.c.state == JobState.FAILED)).scalars().all()
    for job_id in failed:
        retry(connection, job_id)
    return len(failed)


def job(connection: Connection, job_id: int) -> Job:
    """One job.

    Raises:
        NotFound: there is no such job.
    """
    return _as_job(_row(connection, job_id))


def counts(connection: Connection) -> tuple[int, int]:
    """How many jobs wait, and how many have failed."""
    rows = connection.execute(select(_job.c.state, func.count()).group_by(_job.c.state))
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    return found.get(JobState.WAITING.value, 0), found.get(JobState.FAILED.value, 0)


def was_printed(connection: Connection, about: str) -> bool:
    """Whether something about this row is on paper, or may be; then it cannot be undone any more."""
    query = select(func.count()).where(_job.c.about == about, _job.c.on_paper == 1)
    return bool(connection.execute(query).scalar())


def _ask_gate(connection: Connection, job: Row[Any]) -> None:
    gate = GATES.get(job.paper)
    if gate is not None:
        gate(connection, job.about)


def was_queued(connection: Connection, about: str) -> bool:
    """Whether any paper about this was ever put into the queue and is still known."""
    query = "SELECT 1 FROM print_job WHERE about = ? LIMIT 1"
    return connection.exec_driver_sql(query, (about,)).fetchone() is not None


def _papers_before(connection: Connection, paper: str, about: str) -> int:
    # Straight to the driver, here and below: every order waits for it.
    query = "SELECT count(*) FROM print_job WHERE paper = ? AND about = ? AND on_paper = 1"
    return int(connection.exec_driver_sql(query, (paper, about)).scalar() or 0)


def _insert(
    connection: Connection, paper: str, data: bytes, title: str, about: str, copies: int, reprint_count: int
) -> int:
    row = (paper, title, about, data, copies, reprint_count, JobState.WAITING.value, clock.now_ms())
    return int(connection.exec_driver_sql(_NEW, row).scalar_one())


def _row(connection: Connection, job_id: int) -> Row[Any]:
    row = connection.execute(select(_job).where(_job.c.id == job_id)).one_or_none()
    if row is None:
        raise NotFound("print_job", str(job_id))
    return row


def _as_job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        paper=row.paper,
        title=row.title,
        about=row.about,
        copies=row.copies,
        reprint=row.reprint,
        state=JobState(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        ended_at=row.ended_at,
        on_paper=bool(row.on_paper),
        printing=row.state == JobState.WAITING and row.started_at is not None,
        place=row.place,
        code=row.code,
        params=json.loads(row.params),
    )
