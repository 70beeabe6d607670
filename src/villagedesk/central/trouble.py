"""Errors as answers: a stable code and nothing of what was sent.

FastAPI's own 422 echoes the input, which answers 500 to ``1e999``, NaN and a lone surrogate, and puts identity
numbers into logs; so it is replaced. Devices get a packed message, the staff API JSON, and people a page.
"""

import logging

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from villagedesk.central.console.site import trouble_page
from villagedesk.central.console.visits import FormStale
from villagedesk.domain.cose import Broken, UnknownKey, WrongSignature
from villagedesk.errors import AppError, Invalid, NotFound, Offline, Refused, Rejected, StorageTrouble
from villagedesk.sync import messages
from villagedesk.sync.messages import Trouble
from villagedesk.sync.remote import NonceUnknown

_log = logging.getLogger(__name__)

_WIRE = frozenset({"/v1/round", "/v1/enrol", "/v1/blob", "/v1/goods", "/v1/goods/piece", "/v1/photo"})
_STATUS: list[tuple[type[Exception], int]] = [
    (NonceUnknown, 401),
    (WrongSignature, 401),
    (UnknownKey, 403),
    (FormStale, 403),
    (Rejected, 403),
    (Broken, 400),
    (NotFound, 404),
    (Refused, 409),
    (Invalid, 422),
    # Nothing that the caller did: he tries again later.
    (StorageTrouble, 503),
    (Offline, 503),
    (AppError, 400),
]
_BY_CODE = {"too_large": 413, "malformed": 400, "wire_broken": 400}
# A device that lost its place must say so, not that its signature is strange.
_CODES: dict[type[Exception], str] = {
    UnknownKey: "device_unknown",
    WrongSignature: "signature_wrong",
    Broken: "wire_broken",
}
# Seconds until it makes sense to ask again; the caller adds jitter.
_LATER = 10
_HTTP_CODES = {404: "not_found", 405: "method_wrong", 413: "too_large"}


def install(app: FastAPI) -> None:
    """Put our handlers in place of the framework's."""
    app.add_exception_handler(AppError, _known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _bug)


async def _known(request: Request, error: Exception) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    code = _CODES.get(type(error)) or str(getattr(error, "code", "malformed"))
    status = _BY_CODE.get(code, status)
    if isinstance(error, StorageTrouble):
        _log.error("central cannot write: %s", error)
    return await _answer(request, status, code, error if isinstance(error, AppError) else AppError(code))


async def _malformed(request: Request, error: Exception) -> Response:
    return await _answer(request, 422, "malformed", AppError("malformed"))


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = _HTTP_CODES.get(status, "malformed")
    return await _answer(request, status, code, NotFound("page") if status == 404 else AppError(code))


async def _bug(request: Request, error: Exception) -> Response:
    _log.error("a bug of ours in %s", request.url.path, exc_info=error)
    return await _answer(request, 500, "central_trouble", AppError("central_trouble"))


async def _answer(request: Request, status: int, code: str, error: AppError) -> Response:
    """The trouble in the form the caller reads."""
    path, later = request.url.path, _LATER if status == 503 else 0
    headers = {"Retry-After": str(later)} if later else None
    if path in _WIRE:
        # A full disk here is none of the device's: it would tell its operator to make room.
        told = "central_trouble" if isinstance(error, StorageTrouble) else code
        return Response(messages.encode(Trouble(told, getattr(error, "nonce", b""), later)), status, headers)
    if path.startswith("/v1/") or path == "/openapi.json":
        field = {"field": error.field} if isinstance(error, Invalid) else {}
        return JSONResponse({"code": code, **field}, status, headers)
    # The database's own words may name hosts and users, and anybody may read this page.
    shown = AppError("database_away") if code == "central_database" else error
    page = await run_in_threadpool(trouble_page, request, status, shown)
    page.headers.update(headers or {})
    return page
