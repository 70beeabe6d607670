"""The courses that are shipped, and what is refused as a course."""

import json

import pytest

from villagedesk import paths
from villagedesk.domain.courses import FEWEST_QUESTIONS, Course, course, course_title, courses, newest, read_course
from villagedesk.errors import Invalid, NotFound, sentence

CODES = [f"K{number:02d}" for number in range(1, 11)]


def texts(one: Course) -> list[tuple[str, str]]:
    """Every text of a course, Chinese and English."""
    said = [one.title, one.about, *(item.text for item in one.practical)]
    for topic in one.syllabus:
        said += [topic.title, *topic.points]
    for question in one.questions:
        said += [question.ask, question.right, *question.wrong, question.why]
    return [(text.zh_CN, text.en) for text in said]


def document(code: str = "K03") -> dict:
    (path,) = paths.resource("courses").glob(f"{code}_*.json")
    return json.loads(path.read_bytes())


def test_ten_courses_are_shipped():
    assert list(courses()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_shipped_course_is_whole(code):
    one = course(code)
    assert len(one.questions) >= FEWEST_QUESTIONS
    assert 6 <= len(one.practical) <= 10
    assert any(item.must for item in one.practical)
    assert all(before in CODES and before != code for before in one.prerequisites)
    assert paths.drawing(one.icon)
    for question in one.questions:
        assert question.picture
        assert paths.resource(f"{question.picture}.svg").is_file()
        assert len({text for text, _right in question.answers("zh_CN")}) == 1 + len(question.wrong)


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_in_both_languages(code):
    for chinese, english in texts(course(code)):
        assert any("\u4e00" <= letter <= "\u9fff" or letter.isdigit() for letter in chinese), chinese
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in english), english


def test_the_right_answer_does_not_always_stand_first():
    places = [
        [right for _text, right in question.answers("en")].index(True)
        for one in courses().values()
        for question in one.questions
    ]
    for place in (0, 1, 2):
        assert places.count(place) > len(places) // 5


def test_one_person_is_always_asked_the_same_and_something_else_at_the_resit():
    one = course("K03")
    first = [question.key for question in one.drawn("enrolment 1", 5)]
    assert first == [question.key for question in one.drawn("enrolment 1", 5)]
    assert first != [question.key for question in one.drawn("enrolment 2", 5)]
    resit = [question.key for question in one.drawn("enrolment 1 again", 5, but=first)]
    assert not set(first) & set(resit)
    assert len(one.drawn("x", 12, but=first)) == 12


def test_the_newest_version_of_a_course_counts():
    one = course("K01")
    newer = read_course(json.dumps(document("K01") | {"version": 9}).encode())
    assert newest([newer, one])["K01"].version == 9
    assert newest([one, newer])["K01"].version == 9


@pytest.mark.parametrize(
    "change",
    [
        {"code": "no code"},
        {"version": 0},
        {"hours": 5},
        {"level": "hard"},
        {"questions": []},
        {"practical": document()["practical"][:5]},
        {"practical": [document()["practical"][0]] * 6},
        {"title": {"zh_CN": "只有中文"}},
        {"icon": ""},
        {"questions": [{**one, "picture": "../secret"} for one in document()["questions"]]},
        {"questions": [{**one, "wrong": []} for one in document()["questions"]]},
    ],
)
def test_a_course_with_a_part_that_does_not_fit_is_refused_with_a_sentence(change):
    with pytest.raises(Invalid) as refused:
        read_course(json.dumps(document() | change).encode())
    assert "county office" in sentence(refused.value)


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff\xfe", b'{"code":', b"[" * 90_000, b" " * 300_000])
def test_what_is_no_course_is_refused(text):
    with pytest.raises(Invalid):
        read_course(text)


def test_an_unknown_course():
    with pytest.raises(NotFound):
        course("K99")
    assert course_title("K99", "en", "as it was") == "as it was"
    assert course_title("K08", "en") == "Safe pesticide use"
    with pytest.raises(NotFound):
        course("K01").question("q99")
