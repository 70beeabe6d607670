"""The page behind the square of a label: anybody's phone opens it, no name is asked for, nothing but the label is told.

``/v/<message>`` and ``/01/<GTIN>/10/<lot>?S=<message>`` carry a signed message (`domain.label_address`), ``/v/<code>``
a short code that somebody typed. Guessing codes is slowed down.
"""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from villagedesk import clock, i18n
from villagedesk.central import public_labels, throttle
from villagedesk.central.address import public_address
from villagedesk.central.console.views import go_to, language_of, render
from villagedesk.central.console.visits import AnyFormDep, CentralDep
from villagedesk.central.deps import Central
from villagedesk.central.file_kinds import picture_kind
from villagedesk.central.public_labels import LabelView
from villagedesk.domain.certificates import TITLE
from villagedesk.domain.identity import mask_name
from villagedesk.domain.label_address import address_prefix, plain
from villagedesk.domain.labels import MAX_TEXT, Kind
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.short_code import LENGTH, short_code, shown
from villagedesk.errors import AppError, Invalid, NotFound, Refused

router = APIRouter()

_FREE_HERE, _FREE_ALL = 40, 4_000
_ALL = "label"
_LONGEST_CODE = 40
_PICTURE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "private, max-age=600",
}


@router.get("/v")
@router.get("/V")
def ask(request: Request) -> Response:
    """Ask for the short code."""
    return _ask(request, "")


@router.post("/v")
def typed(request: Request, here: CentralDep, form: AnyFormDep) -> Response:
    """A code, or the whole text of a square, was typed: go to its page."""
    text = plain(form.text("code")[: 2 * MAX_TEXT])
    code = "".join(text[:_LONGEST_CODE].split()).replace("-", "").upper()
    if len(code) == LENGTH and code.isalnum() and code.isascii():
        return go_to(f"/v/{code}")
    if len(text) > _LONGEST_CODE:
        return _answer(request, _judged(here, [text]))
    return _ask(request, form.text("code")[:_LONGEST_CODE], Invalid("code", "short_code_wrong"), 422)


@router.get("/v/{message}")
@router.get("/V/{message}")
def look(request: Request, here: CentralDep, message: str) -> Response:
    """A square was scanned, or a code was typed."""
    if len(message) <= _LONGEST_CODE:
        return _by_code(request, here, message)
    return _answer(request, _judged(here, [f"{prefix}V/{message}" for prefix in _bases(request, here)]))


@router.get("/01/{gtin}/10/{lot}")
def digital_link(request: Request, here: CentralDep, gtin: str, lot: str) -> Response:
    """The square of goods with a bought number was scanned."""
    message = request.query_params.get("S", "") or request.query_params.get("s", "")
    texts = [f"{base}01/{gtin}/10/{lot}?S={message}" for base in _bases(request, here)]
    return _answer(request, _judged(here, texts), keep=f"S={quote(message, safe='$*:')}&")


@router.get("/v/{code}/picture")
def picture(request: Request, here: CentralDep, code: str) -> Response:
    """The crop's photo, for whoever has the code that stands on the label.

    Raises:
        NotFound: there is none.
    """
    with here.database.read() as connection:
        try:
            found = public_labels.by_code(connection, code).picture if len(code) <= _LONGEST_CODE else None
        except Invalid:
            found = None
    data = here.files.get(found[1]) if found else b""
    kind = picture_kind(data)
    if kind is None:
        raise NotFound("photo")
    return Response(data, media_type=kind, headers=_PICTURE_HEADERS)


def _by_code(request: Request, here: Central, code: str) -> Response:
    address = f"{_ALL} {request.client.host if request.client else ''}"
    try:
        throttle.take_try(here.database, {address: _FREE_HERE, _ALL: _FREE_ALL})
        with here.database.read() as connection:
            view = public_labels.by_code(connection, code)
    except AppError as error:
        told = Refused("label_code_unknown") if isinstance(error, NotFound) else error
        return _ask(request, code, told, 404)
    throttle.take_back(here.database, address, _ALL)
    return _answer(request, view, code=code.upper().replace(" ", "").replace("-", ""))


def _judged(here: Central, texts: list[str]) -> LabelView:
    # Written, not only read: how often a label was looked up is counted.
    with here.database.write() as connection:
        return public_labels.judge(connection, [text for text in texts if len(text) <= 2 * MAX_TEXT])


def _answer(request: Request, view: LabelView, code: str = "", keep: str = "") -> Response:
    code = code or (short_code(view.reading.id) if view.reading.id else "")
    if view.reading.kind == Kind.TRAINING:
        return _course_answer(request, view, code, keep)
    issued = str(view.certificate.get("issued_on") or clock.today())
    rules, language = rule_pack(issued).produce.certificate, language_of(request)
    ticked = str(view.certificate.get("basis") or "").split()
    return render(
        request,
        "label.html",
        view=view,
        keep=keep,
        code=shown(code) if code else "",
        title=TITLE,
        promise=rules.promise.said(language) if rules.promise else "",
        bases=[text.said(language) for key, text in rules.bases.items() if key in ticked],
        first_day=_day(view.looks.first_at, language) if view.looks else "",
    )


def _course_answer(request: Request, view: LabelView, code: str, keep: str) -> Response:
    """The certificate of a course. Anybody may open this page, so the name is told by its first sign only."""
    fields, row, language = view.reading.fields, view.course, language_of(request)
    course, title = str(row.get("course") or ""), str(row.get("title") or fields.get("course") or "")
    issued = str(row.get("issued_on") or fields.get("issued_on") or clock.today())
    rules = rule_pack(issued).training
    opens = rules.opens[course].rights if course in rules.opens else ()
    return render(
        request,
        "course_label.html",
        view=view,
        keep=keep,
        code=shown(code) if code else "",
        name=mask_name(str(row.get("name") or fields.get("learner") or "")),
        course=view.title.said(language) if view.title else title,
        number=str(row.get("number") or fields.get("number") or ""),
        hours=int(row.get("minutes") or fields.get("minutes") or 0) // 60,
        issued_on=issued,
        expires_on=str(row.get("expires_on") or fields.get("expires_on") or ""),
        rights=[rules.rights[key].text.said(language) for key in opens if key in rules.rights],
    )


def _day(ms: int, language: str) -> str:
    with i18n.speaking(language):
        return i18n.date_text(i18n.local(ms).date().isoformat())


def _ask(request: Request, code: str, error: AppError | None = None, status: int = 200) -> Response:
    return render(request, "label_code.html", status=status, error=error, typed={"code": code})


def _bases(request: Request, here: Central) -> list[str]:
    """What a square of ours can begin with: our public address, else the one that was asked, with either scheme."""
    host = request.headers.get("host", "")
    with here.database.read() as connection:
        ours = public_address(connection)
    asked = [ours or here.config.public_url, f"https://{host}", f"http://{host}"]
    prefixes = [address_prefix(one) for one in asked]
    return [prefix.removesuffix("V/") for prefix in dict.fromkeys(prefixes) if prefix]
