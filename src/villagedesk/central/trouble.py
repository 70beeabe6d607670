"""Errors as answers: a stable code and nothing of what was sent.

FastAPI's own 422 echoes the input, which answers 500 to ``1e999``, NaN and a lone surrogate, and puts identity
numbers into logs; so it is replaced.
"""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from villagedesk.domain.cose import Broken, UnknownKey, WrongSignature
from villagedesk.errors import AppError, Invalid, NotFound, Refused, Rejected
from villagedesk.sync import messages
from villagedesk.sync.messages import Trouble
from villagedesk.sync.remote import NonceUnknown

_log = logging.getLogger(__name__)

_STATUS: list[tuple[type[Exception], int]] = [
    (NonceUnknown, 401),
    (WrongSignature, 401),
    (UnknownKey, 403),
    (Rejected, 403),
    (Broken, 400),
    (NotFound, 404),
    (Refused, 409),
    (Invalid, 422),
    (AppError, 400),
]
# A device that lost its place must say so, not that its signature is strange.
_CODES: dict[type[Exception], str] = {
    UnknownKey: "device_unknown",
    WrongSignature: "signature_wrong",
    Broken: "wire_broken",
}


def install(app: FastAPI) -> None:
    """Put our handlers in place of the framework's."""
    app.add_exception_handler(AppError, _known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _bug)


def answer(request: Request, status: int, code: str, nonce: bytes = b"") -> Response:
    """The trouble in the form the caller reads: the wire's for devices, JSON for everything else."""
    if request.url.path in ("/v1/round", "/v1/enrol", "/v1/blob", "/v1/goods"):
        return Response(messages.encode(Trouble(code, nonce)), status)
    return JSONResponse({"code": code}, status)


async def _known(request: Request, error: Exception) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    code = _CODES.get(type(error)) or str(getattr(error, "code", "malformed"))
    if code == "too_large":
        status = 413
    return answer(request, status, code, getattr(error, "nonce", b""))


async def _malformed(request: Request, error: Exception) -> Response:
    return answer(request, 422, "malformed")


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return answer(request, status, "not_found" if status == 404 else "malformed")


async def _bug(request: Request, error: Exception) -> Response:
    _log.error("a bug of ours in %s", request.url.path, exc_info=error)
    return answer(request, 500, "central_trouble")
