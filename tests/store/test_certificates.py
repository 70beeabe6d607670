"""Certificates: issued only where the rules allow it, told from when, replaced by mixing and splitting, never reprinted wrongly."""

import pytest
from sqlmodel import Session

from tests.store.people_of_a_village import SMALL_PICTURE, central_sets
from tests.store.produce_room import TODAY, Farm, farm, harvest, paper, spray
from villagedesk.domain.certificates import Certificate, CollectedForm, certificate_number
from villagedesk.domain.labels import Kind, Verdict
from villagedesk.domain.lot_tests import TestForm
from villagedesk.domain.produce_papers import CertificateLabel, CertificateSheet
from villagedesk.domain.sellers import Seller
from villagedesk.errors import AppError, Invalid, Refused
from villagedesk.store import Store, get, print_queue
from villagedesk.store.certificates import (
    CertificateRow,
    allowed,
    certificates,
    certificates_of,
    collect_certificate,
    collected_for,
    issue_certificate,
    print_certificate,
    revoke_certificate,
    suggestion,
)
from villagedesk.store.crops import lose_of_lot, mix_lots, record_test, split_lot
from villagedesk.store.crops.testing import test_rows as rows_of_tests
from villagedesk.store.events import put_meta
from villagedesk.store.labels import check_label
from villagedesk.store.photos import desk_files
from villagedesk.store.verify import answer, by_code


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: TODAY)


@pytest.fixture
def of(store: Store, operator: str) -> Farm:
    return farm(store, operator)


def issue(store: Store, operator: str, lot_id: str, **facts: object) -> str:
    with store.write(by=operator) as s:
        return issue_certificate(s, lot_id, paper(**facts))  # type: ignore[arg-type]


def certificate_row(s: Session, certificate_id: str) -> CertificateRow:
    return next(row for row in certificates(s) if row.id == certificate_id)


def refused(store: Store, lot_id: str) -> list[tuple[str, object]]:
    with store.read() as s:
        return [(no.code, no.params.get("day")) for no in allowed(s, lot_id)]


def test_a_certificate_has_everything_the_law_asks_for(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of)
    with store.read() as s:
        form = suggestion(s, lot_id)
    assert (form.quantity, form.issuer, form.contact, form.basis) == (
        390_000,
        "张建国",
        "13900000001",
        ("quality_control",),
    )
    assert form.origin.endswith("三组")
    certificate_id = issue(store, operator, lot_id)
    with store.read() as s:
        row = certificate_row(s, certificate_id)
    assert row.number == certificate_number(TODAY, certificate_id)
    assert (row.product, row.quantity, row.state, row.lot_code) == ("徐香猕猴桃", 390_000, "valid", "20261123-101")
    for field in ("origin", "issuer", "contact"):
        with pytest.raises(Invalid) as caught:
            issue(store, operator, harvest(store, operator, of), **{field: " "})
        assert caught.value.field == field


def test_a_number_is_never_given_twice(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of)
    numbers = set()
    for _ in range(30):
        certificate_id = issue(store, operator, lot_id, quantity=1_000)
        with store.read() as s:
            numbers.add(certificate_row(s, certificate_id).number)
    assert len(numbers) == 30


def test_before_the_lawful_day_it_is_refused_with_that_day(store: Store, operator: str, of: Farm) -> None:
    spray(store, operator, of.season_id, "2026-11-10", 14)
    early = harvest(store, operator, of, harvested_on="2026-11-18")
    assert refused(store, early) == [("certificate_too_early", "2026-11-24")]
    with pytest.raises(Refused, match="certificate_too_early"):
        issue(store, operator, early)


def test_what_was_used_after_the_harvest_does_not_count(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of, harvested_on="2026-11-18")
    spray(store, operator, of.season_id, "2026-11-19", 30)
    assert refused(store, lot_id) == []
    spray(store, operator, of.season_id, "2026-11-18", 1)
    assert refused(store, lot_id) == [("certificate_too_early", "2026-11-19")]


def test_a_failed_test_stands_until_a_laboratory_clears_it(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of)
    files = desk_files(store)
    photo = files.put(SMALL_PICTURE)
    with store.write(by=operator) as s:
        assert record_test(s, lot_id, TestForm(tested_on=TODAY, inhibition=500), [photo], files) is False
    assert refused(store, lot_id) == [("certificate_test_failed", TODAY)]
    with store.write(by=operator) as s:
        assert record_test(s, lot_id, TestForm(tested_on=TODAY, inhibition=120)) is True
    assert refused(store, lot_id) == [("certificate_test_failed", TODAY)]
    with store.read() as s:
        rows = rows_of_tests(s, lot_id)
    (failed,) = [row for row in rows if row.stands]
    assert failed.photos == (photo,)
    with store.write(by=operator) as s, pytest.raises(Invalid, match="test_cleared_by_laboratory"):
        record_test(s, lot_id, TestForm(tested_on=TODAY, inhibition=1, clears=failed.id))
    with store.write(by=operator) as s:
        lab = TestForm("laboratory", TODAY, passed=True, tested_by="县检测站", clears=failed.id)
        assert record_test(s, lot_id, lab) is True
    assert refused(store, lot_id) == []


def test_no_test_is_ticked_that_was_not_passed(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of)
    with pytest.raises(Invalid, match="certificate_basis_untested"):
        issue(store, operator, lot_id, basis=("own_test",))
    with pytest.raises(Invalid, match="certificate_basis_missing"):
        issue(store, operator, lot_id, basis=())
    with store.write(by=operator) as s:
        record_test(s, lot_id, TestForm(tested_on=TODAY, inhibition=80))
    certificate_id = issue(store, operator, lot_id, basis=("own_test", "quality_control"))
    with store.read() as s:
        assert certificate_row(s, certificate_id).basis == ("quality_control", "own_test")


def test_a_stopped_seller_and_too_much_are_refused(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of)
    with pytest.raises(Refused, match="certificate_too_much"):
        issue(store, operator, lot_id, quantity=390_001)
    issue(store, operator, lot_id, quantity=390_000)
    assert refused(store, lot_id) == [("certificate_too_much", None)]
    with store.write(by="central") as s:
        central_sets(s, Seller, of.seller_id, state="frozen")
    other = refused(store, lot_id)
    assert ("certificate_seller_stopped", None) in other


def test_grain_needs_none(store: Store, operator: str, of: Farm) -> None:
    assert refused(store, harvest(store, operator, of, product="晚稻谷")) == [("certificate_not_needed", None)]


@pytest.mark.parametrize("what", ["split", "mix"])
def test_mixing_and_splitting_need_a_new_one(store: Store, operator: str, of: Farm, what: str) -> None:
    lot_id, other = harvest(store, operator, of), harvest(store, operator, of)
    certificate_id = issue(store, operator, lot_id)
    with store.write(by=operator) as s:
        made = (
            split_lot(s, lot_id, [100_000])[0] if what == "split" else mix_lots(s, [(lot_id, 100_000), (other, 50_000)])
        )
    with store.read() as s:
        row = certificate_row(s, certificate_id)
        assert (row.state, certificates_of(s, made)) == ("replaced", [])
    with store.write(by=operator) as s, pytest.raises(Refused, match="certificate_not_valid"):
        print_certificate(s, certificate_id)
    assert refused(store, lot_id) == []
    issue(store, operator, lot_id, quantity=290_000)
    issue(store, operator, made, quantity=100_000)


def test_a_bad_source_spoils_everything_made_of_it(store: Store, operator: str, of: Farm) -> None:
    lot_id, other = harvest(store, operator, of), harvest(store, operator, of)
    with store.write(by=operator) as s:
        mixed = mix_lots(s, [(lot_id, 100_000), (other, 50_000)])
    with store.write(by=operator) as s:
        (part,) = split_lot(s, mixed, [20_000])
    with store.write(by=operator) as s:
        record_test(s, other, TestForm(tested_on=TODAY, inhibition=900))
    assert refused(store, part) == [("certificate_test_failed", TODAY)]
    assert refused(store, lot_id) == []
    with store.write(by=operator) as s, pytest.raises(Refused, match="lot_test_failed"):
        split_lot(s, part, [1_000])


def test_paper_label_and_square(store: Store, operator: str, of: Farm) -> None:
    with store.transaction() as connection:
        put_meta(connection, "central_url", "https://desk.example.cn/")
    lot_id = harvest(store, operator, of)
    certificate_id = issue(store, operator, lot_id)
    with store.write(by=operator) as s:
        print_certificate(s, certificate_id, 10, pack=2_500)
        print_certificate(s, certificate_id, sheet=True)
    with store.transaction() as connection:
        _job, label = print_queue.next_job(connection)  # type: ignore[misc]
        _job, sheet = print_queue.next_job(connection)  # type: ignore[misc]
    assert isinstance(label, CertificateLabel)
    assert isinstance(sheet, CertificateSheet)
    assert (label.quantity, sheet.quantity, label.page, label.icon) == (2_500, 390_000, "desk.example.cn/v", "fruit")
    assert label.qr.startswith("HTTPS://DESK.EXAMPLE.CN/V/")
    with store.read() as s:
        found = answer(s, label.qr)
        assert (found.reading.verdict, found.reading.kind, found.reading.id) == (
            Verdict.VALID,
            Kind.CERTIFICATE,
            certificate_id,
        )
        assert found.reading.fields["grams"] == 2_500
        assert found.thing is not None
        assert found.thing.title == f"徐香猕猴桃 {label.number}"
        assert [one.id for one in by_code(s, label.code)] == [certificate_id]
    with store.write(by=operator) as s, pytest.raises(Invalid, match="more_than_certified"):
        print_certificate(s, certificate_id, 157, pack=2_500)
    with store.write(by=operator) as s, pytest.raises(Invalid, match="copies_out_of_range"):
        print_certificate(s, certificate_id, 0)


def test_the_gate_stops_waiting_jobs_and_reprints(store: Store, operator: str, of: Farm) -> None:
    certificate_id = issue(store, operator, harvest(store, operator, of))
    with store.write(by=operator) as s:
        first = print_certificate(s, certificate_id, sheet=True)
        second = print_certificate(s, certificate_id, sheet=True)
    with store.transaction() as connection:
        print_queue.next_job(connection)
        print_queue.finish(connection, first, "printer")
        again = print_queue.reprint(connection, first)
        assert print_queue.job(connection, again).reprint == 1
        print_queue.take_away(connection, again)
    with store.read() as s:
        text = print_queue.paper_of(s.connection(), first).qr  # type: ignore[union-attr]
    with store.write(by=operator) as s, pytest.raises(Invalid):
        revoke_certificate(s, certificate_id, "")
    with store.write(by=operator) as s:
        revoke_certificate(s, certificate_id, "农户更正用药记录")
    with store.transaction() as connection:
        assert print_queue.next_job(connection) is None
        assert print_queue.job(connection, second).code == "certificate_not_valid"
        with pytest.raises(Refused, match="certificate_not_valid"):
            print_queue.reprint(connection, first)
    with store.read() as s:
        assert check_label(s, text).verdict is Verdict.REVOKED
    with store.write(by=operator) as s, pytest.raises(Refused):
        revoke_certificate(s, certificate_id, "noch einmal")


def test_a_stop_that_came_later_stops_the_paper(store: Store, operator: str, of: Farm) -> None:
    certificate_id = issue(store, operator, harvest(store, operator, of))
    with store.write(by=operator) as s:
        job = print_certificate(s, certificate_id)
    with store.write(by="central") as s:
        central_sets(s, Seller, of.seller_id, state="frozen")
    with store.transaction() as connection:
        assert print_queue.next_job(connection) is None
        assert print_queue.job(connection, job).code == "certificate_seller_stopped"


def test_what_others_gave_is_kept_with_its_photo(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of)
    files = desk_files(store)
    photo = files.put(SMALL_PICTURE)
    form = CollectedForm("HGZ-77", "李秀英", "2026-11-20", "猕猴桃")
    with store.write(by=operator) as s:
        collect_certificate(s, lot_id, form, [photo], files)
        (part,) = split_lot(s, lot_id, [1_000])
    with store.read() as s:
        assert [(one.number, one.photos) for one in collected_for(s, part)] == [("HGZ-77", (photo,))]
    with store.write(by=operator) as s, pytest.raises(Invalid, match="field_required"):
        collect_certificate(s, lot_id, CollectedForm("", "李秀英", "2026-11-20", "猕猴桃"))


def test_the_list_finds_by_number_issuer_and_product(store: Store, operator: str, of: Farm) -> None:
    certificate_id = issue(store, operator, harvest(store, operator, of))
    with store.read() as s:
        number = certificate_row(s, certificate_id).number
        for text in ("", number[:10], number.lower(), "建国", "猕猴"):
            assert [row.id for row in certificates(s, text)] == [certificate_id]
        assert certificates(s, "100%") == []


def test_a_lot_of_which_too_much_was_taken_has_to_be_counted(store: Store, operator: str, of: Farm) -> None:
    lot_id = harvest(store, operator, of)
    with store.write(by=operator) as s:
        lose_of_lot(s, lot_id, 300_000, "rotten")
    with store.write(by="central") as s:
        from villagedesk.domain.crops import HarvestLot

        central_sets(s, HarvestLot, lot_id, quantity=200_000)
    assert refused(store, lot_id) == [("certificate_lot_short", None)]


def test_an_unknown_certificate_prints_nothing(store: Store, operator: str) -> None:
    with store.write(by=operator) as s, pytest.raises(AppError):
        print_certificate(s, "0" * 32)
    with store.read() as s, pytest.raises(AppError):
        get(s, Certificate, "0" * 32)
