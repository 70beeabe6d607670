"""Conformity certificates of all centres: found by number, taken back everywhere, their lots failed and cleared."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central.certificates import lot_of, uncleared, with_number
from villagedesk.central.console.paging import next_place, read_place
from villagedesk.central.console.views import NOTHING_TRIED, Tried, go_to, refused, render, render_case
from villagedesk.central.console.visits import CentralDep, FormDep, VisitDep, act
from villagedesk.central.found import centre_names, children, one, rows
from villagedesk.domain.certificates import REPLACED_WORDS, CertificateState
from villagedesk.errors import AppError, NotFound

router = APIRouter()

_PAGE = 30
STATES = tuple(CertificateState)


@router.get("/certificates")
def in_state(
    request: Request,
    here: CentralDep,
    visit: VisitDep,
    state: Annotated[CertificateState, Query()] = CertificateState.VALID,
    after: Annotated[str, Query(max_length=60)] = "",
    number: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Certificates in one state, or the one with this number, in whatever state."""
    with here.database.read() as connection:
        if number.strip():
            found = with_number(connection, number)
        else:
            found = rows(connection, "certificate", state=state, after=read_place(after), limit=_PAGE)
        centres = centre_names(connection, [certificate.centre for certificate in found])
    return render(
        request,
        "certificates.html",
        visit,
        found=found,
        centres=centres,
        state=state,
        states=STATES,
        searched=number.replace("\0", "").strip(),
        next="" if number.strip() else next_place(found, _PAGE),
    )


@router.get("/certificates/{certificate_id}")
def one_certificate(request: Request, here: CentralDep, visit: VisitDep, certificate_id: str) -> Response:
    """One certificate with the tests of its lot."""
    return _page(request, here, visit, certificate_id)


@router.post("/certificates/{certificate_id}")
def decide(request: Request, here: CentralDep, visit: VisitDep, form: FormDep, certificate_id: str) -> Response:
    """Revoke it, say that a test of its lot failed, or that a laboratory found the lot good after all."""
    name = form.text("act")
    try:
        match name:
            case "revoke-certificate":
                act(here, visit, name, certificate_id=certificate_id, reason=form.text("reason"))
            case "fail-lot":
                with here.database.read() as connection:
                    lot_id = one(connection, "certificate", certificate_id).text("lot_id")
                act(here, visit, name, lot_id=lot_id, tested_by=form.text("tested_by"), note=form.text("note"))
            case "clear-lot":
                with here.database.read() as connection:
                    lot_id = one(connection, "certificate", certificate_id).text("lot_id")
                test = form.text("test")
                act(here, visit, name, lot_id=lot_id, test_id=test, tested_by=form.text("laboratory"))
            case _:
                raise NotFound("act", name)
    except AppError as error:
        return _page(request, here, visit, certificate_id, refused(error, form.typed()))
    return go_to(f"/certificates/{certificate_id}", name)


def _page(
    request: Request, here: CentralDep, visit: VisitDep, certificate_id: str, tried: Tried = NOTHING_TRIED
) -> Response:
    with here.database.read() as connection:
        certificate = one(connection, "certificate", certificate_id)
        lot = lot_of(connection, certificate.text("lot_id"))
        tests = children(connection, lot.scope, "lot_test", "lot_id", lot.id)
        centre = centre_names(connection, [certificate.centre]).get(certificate.centre, "")
    return render_case(
        request,
        "certificate.html",
        visit,
        tried,
        certificate=certificate,
        lot=lot,
        tests=tests,
        centre_name=centre,
        open_tests=uncleared(tests),
        replaced_words=REPLACED_WORDS,
    )
