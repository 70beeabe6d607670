"""Certificates of courses at central: revoked by the staff, or by a centre; every other centre reads them so offline."""

from collections.abc import Callable

import pytest

from tests.central.village import BY, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.certificates import publish_revocations
from villagedesk.central.serve import Server
from villagedesk.central.training import revoke_training_certificate
from villagedesk.demo.trained import train
from villagedesk.domain.labels import Verdict
from villagedesk.domain.people import PersonForm
from villagedesk.domain.training_results import TrainingCertificate
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store import get
from villagedesk.store import training_results as at_desk
from villagedesk.store.labels import check_label
from villagedesk.store.people import add_person
from villagedesk.store.training_results.printing import training_text


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


def certified(village: Village) -> tuple[str, str, str]:
    """Somebody who passed: the person's id, the certificate's, and the text of its square."""
    with village.desk.store.write(by=BY) as s:
        person = add_person(s, PersonForm(name="张建国"))
    (id_,) = train(village.desk.store, BY, [person], "K03")
    with village.desk.store.write(by=BY) as s:
        text = training_text(s, get(s, TrainingCertificate, id_))
    village.desk.sync()
    return person, id_, text


def verdict(desk: Desk, text: str) -> Verdict:
    with desk.store.read() as s:
        return check_label(s, text).verdict


def test_the_staff_revokes_and_every_centre_reads_it_so_without_a_line(
    village: Village,
    make_desk: Callable[[str], Desk],  # noqa: F811
) -> None:
    person, id_, text = certified(village)
    other = make_desk("two")
    other.sync()
    assert verdict(other, text) is Verdict.VALID
    with village.server.central.database.write() as connection:
        with pytest.raises(Invalid):
            revoke_training_certificate(connection, id_, " ")
        with pytest.raises(NotFound):
            revoke_training_certificate(connection, "0" * 32, "别人代考")
        revoke_training_certificate(connection, id_, "别人代考")
        with pytest.raises(Refused):
            revoke_training_certificate(connection, id_, "again")
    with village.desk.store.read() as s:
        assert at_desk.training_refusal(s, person) is None
    for desk in (other, village.desk):
        desk.sync()
        assert verdict(desk, text) is Verdict.REVOKED
    with village.desk.store.read() as s:
        refusal = at_desk.training_refusal(s, person)
        assert refusal is not None
        assert at_desk.training_certificates(s)[0].reason == "别人代考"


def test_what_a_centre_takes_back_is_told_to_all(village: Village) -> None:
    _person, id_, _text = certified(village)
    with village.desk.store.write(by=BY) as s:
        at_desk.revoke_training_certificate(s, id_, "写错了名字")
    village.desk.sync()
    assert publish_revocations(village.server.central.database) == 1
    assert publish_revocations(village.server.central.database) == 0
    (row,) = village.rows("revocation")
    assert (row.text("mark"), row.text("reason")) == (id_, "写错了名字")
