"""The signed staff API: one address, every act by its name, JSON answers; and a word that central is alive."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from villagedesk.central.deps import Central, body_of, central
from villagedesk.central.signed_acts import act_signed
from villagedesk.central.verbs import VERBS

router = APIRouter(prefix="/v1")

CentralDep = Annotated[Central, Depends(central)]
BodyDep = Annotated[bytes, Depends(body_of)]

_TROUBLE = {
    "description": "A stable code; nothing of what was sent is repeated.",
    "content": {"application/json": {"schema": {"type": "object", "properties": {"code": {"type": "string"}}}}},
}
_ACTS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "COSE_Sign1 (tag 18, EdDSA, kid = the staff member's id in 16 bytes, external_aad "
        "'villagedesk act 1') of the JSON {id, act, with}. An id that was used gets the same answer again.",
        "content": {"application/cose": {"schema": {"type": "string", "format": "binary"}}},
    },
}


@router.post("/act", openapi_extra=_ACTS, responses=dict.fromkeys((400, 401, 403, 404, 409, 413, 422), _TROUBLE))
async def act(here: CentralDep, body: BodyDep) -> JSONResponse:
    """Carry out one act of the staff."""
    return JSONResponse(await run_in_threadpool(act_signed, here, body))


@router.get("/acts")
async def acts() -> dict[str, Any]:
    """Every act with the JSON schema of its ``with``."""
    return {name: {"about": verb.help, "with": msgspec.json.schema(verb.form)} for name, verb in VERBS.items()}


@router.get("/health")
async def health() -> dict[str, str]:
    """Whether central is up."""
    return {"status": "ok"}
