"""Photos and signatures kept with the row they prove."""

import pytest

from villagedesk.domain.evidence import EvidenceKind, Signed
from villagedesk.errors import Invalid, NotFound
from villagedesk.store import action, evidence, photos

PNG = b"\x89PNG\r\n\x1a\n" + b"a name"


@action
def prove(s, files, *, signed=None, names=()):
    evidence.keep_photos(s, files, "parcel", "p1", EvidenceKind.DAMAGE, names, "left corner")
    if signed is not None:
        evidence.keep_signature(s, files, "parcel", "p1", signed, "陈师傅")


def test_a_drawn_signature_is_a_file_that_is_sent(store, operator):
    files = photos.desk_files(store)
    with store.write(by=operator) as s:
        prove(s, files, signed=Signed(PNG))
    with store.read() as s:
        (row,) = evidence.evidence_of(s, "p1")
        assert (row.about, row.kind, row.note) == ("parcel", "signature", "陈师傅")
        assert files.get(row.sha256) == PNG
        assert photos.next_to_send(s.connection()).sha256 == row.sha256


def test_a_signature_on_paper_has_no_picture(store, operator):
    with store.write(by=operator) as s:
        prove(s, photos.desk_files(store), signed=Signed(on_paper=True))
    with store.read() as s:
        assert [row.sha256 for row in evidence.evidence_of(s, "p1")] == [""]
        assert photos.waiting(s.connection()) == (0, 0)


def test_nobody_signed(store, operator):
    with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
        prove(s, photos.desk_files(store), signed=Signed())
    assert (caught.value.field, caught.value.code) == ("signature", "signature_missing")


def test_photos_are_those_on_this_computer(store, operator):
    files = photos.desk_files(store)
    kept = files.put(b"\xff\xd8\xffa photo")
    with store.write(by=operator) as s:
        prove(s, files, names=[kept], signed=Signed(PNG))
    with store.read() as s:
        assert [row.sha256 for row in evidence.evidence_of(s, "p1", EvidenceKind.DAMAGE)] == [kept]
        assert len(evidence.evidence_of(s, "p1")) == 2
    with pytest.raises(NotFound), store.write(by=operator) as s:
        prove(s, files, names=["0" * 64])
