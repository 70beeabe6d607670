"""A farmer with a plot and a season, for the tests of seasons, lots and certificates."""

from dataclasses import dataclass

from sqlmodel import col, select

from tests.store.people_of_a_village import lot_form, seller_form, verified_seller
from villagedesk.domain.certificates import CertificateForm
from villagedesk.domain.people import Plot
from villagedesk.domain.seasons import InputForm, SeasonForm
from villagedesk.store import Store
from villagedesk.store.crops import record_lot
from villagedesk.store.seasons import begin_season, log_use

TODAY = "2026-11-23"


@dataclass(frozen=True)
class Farm:
    """One farmer: the ids of the person, the seller, the plot and the season."""

    person_id: str
    seller_id: str
    plot_id: str
    season_id: str


def farm(store: Store, operator: str, name: str = "张建国", number: int = 1, crop: str = "猕猴桃") -> Farm:
    """A verified seller whose 3.2 mu carry a crop since spring."""
    person_id, seller_id = verified_seller(store, operator, seller_form(name, number))
    with store.read() as s:
        plot = s.exec(select(Plot).where(col(Plot.person_id) == person_id)).one()
    with store.write(by=operator) as s:
        season_id = begin_season(s, SeasonForm(plot.id, crop, "徐香", "2026-03-01", expected=6_000_000))
    return Farm(person_id, seller_id, plot.id, season_id)


def spray(store: Store, operator: str, season_id: str, used_on: str, days: int = 14, **others: object) -> str:
    """A pesticide with an interval; returns what was odd about its number."""
    facts = {"product": "苦参碱水剂", "licence_no": "PD20101234", "dose": "1000 倍液", "used_on": used_on}
    with store.write(by=operator) as s:
        return log_use(s, season_id, InputForm(**{**facts, "interval_days": days, **others}))  # type: ignore[arg-type]


def harvest(store: Store, operator: str, of: Farm, **others: object) -> str:
    """A lot of 390 kg of the season."""
    with store.write(by=operator) as s:
        return record_lot(s, lot_form(of.seller_id, **{"season_id": of.season_id, **others}))


def paper(quantity: int = 390_000, **others: object) -> CertificateForm:
    """A certificate's form with everything in it."""
    facts: dict[str, object] = {
        "quantity": quantity,
        "origin": "白鹭村 三组",
        "issuer": "张建国",
        "contact": "13900000001",
        "basis": ("quality_control",),
    }
    return CertificateForm(**{**facts, **others})  # type: ignore[arg-type]
