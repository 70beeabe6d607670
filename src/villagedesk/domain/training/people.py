"""Who teaches: trainers with their contract, as the centre keeps them, and who works on a trainer's own laptop."""

from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.identity import check_mobile
from villagedesk.domain.texts import check_text
from villagedesk.domain.training.classes import MAX_FEE_FEN, MAX_NAME
from villagedesk.errors import Invalid


class Trainer(Entity, table=True):
    """Somebody who teaches here. ``fee_fen`` is what one class costs by the contract; ``active`` ends with it."""

    guarded: ClassVar = frozenset({"name", "phone", "fee_fen"})

    name: str
    phone: str = ""
    qualification: str = ""
    employer: str = ""
    contract: str = ""
    fee_fen: int = 0
    active: bool = True


class LaptopTrainer(Entity, table=True):
    """Who may log in on a trainer's own laptop, written there. The scope is the laptop's own, so the centre learns of it.

    ``device`` is the laptop's id; events of a class that were made there name this row.
    """

    scope_field: ClassVar[str | None] = "device"

    device: str = Field(index=True)
    name: str
    active: bool = True


@dataclass(frozen=True)
class TrainerForm:
    """What is typed of a trainer; the fee in fen."""

    name: str
    phone: str = ""
    qualification: str = ""
    employer: str = ""
    contract: str = ""
    fee_fen: int = 0


def checked_trainer(form: TrainerForm) -> TrainerForm:
    """The form as it is kept.

    Raises:
        Invalid: no name, a text that is too long, no phone number, or a fee out of reason.
    """
    if not 0 <= form.fee_fen <= MAX_FEE_FEN:
        raise Invalid("fee", "amount_out_of_range")
    return TrainerForm(
        name=check_text("name", form.name, MAX_NAME, required=True),
        phone=check_mobile(form.phone) if form.phone.strip() else "",
        qualification=check_text("qualification", form.qualification, MAX_NAME),
        employer=check_text("employer", form.employer, MAX_NAME),
        contract=check_text("contract", form.contract, MAX_NAME),
        fee_fen=form.fee_fen,
    )
