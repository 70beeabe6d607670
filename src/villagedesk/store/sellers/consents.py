"""What a farmer agrees to: giving, taking back with what follows from it, and the paper that says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.consents import (
    MARKED,
    PHOTO_PURPOSE,
    WITNESS_LENGTH,
    Consent,
    ConsentWay,
    standing_consents,
)
from villagedesk.domain.dossier_papers import ConsentSlip, SlipConsent
from villagedesk.domain.evidence import UNSIGNED, EvidenceKind, Signed
from villagedesk.domain.people import Person, PersonPhoto
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.errors import Refused
from villagedesk.i18n import local
from villagedesk.store import photos, print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.evidence import evidence_of, keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.same_person import ids_of, kept_of
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class ConsentLine:
    """What a farmer says to one purpose now. ``signature`` is a picture's SHA-256, "" for none or for one on paper."""

    purpose: str
    given: bool
    version: str
    on: str
    way: str
    witness: str
    signature: str


@action
def withdraw_consent(
    s: WriteSession,
    person_id: str,
    purpose: str,
    *,
    witness: str = "",
    signed: Signed = UNSIGNED,
    files: FileStore | None = None,
) -> int:
    """He takes back his yes: the account is not used, the photo not shown or sent any more. Returns the print job.

    Args:
        purpose: a Purpose he agrees to now.
        witness: who heard it.
        signed: his mark; without one it counts as said aloud.
        files: where a drawn signature is put.

    Raises:
        Invalid: the witness's name is too long.
        NotFound: the farmer is not on this computer.
        Refused: ``consent_not_given``.
    """
    person = get(s, Person, kept_of(s, person_id))
    word = standing_of(s, person.id).get(purpose)
    if word is None or not word.given:
        raise Refused("consent_not_given")
    way = ConsentWay.SIGNED if signed else ConsentWay.READ_ALOUD
    no = Consent(
        person_id=person.id,
        purpose=purpose,
        wording_version=word.wording_version,
        way=way,
        witness=check_text("witness", witness, WITNESS_LENGTH) or None,
        given=False,
        replaces=word.id,
    )
    new_row(s, no)
    if signed:
        keep_signature(s, files, "consent", no.id, signed, person.name)
    _stop_sending(s, person.id, purpose)
    s.flush()
    return print_consents(s, person.id)


def give_consents(
    s: WriteSession,
    person_id: str,
    purposes: Iterable[str],
    way: str,
    before: Mapping[str, Consent],
    *,
    witness: str = "",
    signed: Signed = UNSIGNED,
    files: FileStore | None = None,
    name: str = "",
) -> None:
    """Note a yes to each purpose, with the version that is read now and one mark for all of them."""
    wordings = rule_pack(clock.today()).consents
    first = ""
    for purpose in purposes:
        replaces = before[purpose].id if purpose in before else None
        yes = Consent(
            person_id=person_id,
            purpose=purpose,
            wording_version=wordings[purpose].version,
            way=way,
            witness=witness or None,
            replaces=replaces,
        )
        new_row(s, yes)
        first = first or yes.id
    if first and signed and way in MARKED:
        keep_signature(s, files, "consent", first, signed, name)


def refuse_consents(
    s: WriteSession, person_id: str, purposes: Iterable[str], way: str, before: Mapping[str, Consent]
) -> None:
    """Note a no to what he agreed to before, when his dossier is mended."""
    for purpose in purposes:
        no = Consent(person_id=person_id, purpose=purpose, wording_version="", way=way, given=False)
        no.replaces = before[purpose].id
        new_row(s, no)
        _stop_sending(s, person_id, purpose)


def standing_of(s: Session, person_id: str) -> dict[str, Consent]:
    """The word that holds for each purpose, yes or no."""
    words = s.exec(select(Consent).where(col(Consent.person_id).in_(ids_of(s, person_id)))).all()
    return standing_consents(words)


def agreed_by(s: Session, person_id: str) -> frozenset[str]:
    """The purposes a farmer agrees to now."""
    return frozenset(purpose for purpose, word in standing_of(s, person_id).items() if word.given)


def consent_lines(s: Session, person_id: str) -> list[ConsentLine]:
    """What he says to each purpose of the rules now, in their order; purposes he was never asked about are left out."""
    standing = standing_of(s, person_id)
    order = list(rule_pack(clock.today()).consents)
    found = sorted(standing.values(), key=lambda w: (order.index(w.purpose) if w.purpose in order else 99, w.id))
    marks = {word.created_at: _mark_of(s, word) for word in found if word.way in MARKED}
    together = {at: mark for at, mark in marks.items() if mark}
    return [
        ConsentLine(
            word.purpose,
            word.given,
            word.wording_version,
            local(word.created_at).date().isoformat(),
            word.way,
            word.witness or "",
            together.get(word.created_at, ""),
        )
        for word in found
    ]


def print_consents(s: WriteSession, person_id: str) -> int:
    """Queue the paper that says what he agrees to and what not (any more); returns the number of the print job.

    Raises:
        NotFound: the farmer is not on this computer.
    """
    person = get(s, Person, kept_of(s, person_id))
    paper = ConsentSlip(
        person=person.name,
        centre=centre_name(s),
        at=s.now,
        lines=tuple(
            SlipConsent(
                purpose=line.purpose,
                given=line.given,
                version=line.version,
                on=line.on,
                witness=line.witness,
                way=line.way,
            )
            for line in consent_lines(s, person.id)
        ),
    )
    return print_queue.add_job(s, paper, title=person.name, about=person.id)


def allowed_photos(s: Session, person_id: str, taken: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The photos that may be shown: none of a purpose to which he said no."""
    standing = standing_of(s, person_id)
    refused = {purpose for purpose, word in standing.items() if not word.given}
    return [(kind, sha256) for kind, sha256 in taken if PHOTO_PURPOSE.get(kind) not in refused]


def _mark_of(s: Session, word: Consent) -> str:
    """The picture of the mark he made, which stands at one of the words said together."""
    together = s.exec(
        select(Consent.id).where(col(Consent.person_id) == word.person_id, col(Consent.created_at) == word.created_at)
    ).all()
    for id_ in together:
        for evidence in evidence_of(s, id_, EvidenceKind.SIGNATURE):
            return evidence.sha256
    return ""


def _stop_sending(s: WriteSession, person_id: str, purpose: str) -> None:
    kinds = [kind for kind, its in PHOTO_PURPOSE.items() if its == purpose]
    if not kinds:
        return
    asked = select(PersonPhoto.sha256).where(
        col(PersonPhoto.person_id).in_(ids_of(s, person_id)), col(PersonPhoto.kind).in_(kinds)
    )
    for sha256 in s.exec(asked).all():
        photos.forget(s.connection(), sha256)
        s.touch("blob")
