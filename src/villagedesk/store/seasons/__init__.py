"""Seasons and their input log: what grows where, what was used on it, from when it may be harvested, what it may yield."""

from villagedesk.store.seasons.lists import (
    Bought,
    SeasonPage,
    SeasonRow,
    UseRow,
    bought_inputs,
    lawful_for,
    newest_seasons,
    plot_name,
    plots_of,
    season_page,
    seasons_of,
    uses_of,
    yield_check,
)
from villagedesk.store.seasons.verbs import begin_season, end_season, log_use, strike_use

__all__ = [
    "Bought",
    "SeasonPage",
    "SeasonRow",
    "UseRow",
    "begin_season",
    "bought_inputs",
    "end_season",
    "lawful_for",
    "log_use",
    "newest_seasons",
    "plot_name",
    "plots_of",
    "season_page",
    "seasons_of",
    "strike_use",
    "uses_of",
    "yield_check",
]
