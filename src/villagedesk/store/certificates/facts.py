"""What decides whether a lot may have a certificate, over the lot and everything it was made of."""

from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain.certificates import CertificateForm, LotFacts, refusals
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.lot_tests import open_failures
from villagedesk.domain.people import Person
from villagedesk.domain.sellers import SellerState
from villagedesk.errors import Refused
from villagedesk.store.centre import centre_name, own_centre
from villagedesk.store.crops.balance import balance
from villagedesk.store.crops.sources import farmers_of, sources
from villagedesk.store.crops.testing import tests_of
from villagedesk.store.seasons import lawful_for
from villagedesk.store.session import get


def lot_facts(s: Session, lot_id: str) -> LotFacts:
    """Everything that decides about a lot's certificate.

    Raises:
        NotFound: the lot is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    figures = balance(s.connection(), lot.id)
    early = []
    for one in sources(s, lot.id):
        lawful = lawful_for(s, one)
        if lawful is not None and one.harvested_on < lawful.day:
            early.append((one.harvested_on, lawful))
    tests = tests_of(s, lot.id)
    failed = open_failures(tests)
    return LotFacts(
        product=lot.product,
        left=figures.to_certify,
        short=figures.short,
        early=tuple(dict.fromkeys(early)),
        failed=tuple(test.tested_on for test in failed),
        passed=any(test.passed for test in tests),
        stopped=tuple(one.name for one in farmers_of(s, lot.id) if one.state == SellerState.FROZEN),
    )


def allowed(s: Session, lot_id: str) -> list[Refused]:
    """Why a lot may not have a certificate now; empty when it may.

    Raises:
        NotFound: the lot is not on this computer.
    """
    return refusals(lot_facts(s, lot_id), clock.today())


def suggestion(s: Session, lot_id: str) -> CertificateForm:
    """The form filled with what is known: the farmer of one farmer's lot, the centre for a mixed one.

    Raises:
        NotFound: the lot is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    farmers = farmers_of(s, lot.id)
    centre = own_centre(s)
    village = centre.village_name if centre else ""
    person = s.get(Person, farmers[0].person_id) if len(farmers) == 1 else None
    group = (person.village_group or "") if person else ""
    return CertificateForm(
        quantity=balance(s.connection(), lot.id).to_certify,
        origin=" ".join(part for part in ((centre.county if centre else ""), village, group) if part),
        issuer=person.name if person else centre_name(s),
        contact=(person.phone or "") if person else "",
        basis=("quality_control",),
    )
