"""What the operator writes down of a season: that it began, what was used, what was wrong, that the harvest is over."""

from villagedesk import clock
from villagedesk.domain.people import Plot
from villagedesk.domain.seasons import (
    REASON_LENGTH,
    CropSeason,
    InputForm,
    InputUse,
    SeasonForm,
    check_input,
    check_season,
    input_problems,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.store.seasons.lists import brought_in
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def begin_season(s: WriteSession, form: SeasonForm) -> str:
    """A crop is on a plot from now on; returns the season's id.

    Raises:
        Invalid: something typed is not right.
        NotFound: the plot is not on this computer.
    """
    form = check_season(form, clock.today())
    plot = get(s, Plot, form.plot_id)
    season = CropSeason(
        plot_id=plot.id,
        person_id=plot.person_id,
        crop=form.crop,
        variety=form.variety,
        sown_on=form.sown_on,
        area=form.area,
        expected=form.expected,
    )
    return new_row(s, season).id


@action
def log_use(s: WriteSession, season_id: str, form: InputForm) -> str:
    """Write down what was sprayed, spread or sown; returns what is odd about the pack's number, "" when nothing is.

    Raises:
        Invalid: something typed is not right.
        NotFound: the season is not on this computer.
        Refused: it is over.
    """
    season = _open_season(s, season_id)
    form = check_input(form, clock.today())
    problems = input_problems(form, clock.today())
    new_row(
        s,
        InputUse(
            season_id=season.id,
            kind=form.kind,
            product=form.product,
            licence_no=form.licence_no,
            dose=form.dose,
            used_on=form.used_on,
            interval_days=form.interval_days or 0,
            problems=problems,
            order_line_id=form.order_line_id,
        ),
    )
    return problems


@action
def strike_use(s: WriteSession, use_id: str, reason: str) -> None:
    """A line of the log is wrong: it stays readable, with the reason, and counts no more.

    Raises:
        Invalid: on the field ``reason``.
        NotFound: it is not on this computer.
        Refused: it was struck already.
    """
    use = get(s, InputUse, use_id)
    if use.struck:
        raise Refused("use_struck")
    use.struck = check_text("reason", reason, REASON_LENGTH, required=True)


@action
def end_season(s: WriteSession, season_id: str, actual: int = 0) -> None:
    """The harvest is over.

    Args:
        season_id: the season.
        actual: what was harvested in all, in grams; 0: the sum of the lots.

    Raises:
        Invalid: on the field ``actual``. Refused: it is over already.
    """
    season = _open_season(s, season_id)
    if actual < 0:
        raise Invalid("actual", "negative")
    season.actual = actual or brought_in(s, season_id)
    season.ended_on = clock.today()


def _open_season(s: WriteSession, season_id: str) -> CropSeason:
    season = get(s, CropSeason, season_id)
    if season.ended_on:
        raise Refused("season_ended")
    return season
