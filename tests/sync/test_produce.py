"""Seasons, lots, moves, tests and certificates travel: a week without a line, then one sync makes both computers equal."""

from collections.abc import Callable

import pytest

from tests.store.people_of_a_village import seller_form
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central.dossiers import approve_dossier
from villagedesk.central.found import rows
from villagedesk.central.serve import Server
from villagedesk.domain.certificates import CertificateForm
from villagedesk.domain.crops import LotForm
from villagedesk.domain.lot_tests import TestForm
from villagedesk.domain.seasons import InputForm, SeasonForm
from villagedesk.errors import Refused
from villagedesk.store.certificates import certificates_of, issue_certificate, print_certificate
from villagedesk.store.crops import balance, lose_of_lot, record_lot, record_test, split_lot
from villagedesk.store.crops.balance import short_lots
from villagedesk.store.seasons import begin_season, log_use, plots_of, season_page
from villagedesk.store.sellers import seller_page, take_on_seller

BY = "0" * 32


@pytest.fixture
def desks(server: Server, make_desk: Callable[[str], Desk]) -> tuple[Desk, Desk]:  # noqa: F811
    return make_desk("one"), make_desk("two")


def test_a_week_of_produce_without_a_line(server: Server, desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    with one.store.write(by=BY) as s:
        person_id = take_on_seller(s, seller_form(), check_same=False)
    one.sync()
    with server.central.database.write() as connection:
        (seller,) = rows(connection, "seller")
        approve_dossier(connection, seller.id)
    one.sync()
    two.sync()
    with one.store.read() as s:
        (plot, *_rest) = plots_of(s, person_id)
        seller_id = seller_page(s, person_id).seller_id
    today = clock.today()
    with one.store.write(by=BY) as s:
        season_id = begin_season(s, SeasonForm(plot[0], "猕猴桃", "徐香", today))
        log_use(s, season_id, InputForm("pesticide", "苦参碱", "PD20101234", "1000 倍", today, 0))
    with one.store.write(by=BY) as s:
        form = LotForm(seller_id=seller_id, product="猕猴桃", quantity=100_000, harvested_on=today, season_id=season_id)
        lot_id = record_lot(s, form)
    with one.store.write(by=BY) as s:
        paper = CertificateForm(100_000, "白鹭村", "张建国", "13900000001", ("quality_control",))
        certificate_id = issue_certificate(s, lot_id, paper)
    one.sync()
    two.sync()
    # Without a line each takes from the same lot, and one of them finds it bad.
    with one.store.write(by=BY) as s:
        split_lot(s, lot_id, [70_000])
    with two.store.write(by=BY) as s:
        lose_of_lot(s, lot_id, 60_000, "rotten")
    with two.store.write(by=BY) as s:
        record_test(s, lot_id, TestForm(tested_on=today, inhibition=800))
    for desk in (one, two, one):
        desk.sync()
    for desk in desks:
        with desk.store.read() as s:
            figures = balance(s.connection(), lot_id)
            assert (figures.free, figures.short) == (0, 30_000)
            assert [row[0] for row in short_lots(s.connection())] == [lot_id]
            assert [row.state for row in certificates_of(s, lot_id)] == ["replaced"]
            assert len(season_page(s, season_id).uses) == 1
        with desk.store.write(by=BY) as s, pytest.raises(Refused):
            print_certificate(s, certificate_id)
    with one.store.read() as a, two.store.read() as b:
        tables = ("crop_season", "input_use", "harvest_lot", "lot_move", "lot_test", "certificate")
        for table in tables:
            query = f"SELECT * FROM {table} ORDER BY id"
            assert a.connection().exec_driver_sql(query).fetchall() == b.connection().exec_driver_sql(query).fetchall()
