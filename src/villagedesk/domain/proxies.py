"""Who may collect parcels for a villager: persons he named and agreed to, and the people of his household."""

from dataclasses import dataclass, replace
from datetime import date

from villagedesk.domain.identity import check_name, check_phone
from villagedesk.domain.people import Proxy, found_problems
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid

RELATION_LENGTH = 12
MOST_PROXIES = 8


@dataclass(frozen=True)
class ProxyForm:
    """A proxy as he is typed. ``proxy_id`` is a person on file; ``until`` the last ISO day, empty for no end."""

    name: str = ""
    phone: str = ""
    relation: str = ""
    until: str = ""
    proxy_id: str = ""


def check_proxy(form: ProxyForm, today: str) -> ProxyForm:
    """The form as it is kept.

    Raises:
        Invalid: the first input that is not right.
    """
    problems = found_problems(
        lambda: check_name(form.name),
        lambda: check_phone(form.phone) if form.phone.strip() else None,
        lambda: check_text("relation", form.relation, RELATION_LENGTH),
        lambda: _check_until(form.until, today),
    )
    if problems:
        raise next(iter(problems.values()))
    return replace(
        form,
        name=check_name(form.name),
        phone=check_phone(form.phone) if form.phone.strip() else "",
        relation=check_text("relation", form.relation, RELATION_LENGTH),
    )


def in_force(proxy: Proxy, today: str) -> bool:
    """Whether a proxy may collect on an ISO date."""
    return proxy.withdrawn_at is None and (not proxy.until or today <= proxy.until)


def _check_until(until: str, today: str) -> None:
    if not until:
        return
    try:
        date.fromisoformat(until)
    except ValueError:
        raise Invalid("until", "not_a_date") from None
    if until < today:
        raise Invalid("until", "proxy_over")
