"""The rest of a dossier: several plots, the household, the mark under a consent, taking it back, and looking again."""

from dataclasses import replace

import pytest
import time_machine

from tests.store.people_of_a_village import central_sets, seller_form, settle, verified_seller
from villagedesk import clock
from villagedesk.domain.consents import Purpose
from villagedesk.domain.dossier_papers import ConsentSlip
from villagedesk.domain.evidence import Signed
from villagedesk.domain.people import Person, PersonForm
from villagedesk.domain.plots import PlotForm
from villagedesk.domain.rules import Standing
from villagedesk.domain.sellers import Seller, SellerKind
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, get, photos, print_queue
from villagedesk.store.household import members
from villagedesk.store.people import add_person
from villagedesk.store.sellers import (
    consent_lines,
    correct_seller,
    due_visits,
    note_visit,
    right_of,
    seller_page,
    take_on_seller,
    turnover,
    usable_account,
    visits_of,
    withdraw_consent,
)
from villagedesk.store.sellers import (
    seller_form as form_of,
)

PASSBOOK = "农商银行存折 6210 0000 0458"
ALL = tuple(purpose.value for purpose in Purpose)
MARK = Signed(b"\x89PNG a drawn name")


def take_on(store: Store, operator: str, **facts: object) -> str:
    files = photos.desk_files(store)
    with store.write(by=operator) as s:
        return take_on_seller(s, seller_form(**facts), files)  # type: ignore[arg-type]


def test_several_plots_are_kept_changed_and_given_up_with_the_dossier(store: Store, operator: str) -> None:
    plots = (PlotForm("屋后", tenure="contracted"), PlotForm("河边", 1200, "水稻、油菜", "rented"))
    person_id = take_on(store, operator, plots=plots)
    with store.read() as s:
        form = form_of(s, person_id)
        seller_id = seller_page(s, person_id).seller_id
    assert [(plot.name, plot.area, plot.crops) for plot in form.plots] == [
        ("屋后", 3200, "猕猴桃，山核桃"),
        ("河边", 1200, "水稻，油菜"),
    ]
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state="returned", return_reason="地块不对", return_field="plots")
    with store.write(by=operator) as s:
        only = (replace(form.plots[1], area=900), PlotForm("山上", None, "茶"))
        correct_seller(s, person_id, replace(form, crops="水稻", area=900, plots=only))
    with store.read() as s:
        page = seller_page(s, person_id)
    assert [(plot.name, plot.area, plot.crops) for plot in page.plots] == [("河边", 900, "水稻"), ("山上", None, "茶")]
    assert page.plots[0].id == form.plots[1].plot_id


def test_an_account_may_be_in_the_name_of_somebody_he_lives_with(store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        wife = add_person(s, PersonForm(name="李秀英"))
    person_id = take_on(
        store,
        operator,
        payout=PASSBOOK,
        payout_holder="李秀英",
        consents=ALL,
        lives_with=wife,
        relation="head",
        land_contract="330112-07-0031",
        nickname="老张",
    )
    with store.read() as s:
        page = seller_page(s, person_id)
        assert [one.name for one in members(s, get(s, Person, person_id))] == ["张建国", "李秀英"]
    assert (page.payout_holder, page.relation, page.nickname) == ("李秀英", "head", "老张")
    assert page.land_contract == "330112-07-0031"


def test_a_signed_yes_keeps_its_mark_and_a_no_has_consequences_and_a_paper(store: Store, operator: str) -> None:
    files = photos.desk_files(store)
    front = files.put(b"a card")
    person_id = take_on(
        store,
        operator,
        payout=PASSBOOK,
        consents=ALL,
        way="signed",
        witness="王秀兰",
        signed=MARK,
        photos=(("id_front", front),),
    )
    with store.read() as s:
        lines = {line.purpose: line for line in consent_lines(s, person_id)}
        assert {line.way for line in lines.values()} == {"signed"}
        assert {files.get(line.signature) for line in lines.values()} == {MARK.png}
        assert usable_account(s, person_id) is not None
        sent = photos.waiting(s.connection())[0]
    with store.write(by=operator) as s:
        withdraw_consent(s, person_id, Purpose.BANK_ACCOUNT, witness="王秀兰")
        job = withdraw_consent(s, person_id, Purpose.ID_IMAGE, signed=MARK, files=files)
    with store.read() as s:
        page = seller_page(s, person_id)
        lines = {line.purpose: line for line in consent_lines(s, person_id)}
        paper = print_queue.paper_of(s.connection(), job)
        assert photos.waiting(s.connection())[0] == sent - 1, "the card's photo is not sent any more"
    assert (page.payout, page.photos) == (None, ())
    assert isinstance(paper, ConsentSlip)
    assert {line.purpose: line.given for line in paper.lines} == {
        "id_image": False,
        "bank_account": False,
        "portrait": True,
        "authorities": True,
    }
    assert lines["bank_account"].way == "read_aloud"
    assert {line.purpose: line.way for line in paper.lines}["portrait"] == "signed"
    with store.write(by=operator) as s, pytest.raises(Refused, match="consent_not_given"):
        withdraw_consent(s, person_id, Purpose.BANK_ACCOUNT)


def test_what_is_needed_to_sell_and_was_taken_back_stops_him(store: Store, operator: str) -> None:
    person_id, _ = verified_seller(store, operator)
    with store.read() as s:
        assert right_of(s, person_id).hindrance == ""
    with store.write(by=operator) as s:
        withdraw_consent(s, person_id, Purpose.ID_IMAGE)
    with store.read() as s:
        assert right_of(s, person_id).hindrance == "consent_taken_back"


@pytest.mark.parametrize(
    ("fen", "standing", "warning", "not_own"),
    [
        (7_999_999, Standing.FREE, "", ""),
        (8_000_000, Standing.NEAR, "turnover_near", ""),
        (10_000_000, Standing.OVER, "turnover_over_own_only", "turnover_over"),
    ],
)
def test_the_meter_counts_what_was_settled_this_year(
    store: Store, operator: str, fen: int, standing: Standing, warning: str, not_own: str
) -> None:
    person_id, seller_id = verified_seller(store, operator)
    now = clock.now_ms()
    with store.write(by=operator) as s:
        settle(s, seller_id, fen - 1, now)
        settle(s, seller_id, 1, now)
        settle(s, seller_id, 5_000_000, now - 366 * 86_400_000)
    with store.read() as s:
        sold, right = turnover(s, person_id), right_of(s, person_id)
        assert right_of(s, person_id, own_produce=False).hindrance == not_own
        assert turnover(s, person_id, SellerKind.LICENCE).limit_fen is None
    assert (sold.fen, sold.standing, sold.limit_fen, sold.percent) == (fen, standing, 10_000_000, fen // 100_000)
    assert (right.hindrance, right.warning) == ("", warning)


def test_a_licence_that_ran_out_stops_him_on_the_day(store: Store, operator: str) -> None:
    form = seller_form(
        kind=SellerKind.LICENCE,
        licence_no="91350100M000100Y43",
        licence_scope="水果",
        licence_until="2099-12-30",
        declared=False,
    )
    person_id, _ = verified_seller(store, operator, form)
    with store.read() as s:
        assert right_of(s, person_id).hindrance == ""
    with time_machine.travel("2099-12-31 12:00 +0000"), store.read() as s:
        assert right_of(s, person_id).hindrance == "licence_ran_out"


def test_who_is_due_is_listed_and_a_visit_moves_the_day(store: Store, operator: str) -> None:
    person_id, seller_id = verified_seller(store, operator)
    with store.read() as s:
        assert due_visits(s) == []
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, next_verify_on="2026-01-31")
    with store.write(by=operator) as s:
        note_visit(s, seller_id, "not_met")
        with pytest.raises(Invalid, match="signature_missing"):
            note_visit(s, seller_id, "unchanged")
        with pytest.raises(Invalid) as caught:
            note_visit(s, seller_id, "changed")
    assert caught.value.field == "note"
    with store.read() as s:
        (due,) = due_visits(s)
    assert (due.person_id, due.due_on, due.not_met_on, due.days < 0) == (person_id, "2026-01-31", clock.today(), True)
    with store.write(by=operator) as s:
        note_visit(s, seller_id, "unchanged", signed=Signed(on_paper=True))
    with store.read() as s:
        assert due_visits(s) == []
        assert seller_page(s, person_id).next_verify_on > clock.today()
        assert [visit.outcome for visit in visits_of(s, seller_id)] == ["unchanged", "not_met"]
