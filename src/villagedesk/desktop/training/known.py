"""What the form of a class offers: courses, trainers with their contracts, laptops, and the class that is changed."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.domain.courses import courses, is_withdrawn
from villagedesk.domain.operators import Role
from villagedesk.domain.training import ClassForm, TrainingClass
from villagedesk.domain.values import plain_fen
from villagedesk.store.operators import operators
from villagedesk.store.session import get
from villagedesk.store.training import laptops, trainers
from villagedesk.store.training.class_page import form_of


@dataclass(frozen=True)
class Named:
    """Somebody who teaches: with a contract where ``id`` is that of a trainer on file."""

    name: str
    id: str = ""
    contract: str = ""
    fee_fen: int = 0


@dataclass(frozen=True)
class Known:
    """``courses`` are (code, title), ``laptops`` (device, name)."""

    courses: tuple[tuple[str, str], ...]
    trainers: tuple[Named, ...]
    laptops: tuple[tuple[str, str], ...]
    form: ClassForm | None


def known_of(s: Session, class_id: str) -> Known:
    """What is known here; ``class_id`` is "" for a new class.

    Raises:
        NotFound: no such class.
    """
    language = i18n.language()
    on_file = [Named(one.name, one.id, one.contract, one.fee_fen) for one in trainers(s)]
    names = {one.name for one in on_file}
    here = [Named(one.name) for one in operators(s) if one.role == Role.TRAINER and one.name not in names]
    found: list[Any] = []
    form = form_of(s, get(s, TrainingClass, class_id)) if class_id else None
    own = form.course_code if form else ""
    for code, one in courses().items():
        if code == own or not is_withdrawn(code):
            found.append((code, one.title.said(language)))
    return Known(tuple(found), tuple(on_file + here), tuple(laptops(s)), form)


def texts_of(form: ClassForm) -> dict[str, Any]:
    """A class that is to be changed, as its fields show it."""
    texts = {name: getattr(form, name) for name in ("title", "trainer", "place", "plan", "funder", "audience", "aims")}
    money = {name: getattr(form, f"{name}_fen") for name in ("fee", "meal", "travel")}
    return {
        **texts,
        "contract": form.contract,
        "capacity": str(form.capacity) if form.capacity else "",
        **{name: plain_fen(fen) if fen else "" for name, fen in money.items()},
        "laptops": form.laptop.split(),
    }
