"""Taking on a farmer, and mending a dossier that came back."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.store.people_of_a_village import central_sets, resident_id, verified_seller
from tests.store.people_of_a_village import seller_form as filled
from villagedesk import clock
from villagedesk.domain.consents import Consent, Purpose, standing_consents
from villagedesk.domain.dossiers import SellerForm
from villagedesk.domain.evidence import Signed
from villagedesk.domain.plots import PlotForm
from villagedesk.domain.sellers import LICENCE_FOR_GOOD, Seller, SellerKind, SellerState
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store import Store, photos, tables
from villagedesk.store.drafts import load_draft, save_draft
from villagedesk.store.likely import likely_same
from villagedesk.store.people import add_person, sellers
from villagedesk.store.sellers import correct_seller, returned_dossiers, seller_form, seller_page, take_on_seller

PASSBOOK = "农商银行存折 6210 0000 0458"
AGREED = (Purpose.ID_IMAGE, Purpose.BANK_ACCOUNT)
LICENSED = {
    "kind": SellerKind.LICENCE,
    "licence_no": "91350100M000100Y43",
    "licence_scope": "水果种植、销售",
    "licence_until": LICENCE_FOR_GOOD,
}


def take_on(store: Store, operator: str, form: SellerForm, **options: object) -> str:
    with store.write(by=operator) as s:
        return take_on_seller(s, form, **options)  # type: ignore[arg-type]


def test_person_seller_consents_land_and_account_are_one_event(store: Store, operator: str) -> None:
    consents = (Purpose.ID_IMAGE, Purpose.BANK_ACCOUNT)
    person_id = take_on(store, operator, filled(payout=PASSBOOK, consents=consents))
    with store.read() as s:
        body = json.loads(
            s.connection().execute(select(tables.event.c.body).order_by(tables.event.c.seq.desc())).scalar()
        )
        page = seller_page(s, person_id)
    assert body["a"] == "take_on_seller"
    assert [change[0] for change in body["c"]] == [
        "person", "seller", "consent", "consent", "plot", "payout_account"
    ]  # fmt: skip
    assert body["c"][0][2] == {
        "name": "张建国",
        "phone": "13900000001",
        "resident_id": resident_id(1),
        "village_code": "990185001201",
        "village_group": "三组",
    }
    assert (page.name, page.state, page.kind, page.waiting) == ("张建国", "submitted", "own_produce", True)
    assert [(plot.area, plot.crops) for plot in page.plots] == [(3200, "猕猴桃，山核桃")]
    assert page.payout == ("passbook", "农商银行存折", "0458")
    assert {purpose for purpose, _, _ in page.consents} == {"id_image", "bank_account"}


def test_that_is_him_adds_what_is_missing_to_the_person_on_file(store: Store, operator: str) -> None:
    from villagedesk.domain.people import PersonForm

    with store.write(by=operator) as s:
        known = add_person(s, PersonForm(name="张建国", phone="13900000001"))
    with store.read() as s:
        assert likely_same(s, filled())[0].row.id == known
        shown = seller_form(s, known)
    assert (shown.name, shown.resident_id, shown.person_id) == ("张建国", "", known)
    assert take_on(store, operator, filled(person_id=known)) == known
    with store.read() as s:
        assert seller_page(s, known).resident_id == resident_id(1)
        assert [row.id for row in sellers(s)] == [known]
    with pytest.raises(Refused, match="seller_already"):
        take_on(store, operator, filled(person_id=known))


def test_a_double_is_noticed_at_save(store: Store, operator: str) -> None:
    first = take_on(store, operator, filled())
    with pytest.raises(Refused, match="maybe_on_file"):
        take_on(store, operator, filled(number=2))
    take_on(store, operator, filled(number=2, distinct_from=(first,)))


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"resident_id": ""}, "resident_id", "field_required"),
        ({"resident_id": "110105194912310021"}, "resident_id", "id_check_digit"),
        ({"phone": ""}, "phone", "field_required"),
        ({"village_group": " "}, "village_group", "field_required"),
        ({"crops": ""}, "crops", "field_required"),
        ({"payout": "农商银行"}, "payout", "payout_number_missing"),
        ({"payout": "农商银行 6222 0200 0000 0001"}, "payout", "payout_card_check"),
        ({"payout": PASSBOOK}, "consents", "consent_missing_bank_account"),
        ({"consents": ()}, "consents", "consent_needed_to_sell"),
        ({"photos": (("portrait", "ab" * 32),)}, "consents", "consent_missing_portrait"),
        ({"resident_id": resident_id(7, "20150101")}, "resident_id", "seller_too_young"),
        ({"kind": SellerKind.LICENCE}, "licence_no", "field_required"),
        ({**LICENSED, "licence_scope": " "}, "licence_scope", "field_required"),
        ({**LICENSED, "licence_until": ""}, "licence_until", "field_required"),
        ({**LICENSED, "licence_until": "2020-01-01"}, "licence_until", "licence_over"),
        ({**LICENSED, "licence_no": "91350211M0000XUF46"}, "photos", "licence_photo_missing"),
        ({**LICENSED, "kind": SellerKind.COOPERATIVE}, "cooperative", "field_required"),
        ({"declared": False}, "declared", "declaration_missing"),
        ({"way": "thumb", "signed": Signed(on_paper=True)}, "witness", "witness_missing"),
        ({"way": "signed"}, "signature", "signature_missing"),
        ({"plots": (PlotForm(), PlotForm(crops="茶", place="51.5, -0.12"))}, "plots", "plot_wrong"),
        ({"payout": PASSBOOK, "payout_holder": "李四", "consents": AGREED}, "payout_holder", "holder_other"),
        ({"village_code": "9901850012"}, "village_code", "village_code_length"),
        ({"relation": "friend"}, "relation", "field_required"),
        ({"consents": ("everything",)}, "consents", "consent_unknown"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(store: Store, operator: str, facts: dict, field: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        take_on(store, operator, filled(**facts))
    assert (caught.value.field, caught.value.code) == (field, code)


def test_a_licence_that_only_raises_a_doubt_is_taken_with_its_photo(store: Store, operator: str) -> None:
    files = photos.desk_files(store)
    licence = ("licence", files.put(b"a licence"))
    form = filled(**{**LICENSED, "licence_no": "91350211M0000XUF46", "crops": "", "photos": (licence,)})
    person_id = take_on(store, operator, form, files=files)
    with store.read() as s:
        page = seller_page(s, person_id)
        shown = seller_form(s, person_id)
    assert (page.kind, page.licence_no, page.declared_on) == ("licence", "91350211M0000XUF46", "")
    assert (shown.licence_scope, shown.licence_until) == ("水果种植、销售", LICENCE_FOR_GOOD)


def test_a_returned_dossier_is_mended_and_sent_in_again(store: Store, operator: str) -> None:
    person_id = take_on(store, operator, filled(payout=PASSBOOK, consents=(Purpose.ID_IMAGE, Purpose.BANK_ACCOUNT)))
    with store.read() as s:
        seller_id = seller_page(s, person_id).seller_id
        assert returned_dossiers(s) == []
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state="returned", return_reason="照片看不清", return_field="phone")
    with store.read() as s:
        assert returned_dossiers(s) == [(person_id, "张建国", "照片看不清", "phone")]
        form = seller_form(s, person_id)
    assert form.payout == "农商银行存折 621000000458"
    with store.write(by=operator) as s:
        correct_seller(
            s, person_id, replace(form, phone="13900009999", payout="", consents=(Purpose.ID_IMAGE, Purpose.PORTRAIT))
        )
    with store.read() as s:
        page = seller_page(s, person_id)
    assert (page.state, page.phone, page.return_reason, page.return_field) == ("submitted", "13900009999", "", "")
    assert [purpose for purpose, _, _ in page.consents] == ["id_image", "portrait"]


def test_what_waits_at_central_is_not_mended_and_a_verified_one_is_sent_in_again(store: Store, operator: str) -> None:
    person_id = take_on(store, operator, filled())
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        correct_seller(s, person_id, filled(person_id=person_id))
    other, _ = verified_seller(store, operator, filled("李秀英", 2))
    with store.write(by=operator) as s:
        correct_seller(s, other, filled("李秀英", 2, person_id=other, village_group="五组"))
    with store.read() as s:
        assert (seller_page(s, other).state, seller_page(s, other).group) == ("submitted", "五组")
    with pytest.raises(NotFound), store.write(by=operator) as s:
        correct_seller(s, "0" * 32, filled())


def test_photos_are_noted_for_sending_with_the_action(store: Store, operator: str) -> None:
    files = photos.desk_files(store)
    sha256 = files.put(b"a picture")
    form = filled(photos=(("id_front", sha256),), consents=(Purpose.ID_IMAGE,))
    person_id = take_on(store, operator, form, files=files)
    with store.read() as s:
        assert seller_page(s, person_id).photos == (("id_front", sha256),)
        assert photos.waiting(s.connection()) == (1, 9)
    with pytest.raises(NotFound):
        take_on(
            store, operator, filled("李四", 4, photos=(("id_front", "0" * 64),), consents=("id_image",)), files=files
        )


def test_the_draft_goes_with_the_dossier(store: Store, operator: str) -> None:
    save_draft(store, "seller", "new", {"name": "张建国"})
    take_on(store, operator, filled(), draft_key="new")
    with store.read() as s:
        assert load_draft(s.connection(), "seller", "new") is None


def test_what_needs_the_operator_stands_first(store: Store, operator: str) -> None:
    first, seller_id = verified_seller(store, operator)
    second = take_on(store, operator, filled("李秀英", 2))
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state=SellerState.RETURNED.value)
    with store.read() as s:
        assert [row.id for row in sellers(s)] == [first, second]
        assert [row.id for row in sellers(s, ["submitted"])] == [second]


def test_a_no_holds_also_when_the_clock_fell_back(store: Store, operator: str) -> None:
    """The battery is empty and the computer says 2006: the villager's later word holds all the same."""
    person_id = take_on(store, operator, filled(payout=PASSBOOK, consents=(Purpose.ID_IMAGE, Purpose.BANK_ACCOUNT)))
    with store.read() as s:
        seller_id = seller_page(s, person_id).seller_id
    year = -366 * 24 * 3_600_000
    for consents, shift in (
        ((Purpose.ID_IMAGE, Purpose.PORTRAIT), 20 * year),
        ((Purpose.ID_IMAGE, Purpose.BANK_ACCOUNT), 10 * year),
        ((Purpose.ID_IMAGE,), 20 * year),
    ):
        with store.write(by="central") as s:
            central_sets(s, Seller, seller_id, state="returned")
        with clock.shifted(shift), store.write(by=operator) as s:
            correct_seller(s, person_id, replace(seller_form(s, person_id), payout="", consents=consents))
        with store.read() as s:
            assert {purpose for purpose, _, _ in seller_page(s, person_id).consents} == {str(c) for c in consents}


def test_of_two_words_that_did_not_know_of_each_other_the_no_holds() -> None:
    def said(id_: str, given: bool, replaces: str | None = None) -> Consent:
        word = Consent(person_id="p", purpose="portrait", wording_version="", way="", given=given, replaces=replaces)
        word.id = id_
        return word

    first, no, yes = said("5", True), said("9", False, "5"), said("1", True, "5")
    for words in ([first, no, yes], [yes, no, first]):
        assert standing_consents(words)["portrait"] is no
    again = said("7", True, "9")
    assert standing_consents([first, no, yes, again])["portrait"] is yes
