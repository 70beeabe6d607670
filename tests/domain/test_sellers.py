"""Rules about people and sellers."""

import pytest

from villagedesk.domain.dossiers import FORM_FIELDS, SellerForm, seller_problems
from villagedesk.domain.payouts import read_payout
from villagedesk.domain.people import PersonForm, check_person, person_problems
from villagedesk.domain.sellers import SELLER, SellerState
from villagedesk.errors import SENTENCES, Invalid, Refused, sentence

TODAY = "2026-11-23"


def test_a_person_is_kept_in_one_form() -> None:
    typed = PersonForm(
        name=" 阿依古丽 • 买买提 ",
        resident_id="11010519491231002x",
        phone="+86 139 0000-6722",
        village_group=" 三组  东头 ",
    )
    kept = check_person(typed, TODAY)
    assert (kept.name, kept.resident_id) == ("阿依古丽·买买提", "11010519491231002X")
    assert (kept.phone, kept.village_group) == ("13900006722", "三组 东头")


def test_only_the_name_of_a_villager_is_needed() -> None:
    assert person_problems(PersonForm(name="吴阿婆"), TODAY) == {}
    assert list(person_problems(PersonForm(), TODAY)) == ["name"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("农商银行存折 6210 0000 0458", ("passbook", "农商银行存折", "621000000458")),
        ("农商银行　６２１０００００２ 一卡通", ("passbook", "农商银行 一卡通", "621000002")),
        ("农行 6222 0200 0000 0008", None),
        ("4111 1111 1111 1111", ("card", "", "4111111111111111")),
    ],
)
def test_an_account_is_read_from_one_line(typed: str, kept: tuple[str, str, str] | None) -> None:
    if kept is None:
        with pytest.raises(Invalid, match="payout_card_check"):
            read_payout(typed)
    else:
        assert read_payout(typed) == kept


def test_problems_come_in_the_order_of_the_form() -> None:
    found = list(seller_problems(SellerForm(payout="x"), TODAY))
    assert found == [name for name in FORM_FIELDS if name in found]
    assert found == ["name", "resident_id", "phone", "village_group", "crops", "payout", "declared", "consents"]


def test_every_problem_has_its_sentence() -> None:
    for error in seller_problems(SellerForm(kind="licence", resident_id="1", phone="1", payout="x"), TODAY).values():
        assert error.code in SENTENCES
        assert "{" not in sentence(error)


def test_a_dossier_moves_only_as_listed() -> None:
    SELLER.check(SellerState.RETURNED, SellerState.SUBMITTED)
    for now, to in ((SellerState.SUBMITTED, SellerState.FROZEN), (SellerState.FROZEN, SellerState.SUBMITTED)):
        with pytest.raises(Refused):
            SELLER.check(now, to)
