"""A print job in plain words."""

from villagedesk import i18n
from villagedesk.domain import papers
from villagedesk.errors import sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.print_queue import Job, JobState

_PDF = ".pdf"


def job_title(job: Job) -> str:
    """What it is and whom or what it is about: ``Lot label  徐香猕猴桃``."""
    kind = papers.PAPERS.get(job.paper)
    return "  ".join(part for part in (_(kind.name) if kind else "", job.title) if part)


def job_pill(job: Job) -> tuple[str, str]:
    """The words and the colour of where a job is."""
    if job.printing:
        return _("Printing now"), "info"
    match job.state:
        case JobState.FAILED:
            return _("Did not come out"), "act"
        case JobState.WAITING:
            return _("Waiting"), "wait"
        case _:
            return (_("Kept as a PDF") if is_pdf(job) else _("Printed")), "good"


def job_detail(job: Job) -> str:
    """When, how many, and whether it says that it is a reprint; for a failed one the reason."""
    if job.reason is not None:
        return sentence(job.reason)
    parts = [i18n.ago(job.ended_at if job.ended_at is not None else job.created_at)]
    if job.copies > 1:
        parts.append(copies_words(job))
    if job.reprint:
        parts.append(reprint_words(job))
    return "  ".join(parts)


def job_facts(job: Job) -> list[tuple[str, str]]:
    """Everything about one job, line by line: (name, value)."""
    lines = [
        (_("Asked for"), i18n.ago(job.created_at)),
        (_("Copies"), i18n.number(job.copies)),
        (_("Marked"), reprint_words(job) if job.reprint else ""),
        (_("Came out"), i18n.ago(job.ended_at) if job.state is JobState.DONE and job.ended_at is not None else ""),
        (_("Where"), job.place),
        (_("On paper"), _("perhaps a part of it") if job.state is JobState.FAILED and job.on_paper else ""),
    ]
    return [(name, value) for name, value in lines if value]


def copies_words(job: Job) -> str:
    """How many pieces."""
    return ngettext("{count} copy", "{count} copies", job.copies).format(count=i18n.number(job.copies))


def reprint_words(job: Job) -> str:
    """What the paper says of itself when it is not the first."""
    return _("Reprint {count}").format(count=i18n.number(job.reprint))


def is_pdf(job: Job) -> bool:
    """Whether it came out as a file instead of on paper."""
    return job.place.endswith(_PDF)
