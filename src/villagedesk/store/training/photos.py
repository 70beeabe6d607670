"""Photos of a class, kept by their hash and sent to central like every other picture."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from villagedesk.domain.training import ClassPhoto, ClassPhotoKind, TrainingSession
from villagedesk.store import photos
from villagedesk.store.files import FileStore
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class PhotoRow:
    """One photo of a class."""

    id: str
    session_id: str
    sha256: str
    kind: str
    at: int


@action
def keep_class_photo(s: WriteSession, files: FileStore, session_id: str, sha256: str, kind: str = "room") -> str:
    """Tie a photo that is on the disk already to a session; returns its row's id.

    Args:
        files: where it is, ``desk_files(store)``.
        sha256: as ``FileStore.put`` gave it.
        kind: a ClassPhotoKind.

    Raises:
        NotFound: no such session, or the photo is not on this computer.
    """
    session = get(s, TrainingSession, session_id)
    photos.attach(s.connection(), files, sha256, "class")
    s.touch("blob")
    row = ClassPhoto(class_id=session.class_id, session_id=session_id, sha256=sha256, kind=ClassPhotoKind(kind))
    return new_row(s, row).id


def class_photos(s: Session, class_id: str, *, limit: int, skip: int = 0) -> list[PhotoRow]:
    """The photos of a class, the oldest first, without the first ``skip``."""
    asked = select(ClassPhoto).where(ClassPhoto.class_id == class_id)
    rows = s.exec(asked.order_by(col(ClassPhoto.created_at), col(ClassPhoto.id)).offset(skip).limit(limit)).all()
    return [PhotoRow(row.id, row.session_id, row.sha256, row.kind, row.created_at) for row in rows]


def count_class_photos(s: Session, class_id: str) -> int:
    """How many photos of a class there are."""
    return s.exec(select(func.count()).select_from(ClassPhoto).where(ClassPhoto.class_id == class_id)).one()
