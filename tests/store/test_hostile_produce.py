"""Whatever is typed about produce: it is kept as plain words, or refused with a sentence, and then nothing was written."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.people_of_a_village import lot_form
from tests.store.produce_room import TODAY, Farm, farm, harvest, paper
from tests.store.sales_room import SIGNED, sold
from villagedesk.domain.certificates import CertificateForm, CollectedForm
from villagedesk.domain.evidence import UNSIGNED
from villagedesk.domain.lot_tests import TestForm, TestKind
from villagedesk.domain.prices import find_columns, read_quote
from villagedesk.errors import SENTENCES, AppError, Invalid, sentence
from villagedesk.store import Store, WriteSession
from villagedesk.store.certificates import collect_certificate, issue_certificate, revoke_certificate
from villagedesk.store.crops import balance, lose_of_lot, mix_lots, record_lot, record_test, split_lot
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import SettleForm, pay_farmer_cash, settle_order

HOSTILE = (
    "",
    "   ",
    "<script>alert(1)</script>",
    "=HYPERLINK('x')",
    "'); DROP TABLE certificate;--",
    "猕\u202e桃\u200b\x00\x07",
    "\ud83d",
    "字" * 5_000,
    "é" * 41,
    "𠮷𠮷",
)
NUMBERS = (0, -1, 1, 10**9, 2**63 - 1, 2**63, -(2**70))
DAYS = (
    "",
    "2026-13-41",
    "9999-12-31",
    "0001-01-01",
    "1989-12-31",
    "morgen",
    "２０２６-11-20",
    TODAY,
    "2026-11-23T10:00",
    "=1",
)
TABLES = ("certificate", "collected_certificate", "lot_test", "lot_move", "harvest_lot", "crop_payout", "cash_entry")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: TODAY)


@pytest.fixture
def of(store: Store, operator: str) -> Farm:
    return farm(store, operator)


def counts(store: Store) -> dict[str, int]:
    with store.read() as s:
        run = s.connection().exec_driver_sql
        return {name: run(f"SELECT count(*) FROM {name}").scalar_one() for name in TABLES}


def tried(store: Store, operator: str, act: Callable[[WriteSession], Any]) -> str:
    """Do it; the code of the sentence where it was refused. Nothing may have been written then."""
    before, refused = counts(store), None
    try:
        with store.write(by=operator) as s:
            act(s)
    except AppError as error:
        refused = error
    if refused is None:
        return ""
    assert refused.code in SENTENCES, refused.code
    assert sentence(refused)
    assert counts(store) == before, refused.code
    return refused.code


def kept_texts(store: Store, table: str) -> list[str]:
    with store.read() as s:
        found = s.connection().exec_driver_sql(f"SELECT * FROM {table}").fetchall()
    return [cell for row in found for cell in row if isinstance(cell, str)]


@pytest.mark.parametrize("field", ["origin", "issuer", "contact"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_certificates_words(store: Store, operator: str, of: Farm, field: str, text: str) -> None:
    lot = harvest(store, operator, of)
    tried(store, operator, lambda s: issue_certificate(s, lot, paper(1_000, **{field: text})))
    for kept in kept_texts(store, "certificate"):
        assert kept.isprintable()
        assert len(kept) < 300


def test_a_certificates_numbers_and_grounds(store: Store, operator: str, of: Farm) -> None:
    lot = harvest(store, operator, of)
    for quantity in NUMBERS:
        code = tried(store, operator, lambda s, q=quantity: issue_certificate(s, lot, paper(q)))
        assert bool(code) is (quantity != 1), quantity
    for basis in ((), ("own_test",), ("nothing known",), ("quality_control",) * 50, ("<b>",)):
        form = CertificateForm(1, "白鹭村", "张建国", "13900000001", basis)
        tried(store, operator, lambda s, f=form: issue_certificate(s, lot, f))
    for text in HOSTILE:
        tried(store, operator, lambda s, t=text: revoke_certificate(s, "0" * 32, t))
    with store.read() as s:
        figures = balance(s.connection(), lot)
    assert 0 <= figures.certified <= figures.stock


def test_a_labs_words_numbers_and_days(store: Store, operator: str, of: Farm) -> None:
    lot, files = harvest(store, operator, of), desk_files(store)
    for tenth in (*NUMBERS, 499, 500, 1_000, 1_001):
        form = TestForm(TestKind.QUICK, TODAY, tenth)
        code = tried(store, operator, lambda s, f=form: record_test(s, lot, f, (), files))
        assert bool(code) is not (0 <= tenth <= 1_000), tenth
    for day in DAYS:
        form = TestForm(TestKind.QUICK, day, 100)
        code = tried(store, operator, lambda s, f=form: record_test(s, lot, f, (), files))
        assert bool(code) is (day != TODAY), day
    for text in HOSTILE:
        form = TestForm(TestKind.LABORATORY, TODAY, None, True, text)
        tried(store, operator, lambda s, f=form: record_test(s, lot, f, (), files))
        bought = CollectedForm(number=text, issuer=text, product=text, issued_on=TODAY)
        tried(store, operator, lambda s, f=bought: collect_certificate(s, lot, f, (), files))
    for table in ("lot_test", "collected_certificate"):
        assert all(kept.isprintable() and len(kept) < 300 for kept in kept_texts(store, table))


def test_mixing_splitting_and_losing_what_cannot_be(store: Store, operator: str, of: Farm) -> None:
    lot, other = harvest(store, operator, of), harvest(store, operator, of)
    for number in NUMBERS:
        tried(store, operator, lambda s, n=number: split_lot(s, lot, [n, n]))
        tried(store, operator, lambda s, n=number: mix_lots(s, [(lot, n), (other, n)]))
        for note in HOSTILE[:4]:
            tried(store, operator, lambda s, n=number, t=note: lose_of_lot(s, lot, n, "rotten", t))
    tried(store, operator, lambda s: split_lot(s, lot, []))
    tried(store, operator, lambda s: split_lot(s, lot, [1] * 5_000))
    tried(store, operator, lambda s: mix_lots(s, [(lot, 10)]))
    tried(store, operator, lambda s: mix_lots(s, [(lot, 10), ("f" * 32, 10)]))
    tried(store, operator, lambda s: lose_of_lot(s, lot, 10, "<script>", ""))
    with store.read() as s:
        for id_ in (lot, other):
            figures = balance(s.connection(), id_)
            assert (figures.stock >= 0, figures.short) == (True, 0)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.integers(-(2**64), 2**64))
def test_whatever_a_lot_is_called(store: Store, text: str, other: str, number: int) -> None:
    with store.read() as s:
        seller = s.connection().exec_driver_sql("SELECT id FROM seller").scalar()
    if seller is None:
        seller = farm(store, "0" * 32).seller_id
    form = lot_form(seller, product=text, variety=other, plot=other, quantity=number)
    tried(store, "0" * 32, lambda s: record_lot(s, form))
    assert all(kept.isprintable() for kept in kept_texts(store, "harvest_lot"))


def test_a_settlement_and_a_payout_that_cannot_be(store: Store, operator: str) -> None:
    order_id, sellers, parts = sold(store, operator, [20_000, 30_000])
    files = desk_files(store)
    for number in NUMBERS:
        for form in (
            SettleForm(number, 0, cost_reason="实付"),
            SettleForm(0, number, cost_reason="实付"),
            SettleForm(3_000, 1_500, {parts[0]: (number, "筐")}),
        ):
            if number not in (0, 1):
                assert tried(store, operator, lambda s, f=form: settle_order(s, order_id, f)), (number, form)
    assert tried(store, operator, lambda s: settle_order(s, order_id, SettleForm(3_000, 1_500, {parts[0]: (5, "")})))
    with store.write(by=operator) as s:
        settle_order(s, order_id, SettleForm(3_000, 1_500, {"no such part": (5, "x"), parts[0]: (5, "<b>筐</b>")}))
    assert tried(store, operator, lambda s: pay_farmer_cash(s, sellers[0], UNSIGNED, files)), "he has to sign"
    for seller in ("", "f" * 32, HOSTILE[4]):
        assert tried(store, operator, lambda s, i=seller: pay_farmer_cash(s, i, SIGNED, files))
    with store.write(by=operator) as s:
        pay_farmer_cash(s, sellers[0], SIGNED, files)
    assert tried(store, operator, lambda s: pay_farmer_cash(s, sellers[0], SIGNED, files)), "nothing is due any more"


@pytest.mark.parametrize("text", [*HOSTILE, "1e999", "NaN", "-1", "0", "9" * 400, "1,2,3", "٣", "1.005", "¥ 3.20 元"])
def test_a_price_tables_cells(text: str) -> None:
    columns = find_columns(["品名", "最低价", "平均价", "最高价", "单位", "日期"])
    for at in range(6):
        row = ["猕猴桃", "3.0", "3.2", "3.4", "公斤", "2026-05-01"]
        row[at] = text
        try:
            quote = read_quote(row, columns, "县里市场")
        except Invalid as error:
            refused = error.code
        else:
            refused = ""
        assert not refused or refused in SENTENCES
        if refused:
            continue
        assert 0 < quote.low_fen <= quote.average_fen <= quote.high_fen
        assert quote.product.isprintable()
        assert len(quote.product) <= 40
