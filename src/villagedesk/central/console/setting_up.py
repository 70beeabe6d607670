"""Setting up centres: applications, one file, the checklist that is filled at the village on a telephone, contracts.

The checklist is central's own page, and not a page of the desk, because it comes before the desk: nobody has enrolled a
computer yet, no operator has a PIN, and whoever looks at the room must not be the one who asks for it. He carries a
telephone with a camera and is signed in as the county's staff.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from villagedesk import clock
from villagedesk.central import setting_up
from villagedesk.central.address import public_address
from villagedesk.central.console.application import WORDS, completed, facts_of, kept_papers
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.qr import square
from villagedesk.central.console.views import (
    FOLDER,
    NOTHING_TRIED,
    SCRIPT_HEADERS,
    Tried,
    go_to,
    language_of,
    refused,
    render,
    render_case,
)
from villagedesk.central.console.visits import (
    CentralDep,
    Form,
    FormDep,
    PhotoForm,
    PicturesFormDep,
    VisitDep,
    act,
)
from villagedesk.central.console.words import told
from villagedesk.central.database import Database
from villagedesk.central.found import one
from villagedesk.central.inputs import fen, whole
from villagedesk.central.photos import here_of, keep_paper, keep_photo, pdfs_of
from villagedesk.central.staff import Visit
from villagedesk.domain import setting_up as setups
from villagedesk.domain.assets import KIND_WORDS
from villagedesk.domain.contract_papers import ContractSheet, clauses_of, contract_facts, newest_terms
from villagedesk.domain.setting_up import SetupState
from villagedesk.errors import AppError, NotFound
from villagedesk.i18n import N_, speaking
from villagedesk.store.files import FileStore

router = APIRouter()

# How what a form brought is kept: as a picture, or as a paper.
Keep = Callable[[Database, FileStore, str, bytes], str]

_PAGE = 30
STATES = tuple(SetupState)
_WORDS: dict[str, Any] = {
    **WORDS,
    "answers": setups.ANSWER_WORDS,
    "kinds": KIND_WORDS,
    "states": STATES,
    "to_file": setups.TO_FILE_PAPERS,
    "steps": {
        "operator": N_("Operator with a PIN"),
        "printer": N_("Test page printed"),
        "scanner": N_("Scanner tried"),
        "sync": N_("First sync, by line or stick"),
        "float": N_("First money in the till"),
        "practice": N_("Practice day"),
        "sheet": N_("First-day sheet printed"),
    },
}


@router.get("/centres/files")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[SetupState, Query()] = SetupState.APPLIED,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Files in one state."""
    with here.database.read() as connection:
        found = setting_up.setups_in(connection, state, after=read_place(after), limit=_PAGE)
    return render(request, "setups.html", visit, found=found, state=state, next=next_place(found, _PAGE), **_WORDS)


@router.get("/centres/files/new")
def new_file(request: Request, visit: VisitDep) -> Response:
    """The form of an application."""
    return render(request, "setup_new.html", visit, **_WORDS)


@router.get("/centres/files/worker.js")
def worker() -> Response:
    """What lets the checklist open again where there is no line; its address is the part of the site it may see to."""
    return FileResponse(
        FOLDER / "static" / "worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@router.post("/centres/files/new")
def apply_centre(request: Request, here: CentralDep, visit: VisitDep, form: FormDep) -> Response:
    """Put an application on file."""
    try:
        area = whole(form.text("area_m2"), "area_m2")
        done = act(here, visit, "apply-centre", area_m2=area, **_texts(form, setting_up.FACTS))
    except AppError as error:
        return render(request, "setup_new.html", visit, status=422, error=error, typed=form.typed(), **_WORDS)
    return go_to(f"/centres/files/{done['setup']}", "apply-centre")


@router.get("/centres/files/{setup}")
def file_page(request: Request, here: CentralDep, visit: VisitDep, setup: str) -> Response:
    """One file."""
    return _page(request, here, visit, setup)


@router.post("/centres/files/{setup}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, setup: str) -> Response:
    """Approve, refuse, accept, hand a thing over, end a contract."""
    name, text = form.text("act"), form.text
    try:
        match name:
            case "approve-application":
                act(here, visit, name, setup_id=setup, note=text("note"))
            case "return-application":
                act(here, visit, name, setup_id=setup, reason=text("reason"), missing=form.all("missing"))
            case "refuse-application" | "look-again":
                act(here, visit, name, setup_id=setup, reason=text("reason"))
            case "accept-centre":
                act(here, visit, name, setup_id=setup, inspector=text("inspector"))
            case "give-thing":
                fields = ("kind", "title", "serial", "bought_on", "warranty_until", "funder")
                act(here, visit, name, setup_id=setup, **_texts(form, fields))
            case "end-contract":
                act(here, visit, name, contract_id=text("contract"), reason=text("reason"))
            case _:
                raise NotFound("act", name)
    except AppError as error:
        return _page(request, here, visit, setup, refused(error, form.typed()))
    return go_to(f"/centres/files/{setup}", name)


@router.post("/centres/files/{setup}/completed")
def complete(request: Request, here: CentralDep, visit: VisitDep, form: PicturesFormDep, setup: str) -> Response:
    """Whoever applied said or brought what was missing."""
    try:
        with here.database.read() as connection:
            found = one(connection, "centre_setup", setup)
        act(here, visit, "complete-application", setup_id=setup, **completed(here, found, form))
    except AppError as error:
        return _page(request, here, visit, setup, refused(error, form.typed()))
    return go_to(f"/centres/files/{setup}", "complete-application")


@router.post("/centres/files/{setup}/papers")
def papers(request: Request, here: CentralDep, visit: VisitDep, form: PicturesFormDep, setup: str) -> Response:
    """Put papers to an application that were brought with it, or later."""
    try:
        with here.database.read() as connection:
            found = one(connection, "centre_setup", setup)
        act(here, visit, "file-papers", setup_id=setup, papers=kept_papers(here, found, form))
    except AppError as error:
        return _page(request, here, visit, setup, refused(error, {}))
    return go_to(f"/centres/files/{setup}", "file-papers")


@router.post("/centres/files/{setup}/contract")
def sign(request: Request, here: CentralDep, visit: VisitDep, form: PicturesFormDep, setup: str) -> Response:
    """Put a signed contract on file, with pictures of its pages."""
    try:
        texts, deposit = _contract_facts(form)
        terms = newest_terms() if form.text("ours") else ""
        scans = _kept(here, setup, form, keep_paper)
        act(
            here, visit, "sign-contract", setup_id=setup, deposit_fen=deposit, things=form.all("things"), scans=scans,
            terms=terms, **texts,
        )  # fmt: skip
    except AppError as error:
        return _page(request, here, visit, setup, refused(error, form.typed()))
    return go_to(f"/centres/files/{setup}", "sign-contract")


@router.post("/centres/files/{setup}/contract/print")
def draft(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, setup: str) -> Response:
    """The contract as it is typed now, to be printed and signed; nothing is put on file."""
    try:
        texts, deposit = _contract_facts(form)
        with here.database.read() as connection:
            paper = setting_up.draft_contract(
                connection, setup, deposit_fen=deposit, things=form.all("things"), **texts
            )
    except AppError as error:
        return _page(request, here, visit, setup, refused(error, form.typed()))
    return _printed(request, visit, paper)


@router.get("/centres/files/{setup}/contracts/{contract}")
def print_contract(request: Request, here: CentralDep, visit: VisitDep, setup: str, contract: str) -> Response:
    """A contract that is on file, as a page to be printed."""
    with here.database.read() as connection:
        paper = setting_up.contract_sheet(connection, contract)
    return _printed(request, visit, paper)


@router.get("/centres/files/{setup}/acceptance")
def checklist(request: Request, here: CentralDep, visit: VisitDep, setup: str) -> Response:
    """The checklist of one room."""
    return _checklist(request, here, visit, setup)


@router.post("/centres/files/{setup}/acceptance")
def answer(request: Request, here: CentralDep, visit: VisitDep, form: PicturesFormDep, setup: str) -> Response:
    """Save one point; a page with our script asks for a short answer, and keeps the point itself until it has it."""
    item, quiet = form.text("item"), bool(form.text("quiet"))
    try:
        photos = _kept(here, setup, form)
        act(
            here, visit, "answer-point", setup_id=setup, item=item, photo=photos[0] if photos else "",
            **_texts(form, ("answer", "remark")),
        )  # fmt: skip
    except AppError as error:
        if quiet:
            with speaking(language_of(request)):
                return JSONResponse({"told": told(error)}, 422)
        return _checklist(request, here, visit, setup, refused(error, form.typed()))
    if quiet:
        with here.database.read() as connection:
            file = setting_up.setup_file(connection, setup)
        return JSONResponse({"lacks": next(point.lacks for point in file.points if point.point.id == item)})
    return go_to(f"/centres/files/{setup}/acceptance#{item}")


@router.post("/centres/{centre}/file")
def take_on(here: CentralDep, visit: VisitDep, form: FormDep, centre: str) -> Response:
    """Open the file of a centre that has none."""
    done = act(here, visit, "take-on-file", centre=centre, **_texts(form, ("applicant", "phone", "premises")))
    return go_to(f"/centres/files/{done['setup']}", "take-on-file")


def _kept(here: CentralDep, setup: str, form: PhotoForm, keep: Keep = keep_photo) -> list[str]:
    with here.database.read() as connection:
        centre = one(connection, "centre_setup", setup).centre
    return [keep(here.database, here.files, centre, data) for data in form.photos]


def _contract_facts(form: Form) -> tuple[dict[str, str], int]:
    """What was typed into the form of a contract, and the deposit in fen."""
    texts = _texts(form, ("number", "party_a", "party_b", "from_on", "until_on"))
    return texts, fen(form.text("deposit"), "deposit") if form.text("deposit") else 0


def _printed(request: Request, visit: Visit, paper: ContractSheet) -> Response:
    clauses = clauses_of(paper)
    return render(request, "contract_print.html", visit, paper=paper, clauses=clauses, contract_facts=contract_facts)


def _texts(form: Form, names: tuple[str, ...]) -> dict[str, str]:
    return {name: form.text(name) for name in names}


def _page(request: Request, here: CentralDep, visit: VisitDep, setup: str, tried: Tried = NOTHING_TRIED) -> Response:
    with here.database.read() as connection:
        found = setting_up.setup_file(connection, setup)
        scans = [name for contract in found.contracts for name in contract.text("scans").split()]
        names = [*found.setup.text("papers").split(), *scans]
        photos = here_of(connection, found.setup.centre, names) if names else set()
        address = public_address(connection) or str(request.base_url).rstrip("/")
    numbers = {thing.id: thing.text("number") for thing in found.things}
    facts: dict[str, Any] = {"file": found, "photos": photos, "numbers": numbers, "today": clock.today()}
    facts |= {
        "pdfs": pdfs_of(here.files, names),
        "own": address + setting_up.application_path(here, setup),
        "square": square,
        "missing": setting_up.missing_of(found.setup),
        "facts": facts_of(found.setup, tried.typed),
    }
    return render_case(request, "setup.html", visit, tried, **facts, **_WORDS)


def _checklist(
    request: Request, here: CentralDep, visit: VisitDep, setup: str, tried: Tried = NOTHING_TRIED
) -> Response:
    with here.database.read() as connection:
        found = setting_up.setup_file(connection, setup)
        names = [point.text("photo") for point in found.points if point.text("photo")]
        photos = here_of(connection, found.setup.centre, names) if names else set()
    return render_case(
        request, "acceptance.html", visit, tried, file=found, photos=photos, headers=SCRIPT_HEADERS, **_WORDS
    )
