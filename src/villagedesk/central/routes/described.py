"""The devices' addresses in OpenAPI: what is signed, what is answered, and every status with its codes.

Bodies are no JSON, so the framework cannot see what is in them: a request is COSE_Sign1 around a packed message, an
answer is a packed message. The schemas come from the same declarations that read and write them (``sync/messages.py``);
bytes stand in them as base64, as they do when a message is written as JSON.
"""

from typing import Any

import msgspec
from fastapi import FastAPI

from villagedesk.domain.registry import by_name, field_kinds
from villagedesk.sync.messages import (
    Answer,
    Enrolled,
    Enrolment,
    GoodsAsked,
    GoodsPage,
    Have,
    PhotoAsked,
    PhotoPiece,
    Reply,
    Round,
    Trouble,
)
from villagedesk.sync.parts import Parts, PieceAsked
from villagedesk.sync.updates.release import Release

_REFERENCE = "#/components/schemas/{name}"
_SIGNED, _PACKED = "application/cose", "application/octet-stream"
# What every signed address may answer, whatever it is for.
_ALWAYS = {
    400: ("wire_broken",),
    401: ("signature_wrong",),
    403: ("device_unknown",),
    413: ("too_large",),
    500: ("central_trouble",),
    503: ("central_trouble",),
}
_ABOUT = {
    400: "What came is no message of ours, or its numbers make no sense.",
    401: "The signature is not of this device, for these bytes, for this address; or the nonce is an old one, and `nonce` is "
    "the one to ask again with.",
    403: "Central knows who asks, and says no.",
    413: "Larger than central takes.",
    500: "A fault of central. Nothing was taken.",
    503: "Central's database or disk is in trouble. Ask the same again after `retry_after` seconds, which `Retry-After` says, too.",
}


class PhotoSent(msgspec.Struct, array_like=True):
    """A piece of a photo; empty ``data`` asks how much is here. As it is signed, without packing."""

    sha256: bytes
    size: int
    offset: int
    data: bytes


# The last three stand inside others: in a stick's frame, and signed in ``parts`` of a page of goods.
MESSAGES: tuple[type[msgspec.Struct], ...] = (
    Round, Reply, Enrolment, Enrolled, PhotoSent, Have, PhotoAsked, PhotoPiece, GoodsAsked, GoodsPage,
    PieceAsked, Trouble, Answer, Parts, Release,
)  # fmt: skip


def signed(
    context: bytes,
    payload: type[msgspec.Struct],
    answer: type[msgspec.Struct] | None,
    about: str,
    **codes: tuple[str, ...],
) -> dict[str, Any]:
    """What ``router.post`` needs to describe an address.

    Args:
        context: the signature's external_aad.
        payload: what is signed.
        answer: what comes back packed; None for bare bytes.
        about: the answer in a sentence.
        codes: further codes by status (``_401``).
    """
    more = {int(status[1:]): found for status, found in codes.items()}
    return {
        "openapi_extra": {"requestBody": _request(context, payload)},
        "responses": {200: _answer(about, answer)}
        | {
            status: _trouble(status, (*_ALWAYS.get(status, ()), *more.get(status, ())))
            for status in sorted(_ALWAYS.keys() | more.keys())
        },
    }


def install(app: FastAPI) -> None:
    """Add the messages to the application's document."""
    made = app.openapi

    def described() -> dict[str, Any]:
        document = made()
        _, schemas = msgspec.json.schema_components(MESSAGES, ref_template=_REFERENCE)
        document.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
        document["x-entities"] = entities()
        return document

    app.openapi = described  # type: ignore[method-assign]


def entities() -> dict[str, Any]:
    """What a central has to know of each kind of row to decide as this one does: PROTOCOL.md, section 9."""
    kinds = {str: "string", int: "integer", bool: "boolean"}
    found: dict[str, Any] = {}
    for name, entity in sorted(by_name().items()):
        machine = getattr(entity, "machine", None)
        found[name] = {
            "scope": entity.scope_field or "centre",
            "fields": {field: kinds[kind] for field, kind in sorted(field_kinds(name).items())},
            "moves": {state: sorted(machine.allowed(state)) for state in sorted(machine.states)} if machine else None,
        } | {fact: sorted(getattr(entity, fact)) for fact in ("guarded", "once", "apart", "passing", "tallies")}
    return found


def _request(context: bytes, payload: type[msgspec.Struct]) -> dict[str, Any]:
    kid = "the new public key, 32 bytes" if payload is Enrolment else "the device's id, 16 bytes"
    form = "as plain msgpack" if payload is PhotoSent else "packed (PROTOCOL.md, section 11)"
    return {
        "required": True,
        "description": f"COSE_Sign1 (RFC 9052) in its one canonical form: tag 18, EdDSA over Ed25519, kid in the protected "
        f"header: {kid}; external_aad `{context.decode()}`. The payload is `{payload.__name__}`, {form}. No header of the "
        "request is read: the signature stands in the body, where no proxy can lose it.",
        "content": {_SIGNED: {"schema": _bytes(payload)}},
    }


def _answer(about: str, answer: type[msgspec.Struct] | None) -> dict[str, Any]:
    # No Content-Type is sent, as no header is that nobody reads.
    schema = _bytes(answer) if answer else {"type": "string", "format": "binary"}
    return {"description": about, "content": {_PACKED: {"schema": schema}}}


def _trouble(status: int, codes: tuple[str, ...]) -> dict[str, Any]:
    schema = _bytes(Trouble) | {"x-codes": sorted(codes)}
    return {"description": _ABOUT[status], "content": {_PACKED: {"schema": schema}}}


def _bytes(message: type[msgspec.Struct]) -> dict[str, Any]:
    return {
        "type": "string",
        "format": "binary",
        "contentMediaType": "application/msgpack",
        "contentSchema": {"$ref": _REFERENCE.format(name=message.__name__)},
    }
