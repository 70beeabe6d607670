"""A settlement always adds up: what the buyer pays is what the farmers get and what was taken off, to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sale_rules import SaleRules, rate_of
from villagedesk.domain.sales.settlement import Claimed, Costs, Part, gross_of, settle
from villagedesk.domain.values import line_total_fen, shares
from villagedesk.errors import Refused

UNITS = st.sampled_from(["jin", "kg", "piece"])
RATES = st.integers(0, 1500)


@st.composite
def orders(draw):
    count = draw(st.integers(1, 20))
    prices = draw(st.lists(st.integers(1, 5000), min_size=1, max_size=3))
    parts = [
        Part(
            str(n),
            draw(st.integers(1, 2_000_000)),
            draw(st.sampled_from(prices)),
            boxes=draw(st.integers(0, 60)),
            other_fen=draw(st.integers(0, 500)),
        )
        for n in range(count)
    ]
    costs = Costs(draw(RATES), draw(RATES), draw(st.integers(0, 200_000)), draw(st.integers(0, 200_000)))
    return parts, draw(UNITS), costs


@given(orders(), st.integers(0, 100), st.data())
def test_a_settlement_always_adds_up(order, percent, data):
    parts, unit, costs = order
    chosen = data.draw(st.lists(st.sampled_from([part.id for part in parts]), unique=True))
    claim = Claimed(sum(gross_of(parts, unit)) * percent // 100, tuple(chosen))
    worth = dict(zip((part.id for part in parts), gross_of(parts, unit), strict=True))
    about = [part for part in parts if part.id in chosen] or parts
    borne = shares(claim.fen, [part.quantity for part in about])
    if any(fen > worth[part.id] for fen, part in zip(borne, about, strict=True)):
        with pytest.raises(Refused, match="claim_too_large"):
            settle(parts, unit, costs, [claim])
        return
    settled = settle(parts, unit, costs, [claim])
    assert settled.gross_fen == sum(
        line_total_fen(sum(p.quantity for p in parts if p.price_fen == price), unit, price)
        for price in {p.price_fen for p in parts}
    )
    assert settled.net_fen + settled.deducted_fen == settled.gross_fen
    assert settled.platform_fen == rate_of(settled.gross_fen, costs.platform_rate)
    assert settled.service_fen == rate_of(settled.gross_fen, costs.service_rate)
    assert sum(line.freight_fen for line in settled.lines) == costs.freight_fen
    assert sum(line.packing_fen for line in settled.lines) == costs.packing_fen
    assert settled.claim_fen == claim.fen
    for line, part in zip(settled.lines, parts, strict=True):
        assert (line.id, line.quantity, line.other_fen) == (part.id, part.quantity, part.other_fen)
        assert line.net_fen == line.gross_fen - line.deducted_fen
        assert line.claim_fen <= line.gross_fen
        assert not (line.claim_fen and chosen and line.id not in chosen)
        assert abs(line.gross_fen - line_total_fen(line.quantity, unit, line.price_fen)) <= 1


@given(orders())
def test_nobody_is_better_off_for_standing_first(order):
    parts, unit, costs = order
    forward = {line.id: line.net_fen for line in settle(parts, unit, costs).lines}
    backward = {line.id: line.net_fen for line in settle(parts[::-1], unit, costs).lines}
    assert all(abs(forward[id_] - backward[id_]) <= 5 for id_ in forward), "at most a fen for each thing that is shared"


def test_twelve_farmers_in_one_order_with_a_claim_of_five_percent():
    grams = [31_000, 27_500, 40_250, 22_000, 35_500, 18_750, 29_000, 33_333, 26_667, 24_000, 30_500, 21_500]
    parts = [Part(f"f{n:02d}", quantity, 420, boxes=-(-quantity // 2500)) for n, quantity in enumerate(grams)]
    assert sum(grams) == 340_000
    gross = line_total_fen(340_000, "jin", 420)
    assert gross == 285_600
    settled = settle(parts, "jin", Costs(200, 100, 20_400, 10_200), [Claimed(gross * 5 // 100, ())])
    assert settled.gross_fen == 285_600
    assert settled.net_fen == 285_600 - 5_712 - 2_856 - 20_400 - 10_200 - 14_280 == 232_152
    first = settled.lines[0]
    assert (first.gross_fen, first.platform_fen, first.service_fen) == (26_040, 521, 260)
    assert (first.freight_fen, first.packing_fen, first.claim_fen) == (1_860, 934, 1_302)
    assert first.net_fen == 26_040 - 521 - 260 - 1_860 - 934 - 1_302 == 21_163
    assert sum(line.net_fen for line in settled.lines) == 232_152


def test_a_claim_is_borne_by_the_lots_it_is_about():
    parts = [Part("a", 10_000, 400), Part("b", 10_000, 400), Part("c", 20_000, 400)]
    settled = settle(parts, "kg", Costs(), [Claimed(1000, ("a", "c")), Claimed(100, ())])
    assert [line.claim_fen for line in settled.lines] == [333 + 25, 25, 667 + 50]


def test_what_cannot_be_settled_is_refused():
    with pytest.raises(Refused, match="settlement_empty"):
        settle([], "jin", Costs())
    with pytest.raises(Refused, match="claim_too_large"):
        settle([Part("a", 500, 100), Part("b", 500_000, 100)], "jin", Costs(), [Claimed(101, ("a",))])
    short = settle([Part("a", 500, 100), Part("b", 500_000, 100)], "jin", Costs(freight_fen=1, packing_fen=0), [])
    assert short.short == ()
    assert [line.id for line in settle([Part("a", 500, 100, other_fen=101)], "jin", Costs()).short] == ["a"]


def test_goods_worth_nothing_still_share_what_they_cost():
    settled = settle([Part("a", 1, 1), Part("b", 2, 1)], "kg", Costs(freight_fen=30), [])
    assert [line.freight_fen for line in settled.lines] == [10, 20]
    assert [line.net_fen for line in settled.lines] == [-10, -20]


def test_net_in_hand_is_the_price_less_what_usually_goes_off_it():
    net = rule_pack("2026-11-23").sales.net_of(420, "jin")
    assert (net.platform_fen, net.service_fen, net.packing_fen, net.freight_fen, net.breakage_fen) == (8, 4, 15, 30, 4)
    assert (net.taken_fen, net.net_fen) == (61, 359)
    assert rule_pack("2026-11-23").sales.net_of(150, "piece").net_fen == 150 - 3 - 2 - 10 - 12 - 2
    assert SaleRules().net_of(420, "kg").net_fen == 420
    assert rule_pack("2026-11-23").sales.net_of(10, "jin").net_fen < 0


def test_the_rules_propose_freight_and_packing_for_the_order_and_its_weight() -> None:
    rules = SaleRules(freight_fen_order=2_000, freight_fen_kg=60, packing_fen_order=500, packing_fen_piece=10)
    assert rules.usual_freight_fen(25_000, "jin") == 2_000 + 1_500
    assert rules.usual_packing_fen(30, "piece") == 500 + 300
    assert rules.usual_freight_fen(0, "jin") == rules.usual_packing_fen(0, "piece") == 0
    assert rules.net_of(420, "jin").freight_fen == 30, "what a farmer is shown is for one unit"
