"""The archive of a class on A4: notice, roster, sign-in sheets, tests, survey, what was handed out, spend, photos."""

from villagedesk.desktop.printing.labels import reprint_mark
from villagedesk.desktop.printing.page import Page
from villagedesk.desktop.printing.sheets import INNER, MARGIN, WIDTH, numbered
from villagedesk.desktop.printing.tables_flow import Photo, TablesFlow
from villagedesk.desktop.printing.words import moment
from villagedesk.domain.archive_papers import (
    ArchiveMark,
    ArchivePerson,
    ArchiveSitting,
    ArchiveSurvey,
    ArchiveTest,
    ClassArchive,
)
from villagedesk.domain.courses import LEVEL_WORDS, Course, course, course_title
from villagedesk.domain.training import (
    ANSWERS,
    CLASS,
    ENROLMENT,
    PHOTO_WORDS,
    SURVEY,
    ClassPhotoKind,
    Mark,
    SurveyResult,
    Way,
    class_state,
)
from villagedesk.domain.training_results import read_marks
from villagedesk.errors import NotFound
from villagedesk.i18n import _, date_text, language, money, ngettext, number, time_text

_MARKS = {Mark.PRESENT: "✓", Mark.LATE: "✓", Mark.PROXY: "(✓)", Mark.ABSENT: "–"}


def class_archive(paper: ClassArchive, reprint: int, photo: Photo) -> list[Page]:
    """As many pages as it takes."""
    flow = TablesFlow()
    right = reprint_mark(flow.page, WIDTH - MARGIN, MARGIN, reprint)
    head = "  ".join(part for part in (_("Class archive"), paper.number, paper.centre) if part)
    flow.y = flow.page.text(MARGIN, flow.y - 20, head, 32, width=right - MARGIN)
    title = course_title(paper.course, language(), paper.title) if paper.course else paper.title
    flow.y = flow.page.text(MARGIN, flow.y, title, 58, strong=True, width=INNER, lines=2)
    _notice(flow, paper)
    _roster(flow, paper)
    for sitting in paper.sittings:
        _sheet(flow, sitting, len(paper.sittings))
    _tests(flow, paper)
    _survey(flow, paper.survey)
    _things(flow, paper)
    _spend(flow, paper)
    _photos(flow, paper, photo)
    return numbered(flow.pages)


def _notice(flow: TablesFlow, paper: ClassArchive) -> None:
    came = sum(one.came > 0 for one in paper.people)
    passed = sum(bool(one.passed) for one in paper.people)
    papers = sum(bool(one.certificate) for one in paper.people)
    # The course's title is the head; the class's own stands where it is another one.
    own = paper.title if paper.title != course_title(paper.course, language(), paper.title) else ""
    flow.section(_("Notice"))
    flow.facts(
        [
            (_("Class"), own),
            (_("State"), CLASS.said(class_state(paper.state))),
            (_("Plan number"), paper.plan),
            (_("Paid by"), paper.funder),
            (_("For whom"), paper.audience),
            (_("Aims"), paper.aims),
            (_("Place of the class"), paper.place),
            (_("Number of places"), number(paper.capacity) if paper.capacity else _("no limit")),
            (_("Trainer"), "  ".join(part for part in (paper.trainer, paper.qualification, paper.employer) if part)),
            (_("Contract"), paper.contract),
            (_("Came"), _("{came} of {count} on the list").format(came=number(came), count=number(len(paper.people)))),
            (_("Passed"), number(passed) if paper.tests else ""),
            (_("Course certificates"), number(papers) if papers else ""),
            (_("Archive made"), moment(paper.made_at)),
        ]
    )
    _timetable(flow, paper)
    known = _course(paper)
    if known is not None:
        _syllabus(flow, known)


def _course(paper: ClassArchive) -> Course | None:
    """The course in the version that was taught and asked; None for a class of none, or where it is not known here."""
    try:
        return course(paper.course, paper.version)
    except NotFound:
        return None


def _timetable(flow: TablesFlow, paper: ClassArchive) -> None:
    flow.section(_("Sessions"))
    rows = [
        (str(one.number), date_text(one.held_on), _span(one), one.topic, one.room, one.trainer)
        for one in paper.sittings
    ]
    head = (_("No."), _("Day"), _("Time"), _("Topic"), _("Held in"), _("Trainer"))
    flow.table((1, 4, 3, 5, 4, 3), head, rows)


def _syllabus(flow: TablesFlow, taught: Course) -> None:
    flow.section(_("What was taught"))
    level = _(LEVEL_WORDS[taught.level])
    hours = ngettext("{count} hour", "{count} hours", taught.hours).format(count=taught.hours)
    flow.text(f"{taught.code}  {taught.title.said(language())}  {level}  {hours}")
    flow.text(taught.about.said(language()), 28)
    rows = [
        (
            topic.title.said(language()),
            str(topic.minutes),
            _("; ").join(point.said(language()) for point in topic.points),
        )
        for topic in taught.syllabus
    ]
    flow.table((5, 2, 9), (_("Topic"), _("Minutes"), _("Points")), rows, right=(1,))


def _roster(flow: TablesFlow, paper: ClassArchive) -> None:
    flow.section(_("Roster"))
    if not paper.people:
        flow.text(_("Nobody is on the list."))
        return
    rows = [_person(at, one, len(paper.sittings)) for at, one in enumerate(paper.people, 1)]
    head = (_("No."), _("Name"), _("Village group"), _("Place in the class"), _("Came"), _("Hours"))
    flow.table((2, 6, 5, 6, 3, 3, 7), (*head, _("Test, certificate")), rows, right=(4, 5))
    for one in paper.people:
        if one.waiver:
            words = _("{name} was let in without the course before it: {reason}")
            flow.text(words.format(name=one.person, reason=one.waiver), 26)


def _person(at: int, one: ArchivePerson, sittings: int) -> tuple[str, ...]:
    test = "" if one.passed is None else _("passed") if one.passed else _("not passed")
    return (
        str(at),
        one.person,
        one.group,
        ENROLMENT.said(one.state),
        f"{one.came}/{sittings}",
        f"{one.minutes // 60}:{one.minutes % 60:02d}",
        "  ".join(part for part in (test, one.certificate) if part),
    )


def _sheet(flow: TablesFlow, sitting: ArchiveSitting, of: int) -> None:
    title = _("Sign-in sheet, session {number} of {count}").format(number=sitting.number, count=of)
    flow.section(f"{title}  {date_text(sitting.held_on)}  {_span(sitting)}", room=320)
    here = sum(one.mark in (Mark.PRESENT, Mark.LATE) for one in sitting.marks)
    flow.text(_("{here} of {count} were there").format(here=number(here), count=number(len(sitting.marks))), 28)
    if sitting.marks:
        rows = [_mark_row(at, one) for at, one in enumerate(sitting.marks, 1)]
        head = (_("No."), _("Name"), _("Village group"), _("There"), _("Came at"), _("Left"), _("How"), _("Note"))
        flow.table((2, 6, 5, 2, 3, 3, 4, 7), head, rows)


def _mark_row(at: int, one: ArchiveMark) -> tuple[str, ...]:
    ways = {Way.CARD: _("card"), Way.SHEET: _("square"), Way.KEY: _("by key"), Way.PAPER: _("paper sheet")}
    notes = [
        _("late") if one.mark == Mark.LATE else "",
        _("{name} signed").format(name=one.proxy) if one.mark == Mark.PROXY else "",
        _("corrected") if one.corrected else "",
        one.note,
    ]
    return (
        str(at),
        one.person,
        one.group,
        _MARKS.get(Mark(one.mark), "") if one.mark in set(Mark) else "",
        time_text(one.at) if one.at is not None else "",
        time_text(one.left_at) if one.left_at is not None else "",
        ways.get(Way(one.way), "") if one.way in set(Way) and one.mark not in ("", Mark.ABSENT) else "",
        "  ".join(part for part in notes if part),
    )


def _tests(flow: TablesFlow, paper: ClassArchive) -> None:
    flow.section(_("Test results"))
    if not paper.tests:
        flow.text(_("Nobody was assessed."))
        return
    head = (_("Name"), _("Attempt"), _("When"), _("Practical"), _("Questions"), _("Not right"), _("Result"))
    flow.table((6, 3, 6, 4, 4, 6, 4, 4), (*head, _("Assessed by")), [_test(one) for one in paper.tests], right=(1,))
    wrong = sorted({key for one in paper.tests for key in _wrong(one)}, key=lambda key: (key[0], int(key[1:])))
    texts = _texts(_course(paper))
    for key in wrong:
        if key in texts:
            flow.text(f"{key}  {texts[key]}", 24)


def _test(one: ArchiveTest) -> tuple[str, ...]:
    practical, oral = read_marks(one.practical), read_marks(one.oral)
    return (
        one.person,
        str(one.attempt),
        moment(one.at),
        f"{sum(practical.values())}/{len(practical)}",
        f"{sum(oral.values())}/{len(oral)}",
        " ".join(_wrong(one)),
        _("passed") if one.passed else _("not passed"),
        one.assessor,
    )


def _wrong(one: ArchiveTest) -> list[str]:
    return [key for key, right in {**read_marks(one.practical), **read_marks(one.oral)}.items() if not right]


def _texts(taught: Course | None) -> dict[str, str]:
    if taught is None:
        return {}
    shown = {item.key: item.text.said(language()) for item in taught.practical}
    return shown | {one.key: one.ask.said(language()) for one in taught.questions}


def _survey(flow: TablesFlow, survey: ArchiveSurvey) -> None:
    flow.section(_("Survey"), room=300)
    if not survey.sheets:
        flow.text(_("Nobody was asked."))
        return
    counts = {key: dict(zip(ANSWERS, of, strict=True)) for key, of in survey.counts}
    found = SurveyResult(survey.sheets, survey.came, counts, survey.remarks, survey.target)
    words = _("{sheets} of {came} who came answered. Satisfied all in all: {percent} %").format(
        sheets=number(survey.sheets), came=number(survey.came), percent=found.satisfied
    )
    flow.text(words)
    if survey.target:
        flow.text(_("The plan asks for {percent} %.").format(percent=survey.target), 28)
    flow.bars([(_(SURVEY[key]), found.share(key), f"{found.share(key)} %") for key in SURVEY])
    head = (_("Question"), *(_(words) for words in ANSWERS.values()))
    rows = [(_(SURVEY[key]), *(str(counts.get(key, {}).get(points, 0)) for points in ANSWERS)) for key in SURVEY]
    flow.table((8, 3, 3, 3, 3, 3), head, rows, right=(1, 2, 3, 4, 5))
    nameless = _("without a name")
    for who, remark in survey.remarks:
        flow.text(_("{name}: {text}").format(name=who or nameless, text=remark), 28)


def _things(flow: TablesFlow, paper: ClassArchive) -> None:
    flow.section(_("Handed out"))
    if not paper.things:
        flow.text(_("Nothing was handed out."))
        return
    rows = [
        (one.thing, number(one.pieces), number(one.people), money(one.fen), money(one.fen * one.pieces))
        for one in paper.things
    ]
    flow.table(
        (6, 2, 2, 3, 3), (_("What"), _("Pieces"), _("How many people"), _("Each"), _("Together")), rows, (1, 2, 3, 4)
    )


def _spend(flow: TablesFlow, paper: ClassArchive) -> None:
    things = sum(one.fen * one.pieces for one in paper.things)
    whole = paper.fee_fen + paper.meal_fen + paper.travel_fen + things
    came = sum(one.came > 0 for one in paper.people)
    flow.section(_("What it cost"), room=360)
    rows = [
        (_("Trainer's fee"), paper.contract, money(paper.fee_fen)),
        (_("Meals"), _paid(paper), money(paper.meal_fen)),
        (_("Travel"), _paid(paper), money(paper.travel_fen)),
        (_("Handed out"), "", money(things)),
        (_("Together"), "", money(whole)),
    ]
    if came:
        # Half a fen up: this is only told, nobody is paid by it.
        heads = ngettext("{count} person", "{count} people", came).format(count=number(came))
        rows.append((_("For each who came"), heads, money((2 * whole + came) // (2 * came))))
    flow.table((6, 6, 4), (_("What for"), "", _("Amount")), rows, right=(2,))


def _paid(paper: ClassArchive) -> str:
    people = paper.paid_people
    words = ngettext("{count} person signed for it", "{count} people signed for it", people)
    return words.format(count=people) if people else ""


def _photos(flow: TablesFlow, paper: ClassArchive, photo: Photo) -> None:
    flow.section(_("Photos"), room=800 if paper.photos else 160)
    if not paper.photos:
        flow.text(_("There are no photos."))
        return
    missing = _("The picture is on another computer")
    sheets = [one for one in paper.photos if one.kind == ClassPhotoKind.SHEET]
    others = [one for one in paper.photos if one.kind != ClassPhotoKind.SHEET]
    flow.photos([_caption(one.kind, one.sitting, one.at, one.sha256) for one in others], photo, missing)
    flow.photos([_caption(one.kind, one.sitting, one.at, one.sha256) for one in sheets], photo, missing, whole=True)


def _caption(kind: str, sitting: int, at: int, sha256: str) -> tuple[str, str]:
    words = _(PHOTO_WORDS.get(kind, PHOTO_WORDS[ClassPhotoKind.ROOM]))
    session = _("session {number}").format(number=sitting) if sitting else ""
    return "  ".join(part for part in (words, session, moment(at)) if part), sha256


def _span(one: ArchiveSitting) -> str:
    return f"{_clock(one.begins)}–{_clock(one.ends)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
