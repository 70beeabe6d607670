"""A farmer's plots on file: several of them, a sketch, a place, and what he gave up."""

import pytest

from tests.store.people_of_a_village import seller_form as filled
from villagedesk.domain.plots import PlotForm
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, photos
from villagedesk.store.plots import MOST_PLOTS, add_plot, change_plots, form_of, plot, plots_of
from villagedesk.store.sellers import take_on_seller


@pytest.fixture
def farmer(store: Store, operator: str) -> str:
    with store.write(by=operator) as s:
        return take_on_seller(s, filled())


def test_a_plot_with_everything_is_kept_and_changed(store: Store, operator: str, farmer: str) -> None:
    files = photos.desk_files(store)
    sketch = files.put(b"a drawn plot")
    form = PlotForm("屋后", 1500, "茶、水稻", "contracted", "330112201201", "30.1234,119.5678", sketch)
    with store.write(by=operator) as s:
        plot_id = add_plot(s, farmer, form, files)
    with store.read() as s:
        first, second = plots_of(s, farmer)
        assert photos.waiting(s.connection())[0] == 1, "the sketch is on its way to central"
    assert first.crops == "猕猴桃，山核桃"
    assert (second.id, second.name, second.crop_names, second.place) == (
        plot_id,
        "屋后",
        ("茶", "水稻"),
        "30.123400, 119.567800",
    )
    with store.write(by=operator) as s:
        more = PlotForm("屋后", 1800, second.crops, second.tenure, sketch=second.sketch, plot_id=plot_id)
        change_plots(s, farmer, [form_of(first), more], files)
    with store.read() as s:
        changed = plot(s, plot_id)
    assert (changed.area, changed.place, changed.sketch, changed.village_code) == (1800, "", sketch, "")
    assert form_of(changed).plot_id == plot_id


def test_what_he_gave_up_is_no_longer_listed_but_stays(store: Store, operator: str, farmer: str) -> None:
    with store.read() as s:
        (only,) = plots_of(s, farmer)
    with store.write(by=operator) as s:
        change_plots(s, farmer, [])
    with store.read() as s:
        assert plots_of(s, farmer) == []
        assert plot(s, only.id).crops == "猕猴桃，山核桃"


def test_a_plot_without_a_crop_and_one_too_many_are_refused(store: Store, operator: str, farmer: str) -> None:
    with store.write(by=operator) as s, pytest.raises(Invalid) as caught:
        add_plot(s, farmer, PlotForm(crops=" "))
    assert caught.value.field == "plot_crops"
    with store.write(by=operator) as s:
        for _ in range(MOST_PLOTS - 1):
            add_plot(s, farmer, PlotForm(crops="茶"))
        with pytest.raises(Refused, match="plots_too_many"):
            add_plot(s, farmer, PlotForm(crops="茶"))
