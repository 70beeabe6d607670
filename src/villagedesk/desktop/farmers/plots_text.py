"""Plots as a draft keeps them: one line of JSON each."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from villagedesk.domain.plots import PlotForm


def plots_as_text(plots: Iterable[PlotForm]) -> list[str]:
    """Each plot about which something is known, besides crops and area of the first one, as a line."""
    lines = [
        json.dumps({name: value for name, value in asdict(plot).items() if value}, ensure_ascii=False) for plot in plots
    ]
    return lines if any(line != "{}" for line in lines) else []


def plots_from(kept: object) -> list[PlotForm]:
    """The plots of a draft."""
    lines = [json.loads(line) for line in kept] if isinstance(kept, list) else []
    return [PlotForm(**line) for line in lines]
