"""Draw a page: the templates, what they may call, the language of the request, and the headers that protect it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy import Connection

from villagedesk import i18n
from villagedesk.central.console import words
from villagedesk.central.deps import Central
from villagedesk.central.found import count_in
from villagedesk.central.orders import key_of
from villagedesk.central.staff import Visit
from villagedesk.domain.crops import UNIT_WORDS
from villagedesk.domain.identity import mask_account, mask_id, shown_phone
from villagedesk.domain.values import plain_fen, plain_mu, plain_quantity
from villagedesk.errors import AppError, NotFound

FOLDER = Path(__file__).parent
LANGUAGE_COOKIE = "vd_language"
_YEAR_S = 365 * 24 * 3600

# No script at all, nothing from elsewhere, in nobody's frame.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# The one page with a script of ours: the checklist, which keeps on the telephone what the line does not take.
SCRIPT_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' blob:; script-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
}

# What waits for the staff, for the counts in the navigation: place, entity, state.
_WAITING = (
    ("centres", "centre_setup", "applied"),
    ("dossiers", "seller", "submitted"),
    ("listings", "listing", "queued"),
    ("orders", "order", "queued"),
    ("returns", "return", "open"),
    ("fakes", "fake_report", "taken"),
    ("tickets", "ticket", "open"),
    ("days", "cash_day", "to_check"),
    ("claims", "crop_claim", "objected"),
    ("grades", "grade_dispute", "open"),
    ("transfers", "crop_payout", "asked"),
)
# What stands under one place of the navigation.
_UNDER = {"sales": ("claims", "grades", "transfers")}


@dataclass(frozen=True)
class Tried:
    """What somebody typed into the form of a page, and why it was refused; it stays typed beside the words."""

    error: AppError | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


NOTHING_TRIED = Tried()


def refused(error: AppError, typed: Mapping[str, str]) -> Tried:
    """An act that was refused, with what was typed.

    Raises:
        AppError: what the page is about is not there (any more): there is no page to show it on.
    """
    if isinstance(error, NotFound):
        raise error
    return Tried(error, typed)


def render_case(request: Request, template: str, visit: Visit, tried: Tried, **facts: Any) -> Response:
    """The page of one case, as it is or after something that was tried on it."""
    status = 422 if tried.error else 200
    return render(request, template, visit, status=status, error=tried.error, typed=tried.typed, **facts)


def render(
    request: Request,
    template: str,
    visit: Visit | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] = HEADERS,
    **facts: Any,
) -> Response:
    """A page in the language of the request.

    Args:
        template: its file name.
        visit: who is signed in; None for the pages before that.
        headers: what the page may do.
        facts: what the template shows; ``error`` is an AppError that is told at the top.
    """
    language = language_of(request)
    with i18n.speaking(language):
        text = (
            _environment()
            .get_template(template)
            .render(
                language=language,
                languages=i18n.LANGUAGES,
                path=request.url.path,
                visit=visit,
                done=words.DONE.get(request.query_params.get("done", "")),
                waiting=_waiting(request) if visit else {},
                style=_style_version(),
                **({"error": None, "typed": {}} | facts),
            )
        )
    response = HTMLResponse(text, status, headers=dict(headers))
    if request.query_params.get("lang") in i18n.LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, httponly=True, samesite="strict")
    return response


def go_to(path: str, done: str = "") -> Response:
    """Leave a form behind: the next page is fetched, so that a reload does nothing twice."""
    return RedirectResponse(f"{path}?done={done}" if done else path, 303, headers=HEADERS)


def language_of(request: Request) -> str:
    """The language asked for in the address, else the one chosen before, else the platform's own."""
    central: Central = request.app.state.central
    for asked in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if asked in i18n.LANGUAGES:
            return str(asked)
    return central.config.language


def _waiting(request: Request) -> dict[str, int]:
    central: Central = request.app.state.central
    with central.database.read() as connection:
        return waiting_counts(connection)


def waiting_counts(connection: Connection) -> dict[str, int]:
    """How much waits for the staff in each place."""
    counts = {place: count_in(connection, entity, state) for place, entity, state in _WAITING}
    return counts | {place: sum(counts[one] for one in under) for place, under in _UNDER.items()}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        _=i18n._,
        ngettext=i18n.ngettext,
        money=i18n.money,
        number=i18n.number,
        date_text=i18n.date_text,
        ago=i18n.ago,
        weight=i18n.weight,
        moment=moment,
        quantity=quantity,
        unit_word=unit_word,
        plain_fen=plain_fen,
        plain_mu=plain_mu,
        state_word=words.state_word,
        pill=words.pill,
        told=words.told,
        fields=words.FIELDS,
        photo_words=words.PHOTOS,
        mask_id=mask_id,
        mask_account=mask_account,
        shown_phone=shown_phone,
        form_key=_form_key,
        key_of=key_of,
        left_out=words.left_out,
    )
    return environment


def quantity(amount: int, sale_unit: str) -> str:
    """A quantity in the unit the farmer speaks of: ``620 斤``, ``90 个``."""
    return f"{plain_quantity(amount, sale_unit)} {unit_word(sale_unit)}"


def moment(ms: int) -> str:
    """A day and a time of day, here, from ms UTC."""
    return f"{i18n.date_text(i18n.local(ms).date().isoformat())} {i18n.time_text(ms)}"


def unit_word(sale_unit: str) -> str:
    """The word for a sale unit."""
    return i18n._(UNIT_WORDS.get(sale_unit, sale_unit))


def _form_key(visit: Visit) -> Markup:
    """The hidden input that shows that a form came from one of our own pages."""
    return Markup('<input type="hidden" name="form_key" value="{}">').format(visit.form_key)


@cache
def _style_version() -> str:
    return hashlib.sha256((FOLDER / "static" / "console.css").read_bytes()).hexdigest()[:10]
