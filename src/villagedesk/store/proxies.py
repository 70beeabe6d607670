"""Who may collect for a villager: named persons, with his consent, and the people of his household."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.evidence import Signed
from villagedesk.domain.people import Person, Proxy
from villagedesk.domain.proxies import MOST_PROXIES, ProxyForm, check_proxy, in_force
from villagedesk.errors import Invalid, Refused
from villagedesk.store.evidence import keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.household import members
from villagedesk.store.moments import sure_day
from villagedesk.store.same_person import ids_of, kept_of
from villagedesk.store.session import WriteSession, action, get, new_row

_MOST_OF_A_HOUSEHOLD = 20


@dataclass(frozen=True)
class StandIn:
    """Somebody who may collect in a villager's place. ``id`` is the proxy's row, or the person's for family."""

    id: str
    name: str
    phone: str
    relation: str
    until: str
    family: bool

    @property
    def phone_tail(self) -> str:
        """The last four digits, by which he proves himself."""
        return self.phone[-4:]


@action
def name_proxy(s: WriteSession, person_id: str, form: ProxyForm, agreed: Signed, files: FileStore | None = None) -> str:
    """Write down who may collect for a villager; returns the proxy's id.

    Args:
        person_id: the villager.
        form: who it is.
        agreed: the villager's signature; without it nobody may collect for him but by the pickup code.
        files: where the signature is put.

    Raises:
        Invalid: something typed is not right, or nobody signed.
        NotFound: the villager, or the person that is meant, is not on this computer.
        Refused: it is himself, he stands there already, or there are too many.
    """
    person = get(s, Person, person_id)
    if form.proxy_id:
        other = get(s, Person, form.proxy_id)
        form = ProxyForm(other.name, other.phone or form.phone, form.relation, form.until, other.id)
    form = check_proxy(form, clock.today())
    return write_proxy(s, person, form, agreed, files)


def write_proxy(s: WriteSession, person: Person, form: ProxyForm, agreed: Signed, files: FileStore | None) -> str:
    """Keep, within another action, a checked proxy of a villager; returns the proxy's id.

    Raises:
        Invalid: nobody signed.
        Refused: it is himself, he stands there already, or there are too many.
    """
    if form.proxy_id == person.id or (form.name == person.name and form.phone == (person.phone or "")):
        raise Refused("proxy_is_himself")
    there = proxies_of(s, person.id)
    if any((known.name, known.phone) == (form.name, form.phone) for known in there):
        raise Refused("proxy_known", name=form.name)
    if len(there) >= MOST_PROXIES:
        raise Refused("proxies_too_many", limit=MOST_PROXIES)
    if not agreed:
        raise Invalid("signature", "signature_missing")
    row = new_row(
        s,
        Proxy(
            person_id=person.id,
            proxy_id=form.proxy_id,
            name=form.name,
            phone=form.phone,
            relation=form.relation,
            until=form.until,
        ),
    )
    keep_signature(s, files, "proxy", row.id, agreed, person.name)
    return row.id


@action
def withdraw_proxy(s: WriteSession, proxy_id: str) -> None:
    """From now on this person collects nothing for the villager.

    Raises:
        NotFound: there is no such proxy.
        Refused: it was withdrawn already.
    """
    proxy = get(s, Proxy, proxy_id)
    if proxy.withdrawn_at is not None:
        raise Refused("proxy_withdrawn")
    proxy.withdrawn_at = s.now


def proxies_of(s: Session, person_id: str) -> list[StandIn]:
    """The persons a villager has named and who may collect today, in the order they were named."""
    today = sure_day(s.connection())
    rows = s.scalars(
        select(Proxy).where(col(Proxy.person_id).in_(ids_of(s, person_id))).order_by(col(Proxy.created_at))
    )
    return [
        StandIn(proxy.id, proxy.name, proxy.phone, proxy.relation, proxy.until, family=False)
        for proxy in rows
        if in_force(proxy, today)
    ]


def stand_ins(s: Session, person_id: str) -> list[StandIn]:
    """Everybody who may collect for a villager today: those he named, then the people of his household."""
    named = proxies_of(s, person_id)
    person = s.get(Person, kept_of(s, person_id)) if person_id else None
    if person is None:
        return named
    family = members(s, person)[1 : _MOST_OF_A_HOUSEHOLD + 1]
    known = {(one.name, one.phone) for one in named}
    return named + [
        StandIn(one.id, one.name, one.phone or "", "", "", family=True)
        for one in family
        if (one.name, one.phone or "") not in known
    ]
