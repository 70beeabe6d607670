"""Courses and their materials: what there is, who has it, what came of it; given out, replaced, withdrawn."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from villagedesk import i18n
from villagedesk.central import course_facts
from villagedesk.central.console.uploads import MOST_BYTES, Uploaded, uploaded
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, PhotoForm, VisitDep, act, with_pictures
from villagedesk.central.courses import LARGEST, known_courses, publish_pack
from villagedesk.domain.courses import LEVEL_WORDS
from villagedesk.errors import AppError, Invalid, NotFound
from villagedesk.store.training_results.materials import ENDINGS

router = APIRouter()

_WORDS: dict[str, Any] = {"levels": LEVEL_WORDS, "data_size": i18n.data_size}


async def course_form(request: Request, visit: VisitDep) -> PhotoForm:
    """A form of this session with the file of a course.

    Raises:
        Refused: it is too large. FormStale: it is none of ours.
    """
    return await with_pictures(request, visit, 1 << 20, name="file")


UploadedDep = Annotated[Uploaded, Depends(uploaded)]
CourseFormDep = Annotated[PhotoForm, Depends(course_form)]


@router.get("/courses")
def all_courses(request: Request, here: CentralDep, visit: VisitDep) -> Response:
    """Every course there is."""
    return _list(request, here, visit)


@router.post("/courses")
def publish(request: Request, here: CentralDep, visit: VisitDep, form: CourseFormDep) -> Response:
    """Give every centre a course, or a newer version of one."""
    try:
        done = act(here, visit, "publish-course", text=_text_of(form))
    except AppError as error:
        return _list(request, here, visit, refused(error, {}))
    return go_to(f"/courses/{str(done['course']).split()[0]}", "publish-course")


@router.get("/courses/{code}")
def one_course(request: Request, here: CentralDep, visit: VisitDep, code: str) -> Response:
    """One course."""
    return _page(request, here, visit, code)


@router.post("/courses/{code}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, code: str) -> Response:
    """Withdraw it, or its materials."""
    name = form.text("act")
    try:
        if name not in ("withdraw-course", "withdraw-pack"):
            raise NotFound("act", name)
        act(here, visit, name, course=code)
    except AppError as error:
        return _page(request, here, visit, code, refused(error, {}))
    return go_to(f"/courses/{code}", name)


@router.post("/courses/{code}/pack")
def pack(request: Request, here: CentralDep, visit: VisitDep, sent: UploadedDep, code: str) -> Response:
    """Sign documents and films as the materials of the course."""
    try:
        if sent.trouble is not None:
            raise sent.trouble
        publish_pack(here, code, sent.folder, by=visit.staff)
    except AppError as error:
        return _page(request, here, visit, code, refused(error, {}))
    return go_to(f"/courses/{code}", "publish-pack")


def _text_of(form: PhotoForm) -> str:
    if not form.photo:
        raise Invalid("course", "course_file_missing")
    try:
        return form.photo.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("course", "course_broken", reason="UTF-8") from None


def _list(request: Request, here: CentralDep, visit: VisitDep, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        found = known_courses(connection)
        versions = {code: one.pack_version for code, one in found.items()}
        facts = {
            "copies": course_facts.copies(connection, versions),
            "nobody": course_facts.Copies(),
            "centres": course_facts.centres_counted(connection),
        }
    limits = {"largest": f"{LARGEST // 1024} KB"}
    return render_case(request, "courses.html", visit, tried, found=found, **facts, **limits, **_WORDS)


def _page(request: Request, here: CentralDep, visit: VisitDep, code: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        known = known_courses(connection)
        if code not in known:
            raise NotFound("course", code)
        found = known[code]
        facts: dict[str, Any] = {
            "copies": course_facts.copies(connection, {code: found.pack_version}).get(code, course_facts.Copies()),
            "results": course_facts.results(connection, code),
            "centres": course_facts.centres_counted(connection),
        }
    facts["files"] = course_facts.in_pack(here, code) if found.has_pack else None
    facts["before"] = {one: known[one].course.title for one in found.course.prerequisites if one in known}
    facts["endings"] = " ".join(sorted(ending for some in ENDINGS.values() for ending in some))
    facts["most"] = i18n.data_size(MOST_BYTES)
    return render_case(request, "course.html", visit, tried, found=found, **facts, **_WORDS)
