"""What the screens show of seasons: the farmer's, one with its log and lots, what he bought here, what a plot can grow."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from villagedesk import clock, i18n
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.fakes import InputCheck
from villagedesk.domain.lot_moves import LotMove
from villagedesk.domain.orders import Order, OrderLine
from villagedesk.domain.people import Person, Plot
from villagedesk.domain.seasons import Ceiling, CropSeason, InputUse, LawfulDay, ceiling, lawful_from
from villagedesk.domain.sellers import Seller
from villagedesk.store.session import get

_MOST_BOUGHT = 20


@dataclass(frozen=True)
class SeasonRow:
    """One season in a list. ``area`` is what is sown, in thousandths of a mu; 0 where it is not known."""

    id: str
    person_id: str
    farmer: str
    plot: str
    crop: str
    variety: str
    sown_on: str
    area: int
    expected: int
    actual: int
    ended_on: str
    lawful: LawfulDay | None


@dataclass(frozen=True)
class UseRow:
    """One line of the log; ``problems`` are names of ``farm_inputs.Problem``."""

    id: str
    kind: str
    product: str
    licence_no: str
    dose: str
    used_on: str
    interval_days: int
    lawful_on: str
    problems: tuple[str, ...]
    struck: str
    bought_here: bool


@dataclass(frozen=True)
class Bought:
    """Seed, fertiliser or pesticide that the farmer bought through the centre; ``licence_no`` as seen on the pack."""

    order_line_id: str
    kind: str
    title: str
    licence_no: str
    bought_on: str


@dataclass(frozen=True)
class SeasonPage:
    """Everything about one season. ``lots`` are (id, code, grams or pieces, sale unit, harvested on).

    ``seller_id`` is "" for a farmer who sells nothing.
    """

    row: SeasonRow
    uses: tuple[UseRow, ...]
    lots: tuple[tuple[str, str, int, str, str], ...]
    ceiling: Ceiling | None
    bought: tuple[Bought, ...]
    seller_id: str


def seasons_of(s: Session, person_id: str, *, open_only: bool = False) -> list[SeasonRow]:
    """The seasons of one farmer, the newest first."""
    query = select(CropSeason).where(col(CropSeason.person_id) == person_id)
    if open_only:
        query = query.where(col(CropSeason.ended_on) == "")
    return _rows(s, s.exec(query.order_by(col(CropSeason.sown_on).desc(), col(CropSeason.id)).limit(200)).all())


def newest_seasons(s: Session, *, limit: int = 200, skip: int = 0) -> list[SeasonRow]:
    """The seasons of all farmers, the last sown first; without the first ``skip`` of them."""
    query = select(CropSeason).order_by(col(CropSeason.sown_on).desc(), col(CropSeason.id))
    return _rows(s, s.exec(query.limit(limit).offset(skip)).all())


def season_page(s: Session, season_id: str) -> SeasonPage:
    """Everything about one season.

    Raises:
        NotFound: it is not on this computer.
    """
    season = get(s, CropSeason, season_id)
    row = _rows(s, [season])[0]
    return SeasonPage(
        row=row,
        uses=tuple(_use_row(use) for use in uses_of(s, [season_id])),
        lots=tuple(_lots(s, season_id)),
        ceiling=yield_check(s, season_id, 0),
        bought=tuple(bought_inputs(s, season.person_id)),
        seller_id=s.exec(select(Seller.id).where(col(Seller.person_id) == season.person_id).limit(1)).first() or "",
    )


def plots_of(s: Session, person_id: str) -> list[tuple[str, str, int]]:
    """The plots that a farmer works, as (id, name, thousandths of a mu); 0 where the area is not known."""
    query = select(Plot).where(col(Plot.person_id) == person_id).order_by(col(Plot.created_at), col(Plot.id))
    return [(plot.id, plot_name(plot), plot.area or 0) for plot in s.exec(query) if not plot.given_up_on]


def uses_of(s: Session, season_ids: Sequence[str]) -> list[InputUse]:
    """The log of some seasons, the newest use first."""
    query = select(InputUse).where(col(InputUse.season_id).in_(list(season_ids)))
    return list(s.exec(query.order_by(col(InputUse.used_on).desc(), col(InputUse.id))))


def yield_check(s: Session, season_id: str, more: int) -> Ceiling | None:
    """What the plot can grow in this season against what was brought, and so many grams more.

    None where the area or the crop is not known to any rule. It warns, and stops nobody.
    """
    season = s.get(CropSeason, season_id)
    if season is None:
        return None
    return ceiling(season.crop, _area(s, season), brought_in(s, season_id), more, clock.today())


def bought_inputs(s: Session, person_id: str) -> list[Bought]:
    """What the farmer bought through the centre for his fields, the newest first, each kind of goods once."""
    found = s.execute(
        select(OrderLine, Order.confirmed_at)
        .join(Order, col(Order.id) == col(OrderLine.order_id))
        .where(col(Order.person_id) == person_id, col(OrderLine.farm_input) != "", col(OrderLine.dropped).is_(False))
        .order_by(col(Order.confirmed_at).desc(), col(OrderLine.position))
        .limit(_MOST_BOUGHT * 3)
    ).all()
    numbers: dict[str, str] = dict(
        s.execute(
            select(InputCheck.order_line_id, InputCheck.licence_no)
            .where(col(InputCheck.order_line_id).in_([line.id for line, _at in found]))
            .order_by(col(InputCheck.created_at))
        ).all()
    )
    seen: dict[str, Bought] = {}
    for line, at in found:
        day = i18n.local(at).date().isoformat() if at else ""
        seen.setdefault(line.title, Bought(line.id, line.farm_input, line.title, numbers.get(line.id, ""), day))
    return list(seen.values())[:_MOST_BOUGHT]


def lawful_for(s: Session, lot: HarvestLot) -> LawfulDay | None:
    """From when the harvest of a lot was lawful, by what was used up to its day; None without log or interval."""
    return lawful_from(uses_of(s, [lot.season_id]), lot.harvested_on) if lot.season_id else None


def _rows(s: Session, seasons: Sequence[CropSeason]) -> list[SeasonRow]:
    uses: dict[str, list[InputUse]] = {}
    for use in uses_of(s, [season.id for season in seasons]):
        uses.setdefault(use.season_id, []).append(use)
    names = {
        person.id: person.name
        for person in s.exec(select(Person).where(col(Person.id).in_({one.person_id for one in seasons})))
    }
    plots = {plot.id: plot for plot in s.exec(select(Plot).where(col(Plot.id).in_({one.plot_id for one in seasons})))}
    return [
        SeasonRow(
            id=season.id,
            person_id=season.person_id,
            farmer=names.get(season.person_id, ""),
            plot=plot_name(plots.get(season.plot_id)),
            crop=season.crop,
            variety=season.variety,
            sown_on=season.sown_on,
            area=season.area or (plots[season.plot_id].area or 0 if season.plot_id in plots else 0),
            expected=season.expected,
            actual=season.actual,
            ended_on=season.ended_on,
            lawful=lawful_from(uses.get(season.id, [])),
        )
        for season in seasons
    ]


def plot_name(plot: Plot | None) -> str:
    """What a plot is called: its name, else what grows on it."""
    return (plot.name or plot.crops) if plot is not None else ""


def _use_row(use: InputUse) -> UseRow:
    lawful = lawful_from([use])
    return UseRow(
        id=use.id,
        kind=use.kind,
        product=use.product,
        licence_no=use.licence_no,
        dose=use.dose,
        used_on=use.used_on,
        interval_days=use.interval_days,
        lawful_on=lawful.day if lawful else "",
        problems=tuple(use.problems.split()),
        struck=use.struck,
        bought_here=bool(use.order_line_id),
    )


def _area(s: Session, season: CropSeason) -> int:
    plot = s.get(Plot, season.plot_id)
    return season.area or ((plot.area or 0) if plot else 0)


def _harvests(season_id: str) -> list[object]:
    # What was split or mixed was brought once already.
    made = select(LotMove.to_lot).where(col(LotMove.to_lot) == col(HarvestLot.id))
    return [col(HarvestLot.season_id) == season_id, ~made.exists()]


def brought_in(s: Session, season_id: str) -> int:
    """The weight of all lots harvested in a season, in grams; what is counted in pieces has none."""
    asked = select(func.sum(HarvestLot.quantity)).where(
        *_harvests(season_id),  # type: ignore[arg-type]
        col(HarvestLot.sale_unit) != "piece",
    )
    return int(s.exec(asked).one() or 0)


def _lots(s: Session, season_id: str) -> list[tuple[str, str, int, str, str]]:
    rows = s.exec(
        select(HarvestLot).where(*_harvests(season_id)).order_by(col(HarvestLot.code).desc()).limit(200)  # type: ignore[arg-type]
    )
    return [(lot.id, lot.code, lot.quantity, lot.sale_unit, lot.harvested_on) for lot in rows]
