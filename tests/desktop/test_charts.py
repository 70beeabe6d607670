"""Charts: what they show stands in the picture, nothing touches, and a screen reader hears it."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QFontMetrics

from villagedesk.desktop import theme
from villagedesk.desktop.widgets import Bar, BarChart, Line, LineChart, RankChart
from villagedesk.desktop.widgets.charts import _labelled


def colours(widget, width=400):
    """How many pixels have the two colours of a chart."""
    widget.resize(width, widget.sizeHint().height())
    image = widget.grab().toImage()
    found = [image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    return found.count(QColor(theme.COLOURS["green"]).name()), found.count(QColor(theme.COLOURS["avatar_blue"]).name())


def test_a_bar_twice_as_high_has_twice_the_colour(qtbot):
    chart = BarChart(name="Orders")
    qtbot.addWidget(chart)
    chart.set_bars([Bar("1", 100)])
    whole, _ = colours(chart)
    chart.set_bars([Bar("1", 100), Bar("2", 50)])
    part, blue = colours(chart)
    assert whole > 500
    assert blue == 0
    assert part == pytest.approx(whole * 1.5, rel=0.05)
    assert chart.accessibleDescription() == "1 100, 2 50"


def test_two_kinds_have_two_colours_and_a_legend(qtbot):
    chart = BarChart()
    qtbot.addWidget(chart)
    chart.set_bars([Bar("1", 100, second=50)], ("Bought", "Given back"))
    green, blue = colours(chart)
    assert green > 100
    assert blue > 100


def test_lying_bars_grow_with_their_number_and_names(qtbot):
    chart = RankChart(name="Households")
    qtbot.addWidget(chart)
    chart.set_bars([Bar("阿依古丽·买买提", 300), Bar("陈桂花", 30)])
    assert colours(chart)[0] > 200
    before = chart.sizeHint().height()
    chart.set_bars([Bar(str(n), n) for n in range(8)])
    assert chart.sizeHint().height() == before * 4


def test_lines(qtbot):
    chart = LineChart(shown=lambda fen: f"¥{fen}")
    qtbot.addWidget(chart)
    chart.set_lines([Line("This month", (0, 10, 40)), Line("Last month", (0, 5, 9, 30))], ["1", "2", "3", "4"])
    green, blue = colours(chart)
    assert green > 20
    assert blue > 20
    assert chart.accessibleDescription() == "This month ¥40, Last month ¥30"


@pytest.mark.parametrize("chart", [BarChart, RankChart])
def test_nothing_and_zeros_are_no_trouble(qtbot, chart):
    made = chart()
    qtbot.addWidget(made)
    colours(made)
    made.set_bars([Bar("a", 0), Bar("b", 0)])
    assert colours(made) == (0, 0)
    line = LineChart()
    qtbot.addWidget(line)
    line.set_lines([Line("a", ())], [])
    colours(line)
    line.set_lines([Line("a", (0,))], ["1"])
    colours(line)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize(("count", "step"), [(31, 12), (12, 30), (5, 200), (365, 1)])
def test_labels_never_touch(dress, qapp, percent, count, step):
    dress(percent)
    metrics = QFontMetrics(theme.font("small"))
    labels = [f"{n}月" for n in range(count)]
    shown = _labelled(labels, [n == count - 1 for n in range(count)], step, metrics)
    widest = max(metrics.horizontalAdvance(label) for label in labels)
    assert shown
    assert count - 1 in shown, "the newest is always named"
    assert all((b - a) * step >= widest for a, b in pairwise(shown))
