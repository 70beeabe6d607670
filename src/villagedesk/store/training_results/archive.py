"""The archive of a class: everything that is known of it, gathered for one paper."""

from collections import defaultdict

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.archive_papers import (
    ArchiveMark,
    ArchivePerson,
    ArchivePhoto,
    ArchiveSitting,
    ArchiveSurvey,
    ArchiveTest,
    ArchiveThing,
    ClassArchive,
)
from villagedesk.domain.training import (
    HERE,
    SURVEY,
    Allowance,
    Attendance,
    Enrolment,
    EnrolmentState,
    Trainer,
    TrainingClass,
    TrainingSession,
    standing,
)
from villagedesk.domain.training_results import Assessment, TrainingCertificate, TrainingCertificateState
from villagedesk.store.centre import centre_name
from villagedesk.store.session import get
from villagedesk.store.training import class_photos, handouts_of, survey_of
from villagedesk.store.training.planning import sessions_of
from villagedesk.store.training_results.hours import hours_of

MOST_PHOTOS = 200


def class_archive(s: Session, class_id: str) -> ClassArchive:
    """Everything about a class.

    Raises:
        NotFound: it is not on this computer.
    """
    class_ = get(s, TrainingClass, class_id)
    enrolments = s.exec(select(Enrolment).where(Enrolment.class_id == class_id)).all()
    on_list = sorted(enrolments, key=lambda one: (not one.has_place, one.name, one.id))
    sessions = sessions_of(s, class_id)
    marks = _marks(s, class_id)
    trainer = s.get(Trainer, class_.trainer_id) if class_.trainer_id else None
    paid = _paid(s, class_id)
    return ClassArchive(
        centre=centre_name(s),
        made_at=clock.now_ms(),
        number=class_.number,
        title=class_.title,
        course=class_.course_code,
        version=class_.course_version,
        state=class_.state,
        **{name: getattr(class_, name) for name in ("plan", "funder", "audience", "aims", "place", "capacity")},
        trainer=class_.trainer,
        qualification=trainer.qualification if trainer else "",
        employer=trainer.employer if trainer else "",
        contract=class_.contract,
        fee_fen=class_.fee_fen,
        meal_fen=sum(one.meal_fen for one in paid),
        travel_fen=sum(one.travel_fen for one in paid),
        paid_people=len({one.enrolment_id for one in paid}),
        sittings=tuple(_sitting(class_, one, on_list, marks.get(one.id, {})) for one in sessions),
        people=_people(s, class_id, on_list, marks),
        tests=_tests(s, class_id, {one.id: one.name for one in enrolments}),
        survey=_survey(s, class_id),
        things=_things(s, class_id),
        photos=_photos(s, class_id, sessions),
    )


def _marks(s: Session, class_id: str) -> dict[str, dict[str, Attendance]]:
    """The marks that hold, by session and enrolment."""
    found: dict[str, list[Attendance]] = defaultdict(list)
    for mark in s.exec(select(Attendance).where(Attendance.class_id == class_id)):
        found[mark.session_id].append(mark)
    return {session_id: standing(marks) for session_id, marks in found.items()}


def _sitting(
    class_: TrainingClass, one: TrainingSession, on_list: list[Enrolment], marks: dict[str, Attendance]
) -> ArchiveSitting:
    shown = [who for who in on_list if who.has_place or who.id in marks]
    return ArchiveSitting(
        number=one.number,
        held_on=one.held_on,
        begins=one.begins,
        ends=one.ends,
        topic=one.topic,
        room=one.room or class_.place,
        trainer=one.trainer or class_.trainer,
        marks=tuple(_mark(who, marks.get(who.id)) for who in shown),
    )


def _mark(who: Enrolment, mark: Attendance | None) -> ArchiveMark:
    if mark is None:
        return ArchiveMark(person=who.name, group=who.village_group)
    return ArchiveMark(
        person=who.name,
        group=who.village_group,
        mark=mark.mark,
        at=mark.at if mark.mark in HERE else None,
        left_at=mark.left_at,
        way=mark.way,
        proxy=mark.proxy or "",
        corrected=bool(mark.replaces),
        note=mark.note,
    )


def _people(
    s: Session, class_id: str, on_list: list[Enrolment], marks: dict[str, dict[str, Attendance]]
) -> tuple[ArchivePerson, ...]:
    minutes = hours_of(s, class_id)
    tests: dict[str, list[bool]] = defaultdict(list)
    for id_, passed in s.exec(
        select(Assessment.enrolment_id, Assessment.passed).where(Assessment.class_id == class_id)
    ):
        tests[id_].append(passed)
    valid = select(TrainingCertificate).where(
        TrainingCertificate.class_id == class_id,
        TrainingCertificate.state == TrainingCertificateState.VALID.value,
    )
    certificates = {one.enrolment_id: one.number for one in s.exec(valid)}
    return tuple(
        ArchivePerson(
            person=one.name,
            group=one.village_group,
            state=one.state or EnrolmentState.ENROLLED.value,
            source=one.source,
            came=sum(held[one.id].mark in HERE for held in marks.values() if one.id in held),
            minutes=minutes.get(one.id, 0),
            passed=any(tests[one.id]) if one.id in tests else None,
            certificate=certificates.get(one.id, ""),
            waiver=one.waiver,
        )
        for one in on_list
    )


def _tests(s: Session, class_id: str, names: dict[str, str]) -> tuple[ArchiveTest, ...]:
    rows = s.exec(select(Assessment).where(Assessment.class_id == class_id)).all()
    rows_ = sorted(rows, key=lambda one: (names.get(one.enrolment_id, ""), one.held_at, one.id))
    return tuple(
        ArchiveTest(
            person=names.get(one.enrolment_id, ""),
            attempt=one.attempt,
            at=one.held_at,
            assessor=one.assessor,
            practical=one.practical,
            oral=one.oral,
            passed=one.passed,
        )
        for one in rows_
    )


def _survey(s: Session, class_id: str) -> ArchiveSurvey:
    found = survey_of(s, class_id)
    counts = tuple(
        (key, (of.get(5, 0), of.get(4, 0), of.get(3, 0), of.get(2, 0), of.get(1, 0)))
        for key, of in ((key, found.counts.get(key, {})) for key in SURVEY)
    )
    return ArchiveSurvey(
        sheets=found.sheets, came=found.came, counts=counts, remarks=found.remarks, target=found.target
    )


def _things(s: Session, class_id: str) -> tuple[ArchiveThing, ...]:
    pieces: dict[tuple[str, int], int] = defaultdict(int)
    people: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in handouts_of(s, class_id):
        pieces[one.thing, one.fen] += one.pieces
        people[one.thing, one.fen].add(one.enrolment_id)
    return tuple(
        ArchiveThing(thing=thing, pieces=pieces[thing, fen], people=len(people[thing, fen]), fen=fen)
        for thing, fen in sorted(pieces)
    )


def _photos(s: Session, class_id: str, sessions: list[TrainingSession]) -> tuple[ArchivePhoto, ...]:
    numbers = {one.id: one.number for one in sessions}
    found = class_photos(s, class_id, limit=MOST_PHOTOS)
    return tuple(
        ArchivePhoto(sha256=one.sha256, kind=one.kind, sitting=numbers.get(one.session_id, 0), at=one.at)
        for one in found
    )


def _paid(s: Session, class_id: str) -> list[Allowance]:
    asked = select(Allowance).where(Allowance.class_id == class_id, col(Allowance.taken_back_at).is_(None))
    return list(s.exec(asked))
