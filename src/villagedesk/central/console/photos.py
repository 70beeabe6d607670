"""Photos for the signed-in staff alone: only real pictures, named by what they are, never run as anything else."""

from fastapi import APIRouter
from fastapi.responses import Response

from villagedesk.central.console.visits import CentralDep, VisitDep
from villagedesk.central.found import is_id
from villagedesk.central.photos import is_here, picture_kind
from villagedesk.errors import NotFound

router = APIRouter()

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}


@router.get("/photos/{centre}/{sha256}")
def photo(here: CentralDep, visit: VisitDep, centre: str, sha256: str) -> Response:
    """One photo that a centre sent.

    Raises:
        NotFound: it is not here whole, or it is no picture.
    """
    if not is_id(centre) or not is_id(sha256[:32]) or not is_id(sha256[32:]):
        raise NotFound("photo")
    with here.database.read() as connection:
        if not is_here(connection, centre, sha256):
            raise NotFound("photo", sha256)
    data = here.files.get(sha256)
    kind = picture_kind(data)
    if kind is None:
        raise NotFound("photo", sha256)
    return Response(data, media_type=kind, headers=_HEADERS)
