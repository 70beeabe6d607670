"""Who is at a page, and what a form brought: signed in, from one of our own pages, and of a sensible size."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from villagedesk.central import verbs
from villagedesk.central.deps import Central, body_of, body_within, central
from villagedesk.central.staff import Visit, visit_of
from villagedesk.errors import AppError, Refused, Rejected

COOKIE = "vd_session"
_MAX_INPUTS = 300
# A telephone's own pictures have some MB each; where its browser runs our script they come shrunk.
_MAX_PICTURES, _MOST_PICTURES = 9, 24 << 20


class NotSignedIn(AppError):
    """Nobody is signed in, or the session is over."""


class FormStale(AppError):
    """The form did not come from a page of this session."""


@dataclass(frozen=True)
class Form:
    """What was typed, by input; several values of one name keep their order."""

    values: dict[str, list[str]]

    def text(self, name: str) -> str:
        """One input as typed; "" when it is not there."""
        return self.values.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Every value of an input."""
        return self.values.get(name, [])

    def typed(self) -> dict[str, str]:
        """Every input with its first value, as it stays typed on a page that refuses it."""
        return {name: values[0] for name, values in self.values.items() if name != "form_key"}

    def starting(self, prefix: str) -> dict[str, str]:
        """The inputs whose name begins with ``prefix``, by the rest of it."""
        return {
            name[len(prefix) :]: values[0].strip() for name, values in self.values.items() if name.startswith(prefix)
        }


CentralDep = Annotated[Central, Depends(central)]


def visit(request: Request, here: CentralDep) -> Visit:
    """Who is signed in.

    Raises:
        NotSignedIn: nobody.
    """
    found = visit_of(here.database, request.cookies.get(COOKIE, ""))
    if found is None:
        raise NotSignedIn("not_signed_in")
    return found


VisitDep = Annotated[Visit, Depends(visit)]


def path_of_ours(request: Request, address: str) -> str | None:
    """The path of an address that a browser named, if it is on this site; else None."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.path if parts.netloc and parts.netloc == request.headers.get("host") else None


def check_origin(request: Request) -> None:
    """Let pass what was sent from a page of ours.

    Raises:
        FormStale: another site sent it.
    """
    origin = request.headers.get("origin")
    if origin is not None and path_of_ours(request, origin) is None:
        raise FormStale("form_stale")


async def any_form(request: Request) -> Form:
    """The inputs of a form from one of our own pages.

    Raises:
        Rejected: it is too large. FormStale: it was sent from another site.
    """
    check_origin(request)
    body = (await body_of(request)).decode("utf-8", "replace").replace("\0", "")
    try:
        values = parse_qs(body, keep_blank_values=True, max_num_fields=_MAX_INPUTS)
    except ValueError:
        raise FormStale("form_stale") from None
    return Form({name.replace("\0", ""): [v.replace("\0", "") for v in found] for name, found in values.items()})


def form(visit: VisitDep, sent: Annotated[Form, Depends(any_form)]) -> Form:
    """The inputs of a form of this session.

    Raises:
        FormStale: it carries another session's key, or none.
    """
    if not compare_digest(sent.text("form_key").encode(), visit.form_key.encode()):
        raise FormStale("form_stale")
    return sent


@dataclass(frozen=True)
class PhotoForm(Form):
    """A form that carries pictures, in the field ``photo``; none where nothing was chosen."""

    photos: tuple[bytes, ...] = ()

    @property
    def photo(self) -> bytes:
        """The first picture; empty when none was chosen."""
        return self.photos[0] if self.photos else b""


async def photo_form(request: Request, visit: VisitDep) -> PhotoForm:
    """A form of this session with a picture that goes down a village's line.

    Raises:
        Refused: it is too large. FormStale: it is none of ours.
    """
    return await with_pictures(request, visit, 1 << 20)


async def pictures_form(request: Request, visit: VisitDep) -> PhotoForm:
    """A form of this session with pictures as a telephone takes them, which stay at central.

    Raises:
        Refused: it is too large. FormStale: it is none of ours.
    """
    return await with_pictures(request, visit, _MOST_PICTURES)


async def with_pictures(
    request: Request, visit: Visit | None = None, most: int = _MOST_PICTURES, *, name: str = "photo"
) -> PhotoForm:
    """A form with pictures, or other files, in the field ``name``, at most so many bytes; of this session when signed in.

    Raises:
        Refused: it is too large. FormStale: it is none of ours.
    """
    check_origin(request)
    try:
        body = await body_within(request, most)
    except Rejected as error:
        raise Refused("file_too_large", limit=most >> 20) if error.code == "too_large" else error from None

    async def pieces() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        sent = await MultiPartParser(request.headers, pieces(), max_files=_MAX_PICTURES, max_fields=_MAX_INPUTS).parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise FormStale("form_stale") from None
    texts: dict[str, list[str]] = {}
    for typed, value in sent.multi_items():
        if isinstance(value, str):
            texts.setdefault(typed, []).append(value.replace("\0", ""))
    key = texts.get("form_key", [""])[0]
    if visit is not None and not compare_digest(key.encode("utf-8", "replace"), visit.form_key.encode()):
        raise FormStale("form_stale")
    files = [await one.read() for one in sent.getlist(name) if isinstance(one, UploadFile)]
    return PhotoForm(texts, tuple(data for data in files if data))


PhotoFormDep = Annotated[PhotoForm, Depends(photo_form)]
PicturesFormDep = Annotated[PhotoForm, Depends(pictures_form)]
AnyFormDep = Annotated[Form, Depends(any_form)]
FormDep = Annotated[Form, Depends(form)]


def act(here: Central, who: Visit, name: str, /, **given: Any) -> verbs.Done:
    """Carry out an act for whoever is signed in, through the same verb as the API and the command line.

    Raises:
        AppError: see the verb's function.
    """
    verb = verbs.find_verb(name)
    checked: msgspec.Struct = verbs.read_given(verb, given)
    return verbs.do_whole(here, verb, checked, who.staff)
