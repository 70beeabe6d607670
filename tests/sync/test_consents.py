"""A consent that was taken back is taken back everywhere, at central's dossier too."""

from collections.abc import Callable
from dataclasses import replace

from tests.store.people_of_a_village import seller_form as filled
from tests.sync.conftest import Desk, make_desk  # noqa: F401
from tests.sync.test_unattended import central  # noqa: F401
from villagedesk import clock
from villagedesk.central.dossiers import dossier, return_dossier
from villagedesk.central.serve import Server
from villagedesk.store.sellers import correct_seller, seller_form, seller_page, take_on_seller

BY = "0" * 32


def test_taken_back_on_a_computer_with_a_wrong_clock(make_desk: Callable[[str], Desk], server: Server) -> None:  # noqa: F811
    one, two = make_desk("one"), make_desk("two")
    with one.store.write(by=BY) as s:
        person = take_on_seller(s, filled(consents=("id_image", "portrait")))
    one.sync()
    with one.store.read() as s:
        seller = seller_page(s, person).seller_id
    with server.central.database.write() as connection:
        return_dossier(connection, seller, "照片看不清")
    two.sync()
    with clock.shifted(-20 * 366 * 24 * 3_600_000), two.store.write(by=BY) as s:
        correct_seller(s, person, replace(seller_form(s, person), consents=("id_image",)))
    for desk in (two, one):
        assert desk.sync().agreed
        with desk.store.read() as s:
            assert [purpose for purpose, _, _ in seller_page(s, person).consents] == ["id_image"]
    with server.central.database.read() as connection:
        shown = dossier(connection, seller).consents
    assert {row["purpose"] for row in shown if row.get("given")} == {"id_image"}
