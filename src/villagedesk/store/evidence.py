"""Photos and signatures that prove something, kept by their hash and sent to central like every other picture."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.evidence import Evidence, EvidenceKind, Signed
from villagedesk.errors import Invalid
from villagedesk.store import photos
from villagedesk.store.files import FileStore
from villagedesk.store.session import WriteSession, new_row


def keep_photos(
    s: WriteSession, files: FileStore, about: str, about_id: str, kind: str, names: Sequence[str], note: str = ""
) -> list[str]:
    """Tie photos that are on the disk already to the row they prove, as part of an action; returns the new ids.

    Args:
        files: where they are, ``desk_files(store)``.
        about: the entity's name, for instance ``parcel``.
        about_id: the row's id.
        kind: an EvidenceKind.
        names: SHA-256 of each, as ``FileStore.put`` gave it.

    Raises:
        NotFound: one of them is not on this computer.
    """
    return [_keep(s, files, about, about_id, EvidenceKind(kind), name, note) for name in names]


def keep_signature(
    s: WriteSession, files: FileStore | None, about: str, about_id: str, signed: Signed, who: str = ""
) -> str:
    """Keep a signature as part of an action; returns the id of its row.

    Args:
        files: where the drawn name is put, ``desk_files(store)``; not needed for a signature on paper.
        about: the entity's name, for instance ``hand_over``.
        about_id: the row's id.
        signed: what the signature pad gave.
        who: the name of who signed.

    Raises:
        Invalid: on the field ``signature``: nobody signed.
        StorageTrouble: the picture cannot be written to the disk.
    """
    if not signed:
        raise Invalid("signature", "signature_missing")
    name = _put(files, signed.png) if signed.png else ""
    return _keep(s, files, about, about_id, EvidenceKind.SIGNATURE, name, who)


def evidence_of(s: Session, about_id: str, kind: str = "") -> list[Evidence]:
    """What proves something about a row, the oldest first; with ``kind`` only that."""
    asked = select(Evidence).where(col(Evidence.about_id) == about_id)
    if kind:
        asked = asked.where(col(Evidence.kind) == kind)
    return list(s.scalars(asked.order_by(col(Evidence.created_at), col(Evidence.id))))


def _put(files: FileStore | None, png: bytes) -> str:
    if files is None:
        raise TypeError("a drawn signature needs a place for its picture")
    return files.put(png)


def pictures_of(s: Session, about_id: str) -> tuple[tuple[str, str], ...]:
    """The pictures that prove something about a row, as (EvidenceKind, SHA-256): the goods first, papers last."""
    kinds = [kind.value for kind in EvidenceKind]
    shown = [(one.kind, one.sha256) for one in evidence_of(s, about_id) if one.sha256]
    return tuple(sorted(shown, key=lambda one: kinds.index(one[0]) if one[0] in kinds else len(kinds)))


def _keep(
    s: WriteSession, files: FileStore | None, about: str, about_id: str, kind: EvidenceKind, name: str, note: str
) -> str:
    if name and files is not None:
        photos.attach(s.connection(), files, name, kind.value)
        s.touch("blob")
    row = Evidence(about=about, about_id=about_id, kind=kind.value, sha256=name, note=note)
    return new_row(s, row).id
