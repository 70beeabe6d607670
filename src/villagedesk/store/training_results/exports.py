"""Results and certificates for other programs: Open Badges 3.0, xAPI statements, and a table, as files of one folder."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.courses import Course
from villagedesk.domain.open_badges import BadgeFacts, open_badge
from villagedesk.domain.reports import Column, Kind, Sheet
from villagedesk.domain.rule_kinds import Text
from villagedesk.domain.training import Enrolment
from villagedesk.domain.training_results import TrainingCertificate, TrainingCertificateState
from villagedesk.domain.xapi import Held, Learner, attempt_statements, attended_statement
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.centre import centre_name
from villagedesk.store.identity import device_key
from villagedesk.store.label_addresses import public_url
from villagedesk.store.reports.export import export
from villagedesk.store.training_results.assessing import attempts_of, course_of
from villagedesk.store.training_results.hours import hours_of
from villagedesk.store.training_results.lists import results

# Where a centre belongs to no platform yet; the domain can never exist (RFC 2606).
_NOWHERE = "https://village-desk.invalid"


def export_class(s: Session, class_id: str, folder: Path) -> list[str]:
    """Write everything of a class into a folder; returns the names of the files, badges last.

    Raises:
        NotFound: the class is not on this computer.
        Refused: ``class_without_course``.
        AppError: ``export_not_written``: the folder is gone, or the disk full.
    """
    table, statements = results_sheet(s, class_id), xapi_statements(s, class_id)
    badges = open_badges(s, class_id)
    try:
        export(folder / "results.csv", [table])
        names = ["results.csv", "results-xapi.json"]
        _write(folder / names[1], statements)
        for number, badge in badges:
            names.append(f"badge-{number}.json")
            _write(folder / names[-1], badge)
    except OSError as error:
        raise AppError("export_not_written", reason=str(error)) from error
    return names


def open_badges(s: Session, class_id: str) -> list[tuple[str, dict[str, Any]]]:
    """The certificates in force of a class as signed Open Badges, with their numbers.

    Raises:
        NotFound: the class is not on this computer. Refused: ``class_without_course``.
    """
    of, key, home = course_of(s, class_id), device_key(s.connection()), _home(s)
    query = select(TrainingCertificate).where(
        col(TrainingCertificate.class_id) == class_id,
        col(TrainingCertificate.state) == str(TrainingCertificateState.VALID),
    )
    return [
        (one.number, open_badge(_facts(one, of, centre_name(s), home), key, _time(clock.now_ms())))
        for one in s.exec(query.order_by(col(TrainingCertificate.number)))
    ]


def xapi_statements(s: Session, class_id: str) -> list[dict[str, Any]]:
    """Every attempt and everybody's hours in a class as xAPI statements.

    Raises:
        NotFound: the class is not on this computer. Refused: ``class_without_course``.
    """
    of, home, minutes = course_of(s, class_id), _home(s), hours_of(s, class_id)
    texts = {item.key: _languages(item.text) for item in of.practical}
    texts |= {one.key: _languages(one.ask) for one in of.questions}
    found: list[dict[str, Any]] = []
    attempts = attempts_of(s, class_id)
    people = s.exec(select(Enrolment).where(col(Enrolment.id).in_(list(attempts)))).all()
    for person in sorted(people, key=lambda one: (one.name, one.id)):
        who = Learner(person.person_id or person.id, person.name)
        for attempt in attempts[person.id]:
            held = Held(
                id=f"{person.id}/{attempt.number}",
                class_id=class_id,
                course=of.code,
                title=_languages(of.title),
                at=_time(attempt.at),
                assessor=attempt.assessor,
                practical=attempt.practical,
                oral=attempt.oral,
                texts=texts,
                passed=attempt.passed,
            )
            found += attempt_statements(home, who, held)
            if attempt.number == 1:
                found.append(attended_statement(home, who, held, minutes.get(person.id, 0)))
    return found


def results_sheet(s: Session, class_id: str) -> Sheet:
    """Everybody of a class with hours, each item of the newest attempt, and the certificate, as a table.

    Raises:
        NotFound: the class is not on this computer. Refused: ``class_without_course``.
    """
    of = course_of(s, class_id)
    names = (_("Name"), _("Village group"), _("Minutes"), _("Attempts"), _("Result"), _("Certificate"), _("Good until"))
    whole = {_("Minutes"), _("Attempts")}
    columns = [Column(name, Kind.COUNT if name in whole else Kind.TEXT) for name in names]
    columns += [Column(item.key) for item in of.practical] + [Column(_("Questions"))]
    rows: list[tuple[str | int | None, ...]] = []
    for one in results(s, class_id):
        last = one.attempts[-1] if one.attempts else None
        practical, oral = (last.practical, last.oral) if last else ({}, {})
        certificate = one.certificate
        rows.append(
            (
                one.name,
                one.group,
                one.minutes,
                len(one.attempts),
                (_("passed") if one.passed else _("not passed")) if last else "",
                certificate.number if certificate else "",
                certificate.expires_on if certificate else "",
                *(_mark(practical.get(item.key)) for item in of.practical),
                " ".join(f"{key}{_mark(right)}" for key, right in oral.items()),
            )
        )
    return Sheet(_("Results"), tuple(columns), tuple(rows))


def _mark(right: bool | None) -> str:
    return "" if right is None else "✓" if right else "✗"


def _facts(one: TrainingCertificate, of: Course, centre: str, home: str) -> BadgeFacts:
    shown = "; ".join(item.text.zh_CN for item in of.practical)
    return BadgeFacts(
        id=one.id,
        number=one.number,
        person=one.name,
        course=one.course,
        title=one.title,
        about=of.about.zh_CN,
        criteria=shown,
        minutes=one.minutes,
        issued_on=one.issued_on,
        expires_on=one.expires_on,
        centre=centre or "Village Desk",
        home=home,
    )


def _languages(text: Text) -> dict[str, str]:
    return {"zh-CN": text.zh_CN, "en": text.en}


def _home(s: Session) -> str:
    return (public_url(s.connection()) or _NOWHERE).rstrip("/")


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
