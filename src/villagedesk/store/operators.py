"""Who may work here: operators travel as rows, their PINs stay on this computer as argon2id hashes.

On a trainer's own laptop, which knows nothing of the centre but its classes, they are rows of the laptop's own scope.

A PIN says who acts; it protects no data. Wrong PINs make the next try wait, longer each time, also after a restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, select
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from villagedesk import clock
from villagedesk.domain.operators import Operator, Role
from villagedesk.domain.texts import check_text
from villagedesk.domain.training import LaptopTrainer
from villagedesk.errors import Invalid, Refused
from villagedesk.store import tables
from villagedesk.store.identity import device
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.store import Store

SHORTEST, LONGEST = 4, 8
NAME_LENGTH = 40
_FREE_TRIES = 3
_DELAYS_MS = (30_000, 60_000, 2 * 60_000, 5 * 60_000, 15 * 60_000)
# About 40 ms and 19 MiB, the second choice of OWASP's table: a counter's PC is old, and the PIN guards no key.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class OperatorRow:
    """One operator as the PIN screen and the list show him; ``has_pin``: he can log in on this computer."""

    id: str
    name: str
    role: str
    active: bool
    has_pin: bool


def operators(s: Session, *, everybody: bool = False) -> list[OperatorRow]:
    """The operators in the order they were added; without those who left unless ``everybody``."""
    known = set(s.connection().execute(select(tables.credential.c.operator_id)).scalars())
    rows: Sequence[Operator | LaptopTrainer] = (
        s.exec(rows_of(LaptopTrainer).order_by(col(LaptopTrainer.created_at), col(LaptopTrainer.id))).all()
        if laptop_id(s)
        else s.exec(rows_of(Operator).order_by(col(Operator.created_at), col(Operator.id))).all()
    )
    return [_shown(row, row.id in known) for row in rows if row.active or everybody]


def laptop_id(s: Session) -> str:
    """The id of this device where it is a trainer's own laptop, else ""."""
    found = device(s.connection())
    return found.id if found is not None and found.role == Role.TRAINER else ""


@action
def add_operator(s: WriteSession, name: str, role: str, pin: str) -> OperatorRow:
    """Somebody new who may log in here.

    Raises:
        Invalid: no name, an unknown role, or a PIN that is too short, too long, or too easy.
    """
    name = check_text("name", name, NAME_LENGTH, required=True)
    check_pin_rules(pin)
    laptop = laptop_id(s)
    made = LaptopTrainer(device=laptop, name=name) if laptop else Operator(name=name, role=Role(role))
    row: Operator | LaptopTrainer = new_row(s, made)
    if not s.operator:
        s.operator = row.created_by = row.id  # the very first one adds himself
    _keep_hash(s, row.id, pin)
    return _shown(row, True)


def check_manager(connection: Connection, operator_id: str) -> None:
    """Some things only a manager decides.

    Raises:
        Refused: ``manager_needed``.
    """
    of = (col(Operator.role), col(Operator.active))
    found = connection.execute(select(*of).where(col(Operator.id) == operator_id)).first()
    if found is None or found.role != Role.MANAGER or not found.active:
        raise Refused("manager_needed")


def set_pin(s: WriteSession, operator_id: str, pin: str) -> None:
    """A new PIN on this computer. Not an event: PINs never travel.

    Raises:
        NotFound: no such operator. Invalid: see ``add_operator``.
    """
    _get(s, operator_id)
    check_pin_rules(pin)
    _keep_hash(s, operator_id, pin)


@action
def set_active(s: WriteSession, operator_id: str, active: bool) -> None:
    """Let somebody in again, or no more.

    Raises:
        NotFound: no such operator.
        Refused: it is oneself, or the last one who can log in.
    """
    row = _get(s, operator_id)
    if not active and (operator_id == s.operator or sum(o.has_pin for o in operators(s)) <= 1):
        raise Refused("operator_needed")
    row.active = active


def check_pin_rules(pin: str) -> None:
    """Four to eight digits, not all the same and not a row like 1234.

    Raises:
        Invalid: with what is wrong.
    """
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise Invalid("pin", "pin_length", shortest=SHORTEST, longest=LONGEST)
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        raise Invalid("pin", "pin_too_easy")


def check_pin(store: Store, operator_id: str, pin: str) -> OperatorRow:
    """Log somebody in.

    Raises:
        Refused: ``pin_wait`` with the seconds left, ``pin_wrong``, or ``pin_missing`` (none was set here yet).
    """
    now = clock.now_ms()
    credential = tables.credential
    with store.transaction() as connection:
        mine = credential.c.operator_id == operator_id
        found = connection.execute(select(credential).where(mine)).one_or_none()
        if found is None:
            raise Refused("pin_missing")
        # A clock that was set back must not lock anybody out for longer than the longest delay.
        left = min(found.locked_until - now, _DELAYS_MS[-1])
        if left > 0:
            raise Refused("pin_wait", seconds=-(-left // 1000))
        right = _fits(found.pin_hash, pin)
        failures = 0 if right else found.failures + 1
        connection.execute(
            credential.update().where(mine).values(failures=failures, locked_until=now + _delay_ms(failures))
        )
    if not right:
        delay = _delay_ms(failures)
        raise Refused("pin_wait", seconds=delay // 1000) if delay else Refused("pin_wrong")
    with store.read() as s:
        return _shown(_get(s, operator_id), True)


def _get(s: Session, operator_id: str) -> Operator | LaptopTrainer:
    """Who may work here.

    Raises:
        NotFound: nobody with this id.
    """
    return s.get(LaptopTrainer, operator_id) or get(s, Operator, operator_id)


def _shown(row: Operator | LaptopTrainer, has_pin: bool) -> OperatorRow:
    role = row.role if isinstance(row, Operator) else Role.TRAINER
    return OperatorRow(row.id, row.name, role, row.active, has_pin)


def _delay_ms(failures: int) -> int:
    if failures < _FREE_TRIES:
        return 0
    return _DELAYS_MS[min(failures - _FREE_TRIES, len(_DELAYS_MS) - 1)]


def _fits(pin_hash: str, pin: str) -> bool:
    try:
        return _hasher.verify(pin_hash, pin)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _keep_hash(s: WriteSession, operator_id: str, pin: str) -> None:
    s.connection().exec_driver_sql(
        "INSERT OR REPLACE INTO credential(operator_id, pin_hash, failures, locked_until) VALUES (?, ?, 0, 0)",
        (operator_id, _hasher.hash(pin)),
    )
    s.touch("credential")
