"""Numbers that say who somebody is: every usual slip is noticed, early where that is possible, and told plainly."""

import string
from contextlib import suppress
from datetime import date

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from villagedesk.domain import identity
from villagedesk.domain.identity import Sex
from villagedesk.errors import SENTENCES, Invalid, sentence

TODAY = "2026-11-23"
SAMPLE = "11010519491231002X"

BIRTHDAYS = st.dates(date(1900, 1, 1), date.fromisoformat(TODAY))


@st.composite
def ids(draw):
    first = f"{draw(st.integers(110000, 999999))}{draw(BIRTHDAYS):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + identity.id_check_digit(first)


def code_of(action, *args, **named):
    with pytest.raises(Invalid) as invalid:
        action(*args, **named)
    assert invalid.value.code in SENTENCES
    assert "—" not in sentence(invalid.value), "the sentence needs a parameter that is missing"
    return invalid.value.code


def read_or_code(action, *args):
    """What was read, or the code of the clear no."""
    try:
        return action(*args)
    except Invalid as invalid:
        return invalid.code


# --- resident ID


@pytest.mark.parametrize(
    "typed",
    [SAMPLE, SAMPLE.lower(), " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002×"],
)
def test_an_id_is_read_as_it_is_typed(typed):
    assert identity.check_resident_id(typed, TODAY) == identity.ResidentId(SAMPLE, "1949-12-31", Sex.FEMALE, "110105")


def test_the_second_standard_sample():
    read = identity.check_resident_id("440524188001010014", "1990-01-01")
    assert (read.born, read.sex, read.area) == ("1880-01-01", Sex.MALE, "440524")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "field_required"),
        ("110105491231002", "id_old_number"),
        (SAMPLE[:17], "id_too_short"),
        ("1", "id_too_short"),
        (SAMPLE + "1", "id_too_long"),
        ("11010519491231002O", "id_letters"),
        ("1101051949123100X2", "id_letters"),
        ("X1010519491231002X", "id_letters"),
        ("１１०105194912310021", "id_letters"),
        ("110105194902300021", "id_no_such_day"),
        ("110105194913010021", "id_no_such_day"),
        ("110105202611240021", "id_born_in_future"),
        ("110105203001010021", "id_born_in_future"),
        ("110105179912310021", "id_born_too_early"),
        ("110105194912310021", "id_check_digit"),
    ],
)
def test_a_wrong_id_gets_its_reason(typed, code):
    assert code_of(identity.check_resident_id, typed, TODAY) == code


def test_the_sentence_names_the_digit_that_should_be_there():
    with pytest.raises(Invalid) as invalid:
        identity.check_resident_id("110105194912310021", TODAY)
    assert sentence(invalid.value) == "The last digit should be X. Please look at the card."
    assert invalid.value.field == "resident_id"


@given(ids())
def test_the_check_digit_is_the_one_of_the_standard(number):
    assert number[17] == ric.calc_check_digit(number)
    read = identity.check_resident_id(number, TODAY)
    assert read.born == ric.get_birth_date(number).isoformat()
    assert (read.sex is Sex.MALE) == bool(int(number[16]) % 2)


@given(ids(), st.integers(0, 17), st.sampled_from(string.digits + "X"))
def test_every_single_wrong_character_is_noticed(number, place, character):
    wrong = number[:place] + character + number[place + 1 :]
    assume(wrong != number)
    code_of(identity.check_resident_id, wrong, TODAY)


@given(ids(), st.integers(0, 16))
def test_every_swap_of_neighbours_is_noticed(number, place):
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assume(wrong != number)
    code_of(identity.check_resident_id, wrong, TODAY)


@given(ids(), st.integers(0, 18))
def test_nothing_is_held_against_a_right_number_while_it_is_typed(number, typed):
    assert identity.resident_id_hint(number[:typed], TODAY) == identity.IdHint(None, 18 - typed)


@given(st.text(string.digits + "Xx ", max_size=20), st.text(string.digits + "X", max_size=18))
def test_a_problem_never_goes_away_by_typing_on(typed, more):
    if identity.resident_id_hint(typed, TODAY).problem:
        assert identity.resident_id_hint(typed + more, TODAY).problem


@pytest.mark.parametrize(
    ("typed", "code", "missing"),
    [
        ("11010522", "id_born_in_future", 10),
        ("1101052027", "id_born_in_future", 8),
        ("11010520261", None, 7),
        ("110105202612", "id_born_in_future", 6),
        ("11010518", None, 10),
        ("110105188", "id_born_too_early", 9),
        ("11010519492", "id_no_such_day", 7),
        ("1101051949023", "id_no_such_day", 5),
        ("1101051948022", None, 5),
        ("11010519490229", "id_no_such_day", 4),
        ("1101051949X", "id_letters", 7),
    ],
)
def test_a_slip_is_told_as_soon_as_no_further_digit_can_mend_it(typed, code, missing):
    hint = identity.resident_id_hint(typed, TODAY)
    assert (hint.problem and hint.problem.code, hint.missing) == (code, missing)


@given(st.text(max_size=24))
def test_any_text_is_an_id_or_a_clear_no(text):
    problem = identity.resident_id_hint(text, TODAY).problem
    read = read_or_code(identity.check_resident_id, text, TODAY)
    assert read in SENTENCES or (problem is None and len(read.number) == 18)


def test_age_is_whole_years():
    assert identity.age_on("2008-11-23", TODAY) == 18
    assert identity.age_on("2008-11-24", TODAY) == 17
    assert identity.age_on("2008-02-29", "2026-02-28") == 17
    assert identity.age_on("2008-02-29", "2026-03-01") == 18


# --- phones


@pytest.mark.parametrize(
    "typed", ["13900006722", "139 0000 6722", "139-0000-6722", "+86 139 0000 6722", "008613900006722", "8613900006722"]
)
def test_a_mobile_is_read_as_it_is_typed(typed):
    assert identity.check_mobile(typed) == "13900006722"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "field_required"),
        ("1390000672", "mobile_length"),
        ("139000067222", "mobile_length"),
        ("12900006722", "mobile_start"),
        ("23900006722", "mobile_start"),
        ("139 0000 672O", "phone_letters"),
        ("01065529988", "mobile_start"),
    ],
)
def test_a_wrong_mobile_gets_its_reason(typed, code):
    assert code_of(identity.check_mobile, typed) == code


@given(st.integers(13_000_000_000, 19_999_999_999))
def test_what_the_phone_library_takes_for_a_mobile_is_one_for_us(number):
    parsed = phonenumbers.parse(f"+86{number}")
    assume(phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE)
    assert identity.check_mobile(str(number)) == str(number)


def test_a_landline_needs_its_area_code():
    assert identity.check_phone("0571-8765 4321") == "057187654321"
    assert identity.check_phone("139 0000 6722") == "13900006722"
    assert code_of(identity.check_phone, "0571-1") == "landline_wrong"
    assert code_of(identity.check_phone, "0") == "landline_wrong"
    assert code_of(identity.check_phone, "0571-8765432l") == "phone_letters"
    assert code_of(identity.check_phone, "87654321") == "mobile_length"
    assert code_of(identity.check_phone, "0099912345") == "landline_wrong"


@given(st.from_regex(r"0[0-9]{0,12}", fullmatch=True))
def test_digits_that_begin_with_a_zero_are_a_landline_or_a_wrong_one_and_never_a_crash(typed):
    with suppress(Invalid):
        assert identity.check_phone(typed) == typed


@given(st.text(max_size=16))
def test_any_text_is_a_phone_or_a_clear_no(text):
    read = read_or_code(identity.check_phone, text)
    assert read in SENTENCES or read.isdigit()


# --- licences


def test_a_credit_code_that_fits():
    assert identity.check_credit_code("91350100M000100Y43") == identity.CreditCode("91350100M000100Y43")
    assert identity.check_credit_code("9135 0100 m000100y43").number == "91350100M000100Y43"


@pytest.mark.parametrize("issued", ["91350211M0000XUF46", "91350628M0000K0H44", "91350100M000100Y4Y"])
def test_a_code_that_fails_its_check_asks_for_a_photo_and_blocks_nobody(issued):
    read = identity.check_credit_code(issued)
    assert read.number == issued
    assert read.doubt is not None
    assert read.doubt.code == "credit_code_doubt"


def test_an_old_licence_number_asks_for_a_photo():
    doubt = identity.check_credit_code("350100100000017").doubt
    assert doubt is not None
    assert doubt.code == "licence_old_number"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "field_required"),
        ("91350100M000100Y4", "credit_code_length"),
        ("91350100M000100Y4Z", "credit_code_letters"),
        ("9135O100M000100Y43", "credit_code_letters"),
    ],
)
def test_a_wrong_credit_code_gets_its_reason(typed, code):
    assert code_of(identity.check_credit_code, typed) == code


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_the_credit_check_character_is_the_one_of_the_standard(first):
    assert identity.credit_check_character(first) == uscc.calc_check_digit(first)


# --- villages, accounts, names


def test_a_village_code():
    assert identity.check_village_code("330185 104 203") == "330185104203"
    assert code_of(identity.check_village_code, "") == "field_required"
    assert code_of(identity.check_village_code, "33018510420") == "village_code_length"
    assert code_of(identity.check_village_code, "33018510420A") == "village_code_digits"
    assert code_of(identity.check_village_code, "330185104000") == "village_code_of_street"


def test_a_bank_card_and_a_passbook():
    assert identity.check_bank_card("6222 0000 0000 0000 004") == "6222000000000000004"
    assert code_of(identity.check_bank_card, "6222000000000000005") == "bank_card_check"
    assert code_of(identity.check_bank_card, "622200000000000") == "bank_card_length"
    assert code_of(identity.check_bank_card, "") == "field_required"
    assert code_of(identity.check_bank_card, "农商银行") == "bank_card_digits"
    assert identity.check_bank_card("10 000 0458", passbook=True) == "100000458"
    assert code_of(identity.check_bank_card, "0458", passbook=True) == "passbook_length"


@given(st.text(string.digits, min_size=1, max_size=30))
def test_the_luhn_sum_is_the_one_of_the_standard(number):
    assert identity.luhn(number) == luhn.checksum(number)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 张建国 ", "张建国"),
        ("张 建　国", "张建国"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("𠮷田", "𠮷田"),
        ("J. B.  Smith", "J. B. Smith"),
    ],
)
def test_a_name_is_kept_in_one_form(typed, kept):
    assert identity.check_name(typed) == kept
    assert identity.check_name(kept) == kept


def test_what_is_no_name():
    assert code_of(identity.check_name, " ") == "field_required"
    assert code_of(identity.check_name, "·") == "field_required"
    assert code_of(identity.check_name, "张" * 51) == "too_long"
    assert code_of(identity.check_name, "张3") == "name_digits"
    for typed in ("<b>张</b>", "张=SUM(A)", "张|三", '张"三', "@张"):
        assert code_of(identity.check_name, typed) == "name_signs"
    assert identity.check_name("张\u202e建\x07国\u200b") == "张建国"
    assert identity.check_name("O'Neil-Zhang 㐂") == "O'Neil-Zhang 㐂"


# --- shown with the middle hidden


def test_the_middle_is_hidden():
    assert identity.mask_id(SAMPLE) == "110105 ******** 002X"
    assert identity.mask_id("110105") == "******"
    assert identity.mask_account("6222000000000000004") == "**** 0004"
    assert identity.mask_account("12") == "**"
    assert identity.phone_tail("13900006722") == "6722"
    assert identity.shown_phone("13900006722") == "139 0000 6722"
    assert identity.shown_phone("057187654321") == "057187654321"


@given(ids())
def test_a_birthday_never_shows_through(number):
    assert number[6:14] not in identity.mask_id(number)
