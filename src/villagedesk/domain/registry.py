"""Every synced entity, parents first; what cannot sync is refused when the program starts, not in the field."""

from functools import cache
from types import NoneType, UnionType
from typing import Union, get_args, get_origin

from villagedesk.domain.assets import Asset, AssetCheck, AssetSeen
from villagedesk.domain.bills import Bill
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.cash_day import CashDay, Deposit
from villagedesk.domain.centre import Centre, SigningKey
from villagedesk.domain.certificates import Certificate, CollectedCertificate, Revocation
from villagedesk.domain.commission import Commission, CommissionPayout
from villagedesk.domain.consents import Consent
from villagedesk.domain.county_courses import CountyCourse, CoursePack, MaterialCopy
from villagedesk.domain.crops import HarvestLot, LotPhoto
from villagedesk.domain.entity import LOCAL_FIELDS, Entity, snake
from villagedesk.domain.evidence import Evidence
from villagedesk.domain.fakes import FakeReport, InputCheck
from villagedesk.domain.line_log import LineMonth, RoomLine
from villagedesk.domain.listings import Listing
from villagedesk.domain.lists_taken import ListRow, ListTaken
from villagedesk.domain.lot_moves import LotMove
from villagedesk.domain.lot_tests import LotTest
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.operators import Operator
from villagedesk.domain.orders import Order, OrderLine
from villagedesk.domain.parcels import BackTrip, HandOver, Parcel, VanVisit
from villagedesk.domain.people import PayoutAccount, Person, PersonApart, PersonMerge, PersonPhoto, Plot, Proxy
from villagedesk.domain.platform import PlatformAddress
from villagedesk.domain.prices import PlatformPrice
from villagedesk.domain.protected_names import PlatformName
from villagedesk.domain.returns import Refund, Return, ReturnLine
from villagedesk.domain.sales import (
    CropAllocation,
    CropClaim,
    CropOrder,
    CropPack,
    CropPayout,
    CropShipment,
    GradeDispute,
    WeighIn,
)
from villagedesk.domain.seasons import CropSeason, InputUse
from villagedesk.domain.sellers import Seller, SellerVisit
from villagedesk.domain.setting_up import AcceptanceItem, CentreContract, CentreSetup, FirstDayStep
from villagedesk.domain.support import ProgramReport
from villagedesk.domain.tickets import Ticket
from villagedesk.domain.training import (
    Allowance,
    Attendance,
    ClassPhoto,
    Enrolment,
    Handout,
    LaptopTrainer,
    SurveySheet,
    Trainer,
    TrainingClass,
    TrainingSession,
)
from villagedesk.domain.training_results import Assessment, FollowUp, TrainingCertificate

ENTITIES: tuple[type[Entity], ...] = (
    Centre,
    SigningKey,
    Operator,
    Person,
    PersonPhoto,
    PersonMerge,
    PersonApart,
    Plot,
    Proxy,
    PayoutAccount,
    Seller,
    Consent,
    SellerVisit,
    CropSeason,
    InputUse,
    HarvestLot,
    LotPhoto,
    LotMove,
    LotTest,
    Certificate,
    CollectedCertificate,
    Revocation,
    Listing,
    CropOrder,
    CropAllocation,
    WeighIn,
    GradeDispute,
    CropPack,
    CropShipment,
    CropClaim,
    CropPayout,
    PlatformPrice,
    PlatformAddress,
    PlatformName,
    CountyCourse,
    CoursePack,
    MaterialCopy,
    ListTaken,
    ListRow,
    Order,
    OrderLine,
    Parcel,
    VanVisit,
    BackTrip,
    HandOver,
    Return,
    ReturnLine,
    Refund,
    FakeReport,
    InputCheck,
    Evidence,
    Bill,
    CashEntry,
    CashDay,
    Deposit,
    Commission,
    CommissionPayout,
    TextMessage,
    Trainer,
    LaptopTrainer,
    TrainingClass,
    TrainingSession,
    Enrolment,
    Attendance,
    ClassPhoto,
    SurveySheet,
    Handout,
    Allowance,
    Assessment,
    TrainingCertificate,
    FollowUp,
    Asset,
    AssetCheck,
    AssetSeen,
    ProgramReport,
    Ticket,
    LineMonth,
    RoomLine,
    CentreSetup,
    AcceptanceItem,
    CentreContract,
    FirstDayStep,
)

_ALLOWED = {str, int, bool, NoneType}


@cache
def by_name() -> dict[str, type[Entity]]:
    """The entities by table name, checked.

    Raises:
        TypeError: a field is of a kind that cannot travel, or a table has a foreign key or a UNIQUE of its own.
    """
    for entity in ENTITIES:
        _check(entity)
    return {snake(entity.__name__): entity for entity in ENTITIES}


@cache
def synced_fields(name: str) -> tuple[str, ...]:
    """The fields of an entity that events carry, sorted."""
    return tuple(sorted(set(by_name()[name].model_fields) - LOCAL_FIELDS))


@cache
def field_kinds(name: str) -> dict[str, type]:
    """What the values of each synced field are when it is not empty: str, int or bool."""
    fields = by_name()[name].model_fields
    return {
        field: kind
        for field in synced_fields(name)
        for kind in (str, int, bool)
        if kind in _kinds(fields[field].annotation)
    }


@cache
def bool_fields(name: str) -> frozenset[str]:
    """The fields that are yes or no; SQLite gives them back as 0 and 1."""
    return frozenset(field for field, kind in field_kinds(name).items() if kind is bool)


def _kinds(annotation: object) -> set[object]:
    return set(get_args(annotation)) if get_origin(annotation) in (Union, UnionType) else {annotation}


def _check(entity: type[Entity]) -> None:
    for name, info in entity.model_fields.items():
        if not _kinds(info.annotation) <= _ALLOWED:
            raise TypeError(f"{entity.__name__}.{name} cannot travel: {info.annotation!r}")
    table = entity.__table__  # type: ignore[attr-defined]
    if table.foreign_keys or any(c.unique for c in table.columns):
        raise TypeError(f"{entity.__name__}: a synced table has no foreign key and no UNIQUE but its key")
