"""What taking a list in would do, row by row, before anything is done: new, on file already, or what is wrong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.consents import ConsentWay, Purpose
from villagedesk.domain.crops import LotForm, check_lot
from villagedesk.domain.dossiers import SellerForm, seller_problems
from villagedesk.domain.evidence import Signed
from villagedesk.domain.import_columns import KINDS, NO, PURPOSES, UNITS, YES, look_up, plain
from villagedesk.domain.people import Person
from villagedesk.domain.plots import PlotForm
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sellers import EXEMPT, SellerKind, SellerState
from villagedesk.domain.values import parse_mu, parse_quantity
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import LANGUAGES, N_, _
from villagedesk.store.centre import own_centre
from villagedesk.store.imports.spreadsheet import SheetRow
from villagedesk.store.likely import Likeness, likely_same
from villagedesk.store.sellers.page import seller_form, seller_page
from villagedesk.store.sellers.rights import seller_of

Progress = Callable[[int, int], None]


class Status(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    JOINS = "joins"
    KNOWN = "known"
    TWICE = "twice"
    DOUBT = "doubt"
    WRONG = "wrong"


STATUS_WORDS: dict[str, str] = {
    Status.NEW: N_("new"),
    Status.JOINS: N_("added to who is on file"),
    Status.KNOWN: N_("on file already"),
    Status.TWICE: N_("twice in the list"),
    Status.DOUBT: N_("perhaps on file"),
    Status.WRONG: N_("not right"),
}
TAKEN = frozenset({Status.NEW, Status.JOINS})


@dataclass(frozen=True)
class RowPlan:
    """One row of the list: its number there, whom or what it is about, what becomes of it, and the sentences why."""

    number: int
    title: str
    status: Status
    sentences: tuple[str, ...] = ()
    form: SellerForm | LotForm | None = None


@dataclass(frozen=True)
class Plan:
    """All rows. ``kind`` is ``sellers`` or ``lots``."""

    kind: str
    rows: tuple[RowPlan, ...]

    def count(self, *states: Status) -> int:
        """How many rows are in one of these states."""
        return sum(row.status in states for row in self.rows)


def plan_sellers(s: Session, rows: Sequence[SheetRow], progress: Progress | None = None) -> Plan:
    """Try a list of sellers out; nothing is written."""
    centre = own_centre(s)
    village = (centre.village_code or "") if centre else ""
    seen: dict[str, int] = {}
    found = []
    for at, row in enumerate(rows):
        found.append(_seller_row(s, row, village, seen))
        if progress and at % 50 == 0:
            progress(at, len(rows))
    return Plan("sellers", tuple(found))


def plan_lots(s: Session, rows: Sequence[SheetRow], progress: Progress | None = None) -> Plan:
    """Try a list of lots out; nothing is written."""
    found = []
    for at, row in enumerate(rows):
        found.append(_lot_row(s, row))
        if progress and at % 50 == 0:
            progress(at, len(rows))
    return Plan("lots", tuple(found))


def _seller_row(s: Session, row: SheetRow, village: str, seen: dict[str, int]) -> RowPlan:
    title = row.cells.get("name") or _("Row {number}").format(number=row.number)
    form, wrong = _seller_form(row, village)
    said = [*_cut(row), *wrong]
    if form is not None:
        problems = seller_problems(form, clock.today())
        said += [sentence(problem) for field, problem in problems.items() if field not in row.cut]
    if said or form is None:
        return RowPlan(row.number, title, Status.WRONG, tuple(dict.fromkeys(said)))
    for number in (form.resident_id.upper(), form.phone):
        before = seen.setdefault(number, row.number)
        if before != row.number:
            words = _("The same number stands in row {number}.").format(number=before)
            return RowPlan(row.number, title, Status.TWICE, (words,))
    return _against_file(s, row, title, form)


def _against_file(s: Session, row: SheetRow, title: str, form: SellerForm) -> RowPlan:
    same = likely_same(s, form)
    if not same:
        return RowPlan(row.number, title, Status.NEW, (), form)
    known = next((one for one in same if _is_surely(one, form)), None)
    if known is None:
        words = _("{name} on file may be the same. Take this farmer on by hand.").format(name=same[0].row.name)
        return RowPlan(row.number, title, Status.DOUBT, (words,))
    page = seller_page(s, known.row.id)
    if page.state:
        return RowPlan(row.number, title, Status.KNOWN, (_("A seller already; the row is left out."),))
    # What is on file stays; only what makes him a seller is added.
    person = seller_form(s, page.person_id)
    kept = {name: getattr(person, name) or getattr(form, name) for name in _OF_PERSON}
    others = tuple(one.row.id for one in same if one.row.id != page.person_id)
    return RowPlan(
        row.number,
        title,
        Status.JOINS,
        (_("{name} is on file and becomes a seller.").format(name=page.name),),
        replace(form, **kept, person_id=page.person_id, distinct_from=others),
    )


_OF_PERSON = ("name", "resident_id", "phone", "village_code", "village_group", "address", "nickname")


def _is_surely(one: Likeness, form: SellerForm) -> bool:
    return one.reason == "resident_id" or (one.reason == "phone" and one.row.name == form.name)


def _seller_form(row: SheetRow, village: str) -> tuple[SellerForm | None, list[str]]:
    """The form of a row, and what could not be read; None where nothing can be made of it."""
    cell, wrong = row.cells.get, []
    area = None
    if cell("area"):
        try:
            area = parse_mu(cell("area", ""))
        except Invalid as error:
            wrong.append(sentence(error))
    kind = look_up(cell("kind", ""), KINDS) if cell("kind") else SellerKind.OWN_PRODUCE.value
    if kind is None:
        wrong.append(_("“{word}” is no kind of seller that is known here.").format(word=cell("kind", "")))
        kind = SellerKind.OWN_PRODUCE.value
    consents, unknown = _consents(cell("consents", ""), bool(cell("account")))
    wrong += [_("“{word}” is no purpose that is known here.").format(word=word) for word in unknown]
    licensed = kind not in EXEMPT
    form = SellerForm(
        name=cell("name", ""),
        resident_id=cell("resident_id", ""),
        phone=_phone(cell("phone", "")),
        village_code=village,
        village_group=cell("village_group", ""),
        address=cell("address", ""),
        nickname=cell("nickname", ""),
        crops=cell("crops", ""),
        area=area,
        plots=(PlotForm(name=cell("plot_name", "")),) if cell("plot_name") else (),
        payout=f"{cell('bank', '')} {cell('account', '')}".strip() if cell("account") else "",
        kind=kind,
        licence_no=cell("licence_no", "") if licensed else "",
        licence_scope=cell("licence_scope", "") if licensed else "",
        licence_until=_until(cell("licence_until", "")) if licensed else "",
        cooperative=cell("cooperative", ""),
        declared=plain(cell("declared", "")) in YES,
        consents=consents,
        way=ConsentWay.SIGNED,
        signed=Signed(on_paper=True),
    )
    return form, wrong


def _phone(text: str) -> str:
    return "".join(text.split())


def _until(text: str) -> str:
    from villagedesk.domain.sellers import LICENCE_FOR_GOOD  # lazy: beside its only use

    return LICENCE_FOR_GOOD if plain(text) in {"长期", "永久", "long"} else text


def _consents(text: str, account: bool) -> tuple[tuple[str, ...], list[str]]:
    """The purposes a cell names; a plain yes stands for what is needed to sell, and for the account that is given."""
    if plain(text) in NO:
        return (), []
    if plain(text) in YES:
        return (Purpose.ID_IMAGE.value, *((Purpose.BANK_ACCOUNT.value,) if account else ())), []
    words = [
        word for word in text.replace("，", "、").replace(",", "、").replace(";", "、").split("、") if word.strip()
    ]
    found = [(word, look_up(word, PURPOSES)) for word in words]
    return tuple(dict.fromkeys(value for _w, value in found if value)), [word for word, value in found if not value]


def _cut(row: SheetRow) -> list[str]:
    return [
        _("Excel has cut the digits of a long number. Make the column text and type it again.")
        for field in ("resident_id", "account", "phone", "licence_no")
        if field in row.cut
    ]


def _lot_row(s: Session, row: SheetRow) -> RowPlan:
    cell = row.cells.get
    title = "  ".join(part for part in (cell("product", ""), cell("name", "")) if part) or str(row.number)
    said: list[str] = []
    seller_id = ""
    try:
        seller_id = _whose(s, row)
    except AppError as error:
        said.append(sentence(error))
    unit = look_up(cell("sale_unit", ""), UNITS)
    if unit is None:
        said.append(_("“{word}” is no unit that is known here.").format(word=cell("sale_unit", "")))
    known = _grades()
    grade = known.get(plain(cell("grade", "")), "") if cell("grade") else ""
    if cell("grade") and not grade:
        said.append(_("“{word}” is no grade that is known here.").format(word=cell("grade", "")))
    form = LotForm(
        seller_id=seller_id,
        product=cell("product", ""),
        variety=cell("variety", ""),
        grade=grade,
        sale_unit=unit or "jin",
        harvested_on=_day(cell("harvested_on", "")),
        plot=cell("plot", ""),
    )
    try:
        form = check_lot(replace(form, quantity=parse_quantity(cell("quantity", ""), form.sale_unit)), clock.today())
    except Invalid as error:
        said.append(sentence(error))
    if said:
        return RowPlan(row.number, title, Status.WRONG, tuple(dict.fromkeys(said)))
    if _recorded(s, form):
        return RowPlan(row.number, title, Status.KNOWN, (_("Such a lot is recorded already; the row is left out."),))
    return RowPlan(row.number, title, Status.NEW, (), form)


def _grades() -> dict[str, str]:
    """What a grade may be called in a list, in any language of the program."""
    found = rule_pack(clock.today()).grades
    names = {plain(grade.text.said(code)): grade.key for grade in found for code in LANGUAGES}
    return names | {plain(grade.key): grade.key for grade in found}


def _whose(s: Session, row: SheetRow) -> str:
    """The seller a row names: by ID number, else by phone, else by a name that only one has."""
    cell = row.cells.get
    asked: Iterable[tuple[str, str]] = (
        ("resident_id", cell("resident_id", "").upper()),
        ("phone", _phone(cell("phone", ""))),
        ("name", cell("name", "")),
    )
    for field, value in asked:
        if not value:
            continue
        people = s.exec(select(Person.id).where(col(getattr(Person, field)) == value).limit(20)).all()
        found = {seller.id: seller for seller in (seller_of(s, id_) for id_ in people) if seller is not None}
        if len(found) > 1:
            raise AppError("import_seller_several", name=cell("name", "") or value)
        for seller in found.values():
            if seller.state == SellerState.FROZEN:
                raise AppError("seller_stopped")
            return seller.id
    raise AppError("import_seller_unknown", name=cell("name", "") or "?")


def _recorded(s: Session, form: LotForm) -> bool:
    from villagedesk.domain.crops import HarvestLot  # lazy: beside its only use

    same = select(HarvestLot.id).where(
        col(HarvestLot.seller_id) == form.seller_id,
        col(HarvestLot.product) == form.product,
        col(HarvestLot.harvested_on) == form.harvested_on,
        col(HarvestLot.quantity) == form.quantity,
    )
    return s.exec(same.limit(1)).first() is not None


def _day(text: str) -> str:
    """A day as people write it: 2026/11/8, 2026.11.08, 2026年11月8日, 20261108."""
    digits = "".join(character if character.isdigit() else " " for character in text).split()
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    return f"{digits[0]}-{int(digits[1]):02d}-{int(digits[2]):02d}" if len(digits) >= 3 else text
