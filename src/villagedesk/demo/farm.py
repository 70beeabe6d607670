"""A season with its sprays, what was harvested of it, mixed and split, tested and certified: for the demo's village."""

from datetime import date, timedelta

from sqlmodel import col, select

from villagedesk import clock
from villagedesk.domain.certificates import CertificateForm
from villagedesk.domain.crops import LotForm
from villagedesk.domain.goods import FarmInput
from villagedesk.domain.lot_tests import TestForm, TestKind
from villagedesk.domain.plots import PlotForm
from villagedesk.domain.seasons import InputForm, SeasonForm
from villagedesk.domain.sellers import Seller
from villagedesk.store import Store, get
from villagedesk.store.certificates import allowed, certificates, issue_certificate, print_certificate, suggestion
from villagedesk.store.crops import lose_of_lot, mix_lots, record_lot, record_test, split_lot
from villagedesk.store.plots import add_plot
from villagedesk.store.seasons import begin_season, log_use, season_page, seasons_of

CROP, VARIETY, PLOT = "猕猴桃", "徐香", "屋后坡地"
_DAY = 86_400_000
# What was used, how many days ago, and the days to wait after it.
_LOG = (
    (FarmInput.FERTILISER, "复合肥 45%", "", "每亩 40 公斤", 39, 0),
    (FarmInput.PESTICIDE, "苦参碱水剂", "PD20101234", "1000 倍液", 38, 7),
    (FarmInput.PESTICIDE, "代森锰锌可湿性粉剂", "PD20080512", "800 倍液", 32, 10),
)


def grow(store: Store, operator: str, sellers: list[str]) -> None:
    """Two farmers' seasons; their kiwi fruit mixed, a part split off, a quick test, a certificate; a third sprayed late."""
    lots = [_harvest(store, operator, seller, number) for number, seller in enumerate(sellers[:2])]
    _harvest(store, operator, sellers[2], 2, late=True)
    with store.write(by=operator) as s:
        mixed = mix_lots(s, [(lots[0], 150_000), (lots[1], 100_000)])
    with store.write(by=operator) as s:
        split_lot(s, mixed, [50_000])
    with store.write(by=operator) as s:
        lose_of_lot(s, lots[0], 5_000, "sorted_out", "磕碰的")
    with store.write(by=operator) as s:
        record_test(s, mixed, TestForm(TestKind.QUICK, clock.today(), 85))
    with store.read() as s:
        form = suggestion(s, mixed)
    whole = CertificateForm(form.quantity, form.origin, form.issuer, "139 0000 6700", ("quality_control", "own_test"))
    with store.write(by=operator) as s:
        certificate = issue_certificate(s, mixed, whole)
    with store.write(by=operator) as s:
        print_certificate(s, certificate, 20, pack=2_500)
        print_certificate(s, certificate, sheet=True)


def certify(store: Store, operator: str, lot_id: str) -> None:
    """Write the certificate for a whole lot, as the page suggests it; goods that need none get none."""
    with store.read() as s:
        if allowed(s, lot_id):
            return
        form = suggestion(s, lot_id)
    with store.write(by=operator) as s:
        issue_certificate(s, lot_id, form)


def season_to_show(store: Store) -> tuple[str, str, str]:
    """A season with a log, the lot that was mixed of it, and the lot that may have no certificate."""
    with store.read() as s:
        mixed = certificates(s)[0].lot_id
        people = s.exec(select(Seller.person_id).where(col(Seller.state) == "approved")).all()
        seasons = [row for person in people for row in seasons_of(s, person)]
        late = max(seasons, key=lambda row: row.lawful.day if row.lawful else "")
        lots = season_page(s, late.id).lots
        first = min(seasons, key=lambda row: row.lawful.day if row.lawful else "9")
        return first.id, mixed, lots[0][0] if lots else mixed


def _harvest(store: Store, operator: str, seller_id: str, number: int, *, late: bool = False) -> str:
    with store.read() as s:
        person_id = get(s, Seller, seller_id).person_id
    with store.write(by=operator) as s:  # what he told when he was taken on grows on another plot
        plot_id = add_plot(s, person_id, PlotForm(PLOT, 3_200, CROP))
    with clock.shifted(-40 * _DAY), store.write(by=operator) as s:
        season = begin_season(s, SeasonForm(plot_id, CROP, VARIETY, _ago(200), expected=2_000_000))
    for kind, product, licence, dose, days, interval in _LOG:
        with store.write(by=operator) as s:
            log_use(s, season, InputForm(kind, product, licence, dose, _ago(days), interval))
    if late:
        with store.write(by=operator) as s:
            log_use(s, season, InputForm(FarmInput.PESTICIDE, "吡虫啉", "PD20040123", "2000 倍液", _ago(6), 14))
    form = LotForm(
        seller_id=seller_id,
        product=CROP,
        variety=VARIETY,
        grade="first",
        quantity=300_000 + 20_000 * number,
        harvested_on=_ago(2),
        season_id=season,
    )
    with store.write(by=operator) as s:
        return record_lot(s, form)


def _ago(days: int) -> str:
    return (date.fromisoformat(clock.today()) - timedelta(days=days)).isoformat()
