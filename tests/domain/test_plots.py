"""Plots as they are typed: crops taken apart, places read, and places that cannot be."""

import pytest

from villagedesk.domain.plots import PlotForm, check_plot, crops_of, place_text, plot_problems, read_place
from villagedesk.errors import Invalid

HERE = (30_123_400, 119_567_800)


@pytest.mark.parametrize(
    "text",
    [
        "30.1234, 119.5678",
        "30.1234 119.5678",
        "119.5678,30.1234",
        "N30.1234 E119.5678",
        "119.5678°E, 30.1234°N",
        "北纬30.1234 东经119.5678",
        "（30.1234，119.5678）",
        "３０．１２３４，１１９．５６７８",
    ],
)
def test_a_place_is_read_however_it_is_pasted(text: str) -> None:
    assert read_place(text) == HERE
    assert read_place(place_text(*HERE)) == HERE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("51.5, -0.12", "place_abroad"),
        ("-30.1, 119.5", "place_abroad"),
        ("30.1234", "place_unreadable"),
        ("村口往东", "place_unreadable"),
        ("30.1, 119.5, 12", "place_unreadable"),
        ("<b>30.1, 119.5", "place_unreadable"),
        ("=30.1+119.5*2", "place_unreadable"),
    ],
)
def test_what_is_no_place_in_china_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_place(text)
    assert (caught.value.field, caught.value.code) == ("place", code)


def test_the_seventh_digit_rounds_and_no_float_is_used() -> None:
    assert read_place("30.12345678, 119.56784449") == (30_123_457, 119_567_844)


def test_crops_are_taken_apart_and_a_latin_name_keeps_its_space() -> None:
    assert crops_of("猕猴桃，山核桃、茶; 猕猴桃") == ["猕猴桃", "山核桃", "茶"]
    assert crops_of("水稻 油菜") == ["水稻", "油菜"]
    assert crops_of("kiwi fruit, tea") == ["kiwi fruit", "tea"]


def test_a_plot_is_kept_tidy_and_what_is_wrong_is_named() -> None:
    kept = check_plot(PlotForm(" 屋后\u200b ", 1500, "茶、稻", "contracted", "330112201201", "119.5678 30.1234"))
    assert (kept.name, kept.crops, kept.place) == ("屋后", "茶，稻", "30.123400, 119.567800")
    wrong = plot_problems(PlotForm("x" * 21, None, "", "stolen", "12", "nowhere"))
    assert {field: error.code for field, error in wrong.items()} == {
        "plot_name": "too_long",
        "plot_crops": "field_required",
        "tenure": "field_required",
        "village_code": "village_code_length",
        "place": "place_unreadable",
    }
