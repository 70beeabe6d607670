"""Photos and papers for the signed-in staff alone: only real pictures and PDF, never run as anything else."""

from fastapi import APIRouter
from fastapi.responses import Response

from villagedesk.central.console.visits import CentralDep, VisitDep
from villagedesk.central.file_kinds import PDF, paper_kind
from villagedesk.central.found import is_id
from villagedesk.central.photos import is_here
from villagedesk.errors import NotFound
from villagedesk.store.files import FileStore

router = APIRouter()

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}


@router.get("/photos/{centre}/{sha256}")
def photo(here: CentralDep, visit: VisitDep, centre: str, sha256: str) -> Response:
    """One photo that a centre sent, or a paper of its file; a PDF is saved, not opened on a page of ours.

    Raises:
        NotFound: it is not here whole, or it is neither.
    """
    if not is_id(centre) or not is_id(sha256[:32]) or not is_id(sha256[32:]):
        raise NotFound("photo")
    with here.database.read() as connection:
        if not is_here(connection, centre, sha256):
            raise NotFound("photo", sha256)
    return paper(here.files, sha256)


def paper(files: FileStore, sha256: str) -> Response:
    """A picture or PDF that is here, as a browser gets it.

    Raises:
        NotFound: it is not here, or it is neither.
    """
    data = files.get(sha256)
    kind = paper_kind(data)
    if kind is None:
        raise NotFound("photo", sha256)
    saved = {"Content-Disposition": f'attachment; filename="{sha256[:12]}.pdf"'} if kind == PDF else {}
    return Response(data, media_type=kind, headers=_HEADERS | saved)
