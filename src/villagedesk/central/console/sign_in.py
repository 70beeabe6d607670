"""Sign in and out."""

import secrets
from hmac import compare_digest
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from villagedesk.central import staff
from villagedesk.central.console.views import go_to, render
from villagedesk.central.console.visits import COOKIE, AnyFormDep, CentralDep, FormDep, FormStale
from villagedesk.central.deps import Central
from villagedesk.errors import AppError

router = APIRouter()

# Sent with the form and as a cookie: another site can do one of them, but not both.
_VISIT_COOKIE = "vd_visit"


@router.get("/sign-in")
def sign_in_page(request: Request, to: Annotated[str, Query()] = "/centres") -> Response:
    """Ask for name and password."""
    return _page(request, to)


@router.post("/sign-in")
def sign_in(request: Request, here: CentralDep, form: AnyFormDep) -> Response:
    """Begin a session."""
    key, cookie = form.text("visit_key"), request.cookies.get(_VISIT_COOKIE, "")
    to = form.text("to")
    if not key or not compare_digest(key.encode(), cookie.encode("utf-8", "replace")):
        return _page(request, to, error=FormStale("form_stale"), status=403)
    address = request.client.host if request.client else ""
    try:
        session = staff.sign_in(here.database, form.text("name"), form.values.get("password", [""])[0], address)
    except AppError as error:
        return _page(request, to, error=error, status=403, name=form.text("name"))
    response = go_to(_safe(to))
    _set(response, here, COOKIE, session, max_age=staff.SESSION_HOURS * 3600)
    return response


@router.post("/sign-out")
def sign_out(request: Request, here: CentralDep, form: FormDep) -> Response:
    """End the session."""
    staff.sign_out(here.database, request.cookies.get(COOKIE, ""))
    response = go_to("/sign-in")
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def sign_in_first(path: str) -> Response:
    """Where somebody is sent who is not signed in."""
    return go_to(f"/sign-in?to={quote(path)}" if path not in ("/", "/centres") else "/sign-in")


def _page(request: Request, to: str, *, error: AppError | None = None, status: int = 200, name: str = "") -> Response:
    here: Central = request.app.state.central
    key = secrets.token_hex(16)
    with here.database.read() as connection:
        nobody = not staff.all_staff(connection)
    response = render(
        request, "sign_in.html", status=status, error=error, to=_safe(to), visit_key=key, name=name, nobody=nobody
    )
    _set(response, here, _VISIT_COOKIE, key, max_age=3600)
    return response


def _set(response: Response, here: Central, name: str, value: str, *, max_age: int) -> None:
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="strict", secure=here.config.tls)


def _safe(path: str) -> str:
    """A page of ours to go on with; never another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/centres"
