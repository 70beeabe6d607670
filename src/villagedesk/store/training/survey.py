"""Handing in what somebody thought of a class, and what all of them thought."""

from collections.abc import Mapping

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.domain.training import Enrolment, SurveyResult, SurveySheet, TrainingClass, check_points
from villagedesk.domain.training.survey import REMARK_LENGTH, add_up
from villagedesk.errors import Refused
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.training.came import came_to


@action
def hand_in_survey(
    s: WriteSession, class_id: str, points: Mapping[str, int], remark: str = "", enrolment_id: str = ""
) -> str:
    """Keep one sheet; returns its id. There are never more of them than people came, whatever else is pressed.

    Args:
        class_id: the class.
        points: every question with 5 (best) to 1.
        remark: a word of his own.
        enrolment_id: who it is; "" without a name.

    Raises:
        Invalid: on ``points`` or ``remark``. NotFound: the class, or who it is, is not on this computer.
        Refused: nobody came yet, everybody has handed one in, or this one has.
    """
    get(s, TrainingClass, class_id)
    kept, words = check_points(points), check_text("remark", remark, REMARK_LENGTH)
    came, sheets = came_to(s, class_id), _sheets(s, class_id)
    if not came:
        raise Refused("survey_nobody_came")
    if enrolment_id:
        name = get(s, Enrolment, enrolment_id).name
        if any(one.enrolment_id == enrolment_id for one in sheets):
            raise Refused("survey_twice", name=name)
    if len(sheets) >= len(came):
        raise Refused("survey_all_in")
    return new_row(s, SurveySheet(class_id=class_id, enrolment_id=enrolment_id, points=kept, remark=words)).id


def survey_of(s: Session, class_id: str) -> SurveyResult:
    """What everybody thought of a class."""
    sheets = _sheets(s, class_id)
    wanted = [one.enrolment_id for one in sheets if one.enrolment_id]
    named = {one.id: one.name for one in s.exec(select(Enrolment).where(col(Enrolment.id).in_(wanted)))}
    remarks = tuple((named.get(one.enrolment_id, ""), one.remark) for one in sheets if one.remark)
    return SurveyResult(
        len(sheets), len(came_to(s, class_id)), add_up(one.points for one in sheets), remarks, _target()
    )


def to_be_asked(s: Session, class_id: str) -> list[tuple[str, str]]:
    """Who came and has not handed a sheet in with his name, as (enrolment, name), by name."""
    done = {one.enrolment_id for one in _sheets(s, class_id)}
    return [one for one in came_to(s, class_id) if one[0] not in done]


def surveys(s: Session, class_ids: list[str]) -> dict[str, SurveyResult]:
    """The same for several classes, without the remarks and without who came; only classes with sheets are in it."""
    points: dict[str, list[str]] = {}
    # Columns and not rows of the session: a year's classes are counted in one go.
    asked = sql(col(SurveySheet.class_id), col(SurveySheet.points)).where(col(SurveySheet.class_id).in_(class_ids))
    for class_id, text in s.connection().execute(asked):
        points.setdefault(class_id, []).append(text)
    return {id_: SurveyResult(len(texts), 0, add_up(texts), (), _target()) for id_, texts in points.items()}


def _sheets(s: Session, class_id: str) -> list[SurveySheet]:
    # By id and not by time: the order must not say who was first.
    return list(s.exec(select(SurveySheet).where(SurveySheet.class_id == class_id).order_by(col(SurveySheet.id))))


def _target() -> int:
    return rule_pack(clock.today()).training.satisfied_percent
