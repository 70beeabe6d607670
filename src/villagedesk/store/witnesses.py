"""Who saw a closing count: a second operator by his PIN, a villager who signs, or the county office by phone."""

from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain import day_code
from villagedesk.domain.cash_day import CashDay, Witness
from villagedesk.domain.evidence import Signed
from villagedesk.domain.people import Person
from villagedesk.errors import Refused
from villagedesk.store import identity
from villagedesk.store.cash_days import NOT_LOOKED, CodeLook, DayRow, Seen, close_day
from villagedesk.store.events import get_meta, put_meta
from villagedesk.store.evidence import keep_signature
from villagedesk.store.operators import OperatorRow, check_pin, operators
from villagedesk.store.photos import desk_files
from villagedesk.store.session import WriteSession, action, get
from villagedesk.store.store import Store

FREE_TRIES = 3
# How long the next try waits after the third, fourth, ... wrong code; the last one for every further try.
DELAYS_MS = (60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000)
_FAILURES, _UNTIL = "day_code_failures", "day_code_until"


def second_people(s: Session, operator_id: str) -> list[OperatorRow]:
    """Who could be the second person here: operators with a PIN on this computer, oneself left out."""
    return [row for row in operators(s) if row.has_pin and row.id != operator_id]


def second_person(store: Store, operator_id: str, pin: str) -> Seen:
    """Somebody else who works here says with his PIN that he saw the count.

    Raises:
        Refused: see ``operators.check_pin``.
    """
    return Seen(Witness.SECOND_PERSON, check_pin(store, operator_id, pin).id)


@action
def close_before_villager(
    s: WriteSession, day_id: str, person_id: str, signed: Signed, *, reason: str = "", code: CodeLook = NOT_LOOKED
) -> DayRow:
    """Close a counted day with a villager who saw the count and signs for it.

    Args:
        signed: what the signature pad gave; on paper it stands on the day sheet.

    Raises:
        Invalid: on ``signature``: nobody signed; also see ``close_day``.
        NotFound: the day or the villager is not on this computer.
        Refused: see ``close_day``.
    """
    day, person = get(s, CashDay, day_id), get(s, Person, person_id)
    keep_signature(s, desk_files(s.info["store"]), "cash_day", day.id, signed, person.name)
    seen = Seen(Witness.VILLAGER, person.id, "paper" if signed.on_paper else "")
    return close_day(s, day.id, reason=reason, seen=seen, code=code)


def county_code(store: Store, day_id: str, typed: str) -> Seen:
    """The county office's code for a counted day; see ``domain.day_code``. Wrong ones make the next try wait.

    Raises:
        Invalid: it has not eight digits.
        NotFound: there is no such day.
        Refused: it does not fit, a try has to wait, the day was not counted, or this computer is not enrolled.
    """
    code = day_code.read_code(typed)
    now = clock.now_ms()
    with store.transaction() as connection:
        # A clock that was set back must not lock anybody out for longer than the longest delay.
        left = min(int(get_meta(connection, _UNTIL) or 0) - now, DELAYS_MS[-1])
        if left > 0:
            raise Refused("try_later", seconds=-(-left // 1000))
        expected = _expected(Session(connection), day_id)
        right = day_code.same(code, expected)
        failures = 0 if right else int(get_meta(connection, _FAILURES) or 0) + 1
        put_meta(connection, _FAILURES, str(failures))
        put_meta(connection, _UNTIL, str(now + _delay(failures) if failures else 0))
    if not right:
        raise Refused("day_code_wrong")
    return Seen(Witness.COUNTY_CODE, "", code)


def _expected(s: Session, day_id: str) -> str:
    day = get(s, CashDay, day_id)
    device = identity.device(s.connection())
    if device is None:
        raise Refused("not_enrolled")
    if day.counted_fen is None or day.expected_fen is None:
        raise Refused("cash_day_not_counted")
    key = day_code.shared_key(identity.device_key(s.connection()), device.central_key)
    return day_code.day_code(
        key,
        centre=device.centre,
        drawer=day.drawer,
        day=day.day,
        counted_fen=day.counted_fen,
        expected_fen=day.expected_fen,
    )


def _delay(failures: int) -> int:
    return 0 if failures < FREE_TRIES else DELAYS_MS[min(failures - FREE_TRIES, len(DELAYS_MS) - 1)]
