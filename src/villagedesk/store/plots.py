"""A farmer's plots: what he works now, adding and changing them. What he gave up stays, for what grew there was true."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import literal_column
from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.people import Person, Plot
from villagedesk.domain.plots import MOST_PLOTS, PlotForm, check_plot, crops_of, place_text, read_place
from villagedesk.errors import Refused
from villagedesk.store import photos
from villagedesk.store.files import FileStore
from villagedesk.store.same_person import ids_of, kept_of
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class PlotRow:
    """A plot in a list. ``area`` in thousandths of a mu, ``place`` two numbers or "", ``sketch`` a picture's SHA-256.

    ``crops`` is the line as it is kept; ``crop_names`` the same taken apart.
    """

    id: str
    person_id: str
    name: str
    area: int | None
    crops: str
    crop_names: tuple[str, ...]
    tenure: str
    village_code: str
    place: str
    sketch: str


def plots_of(s: Session, person_id: str) -> list[PlotRow]:
    """The plots a farmer works today, in the order in which they were named."""
    return [_row(plot) for plot in worked(s, person_id)]


def plot(s: Session, plot_id: str) -> PlotRow:
    """One plot, also one that was given up.

    Raises:
        NotFound: it is not on this computer.
    """
    return _row(get(s, Plot, plot_id))


@action
def add_plot(s: WriteSession, person_id: str, form: PlotForm, files: FileStore | None = None) -> str:
    """One more plot; returns its id.

    Args:
        files: where the sketch is; not needed without one.

    Raises:
        Invalid: something typed is not right.
        NotFound: the farmer is not on this computer.
        Refused: ``plots_too_many``.
    """
    person = get(s, Person, person_id)
    form = check_plot(form)
    if len(worked(s, person.id)) >= MOST_PLOTS:
        raise Refused("plots_too_many", limit=MOST_PLOTS)
    return new_plot(s, person.id, form, files).id


@action
def change_plots(s: WriteSession, person_id: str, forms: Sequence[PlotForm], files: FileStore | None = None) -> None:
    """All plots of a farmer as they are now: what is not among them he works no more.

    Raises:
        Invalid: something typed is not right; nothing is changed then.
        NotFound: the farmer is not on this computer.
        Refused: ``plots_too_many``.
    """
    person = get(s, Person, kept_of(s, person_id))
    checked = [check_plot(form) for form in forms if form.crops.strip() or form.plot_id]
    if len(checked) > MOST_PLOTS:
        raise Refused("plots_too_many", limit=MOST_PLOTS)
    there = {row.id: row for row in worked(s, person.id)}
    for form in checked:
        if form.plot_id in there:
            write_plot(s, there.pop(form.plot_id), form, files)
        else:
            new_plot(s, person.id, form, files)
    for row in there.values():
        row.given_up_on = clock.today()


def worked(s: Session, person_id: str) -> Sequence[Plot]:
    """The rows behind ``plots_of``."""
    asked = select(Plot).where(col(Plot.person_id).in_(ids_of(s, person_id)), col(Plot.given_up_on).is_(None))
    # Plots of one dossier are of the same moment: the row's number keeps the order in which they were named.
    return s.exec(asked.order_by(col(Plot.created_at), literal_column("rowid"))).all()


def new_plot(s: WriteSession, person_id: str, form: PlotForm, files: FileStore | None) -> Plot:
    """A plot from a checked form, as part of an action."""
    row = Plot(person_id=person_id, crops=form.crops)
    _write(row, form)
    _keep_sketch(s, form.sketch, files)
    return new_row(s, row)


def write_plot(s: WriteSession, row: Plot, form: PlotForm, files: FileStore | None) -> None:
    """Put a checked form into a plot, as part of an action."""
    if form.sketch and form.sketch != row.sketch:
        _keep_sketch(s, form.sketch, files)
    _write(row, form)


def form_of(row: PlotRow) -> PlotForm:
    """The form that shows a plot on file."""
    return PlotForm(row.name, row.area, row.crops, row.tenure, row.village_code, row.place, row.sketch, row.id)


def _write(row: Plot, form: PlotForm) -> None:
    latitude, longitude = read_place(form.place) if form.place else (None, None)
    values = {
        "name": form.name or None,
        "area": form.area,
        "crops": form.crops,
        "tenure": form.tenure or None,
        "village_code": form.village_code or None,
        "latitude": latitude,
        "longitude": longitude,
        "sketch": form.sketch or None,
    }
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _keep_sketch(s: WriteSession, sketch: str, files: FileStore | None) -> None:
    if sketch and files is not None:
        photos.attach(s.connection(), files, sketch, "plot")
        s.touch("blob")


def _row(row: Plot) -> PlotRow:
    known = row.latitude is not None and row.longitude is not None
    return PlotRow(
        id=row.id,
        person_id=row.person_id,
        name=row.name or "",
        area=row.area,
        crops=row.crops,
        crop_names=tuple(crops_of(row.crops)),
        tenure=row.tenure or "",
        village_code=row.village_code or "",
        place=place_text(row.latitude, row.longitude) if known else "",  # type: ignore[arg-type]
        sketch=row.sketch or "",
    )
