"""How the pages speak of seasons, logs and yields."""

from villagedesk import clock, i18n
from villagedesk.domain.farm_inputs import KIND_WORDS, PROBLEM_WORDS
from villagedesk.domain.seasons import Ceiling, LawfulDay
from villagedesk.domain.values import plain_mu
from villagedesk.i18n import _
from villagedesk.store.seasons import SeasonRow, UseRow


def crop(row: SeasonRow) -> str:
    """``猕猴桃 徐香``."""
    return " ".join(part for part in (row.crop, row.variety) if part)


def season_line(row: SeasonRow) -> str:
    """Plot, area, day of sowing, what is expected or came of it."""
    facts = [
        row.plot,
        _("{area} mu").format(area=plain_mu(row.area)) if row.area else "",
        _("sown {date}").format(date=i18n.short_day(row.sown_on)),
        _("expected {amount}").format(amount=i18n.weight(row.expected, "jin"))
        if row.expected and not row.ended_on
        else "",
        _("harvested {amount}").format(amount=i18n.weight(row.actual, "jin")) if row.ended_on else "",
    ]
    return "    ".join(fact for fact in facts if fact)


def lawful_words(lawful: LawfulDay | None, *, logged: bool) -> tuple[str, str]:
    """From when the harvest is lawful, in a sentence, and the tone to say it in."""
    if lawful is None:
        if logged:
            return _("Nothing in the log has an interval: it may be harvested."), "good"
        return _("Nothing is written in the log yet. Ask the farmer when he last sprayed, and what."), "wait"
    words = _("{product}, used {used_on}, {days} days").format(
        product=lawful.product, used_on=i18n.short_day(lawful.used_on), days=i18n.number(lawful.interval_days)
    )
    day = i18n.short_day(lawful.day)
    if lawful.day <= clock.today():
        return _("May be harvested, lawful since {day} ({why})").format(day=day, why=words), "good"
    return _("Lawful to harvest from {day} on ({why})").format(day=day, why=words), "wait"


def ceiling_words(found: Ceiling | None) -> tuple[str, str]:
    """What the plot can grow against what was brought, with the arithmetic, and the tone; "" where nothing is known."""
    if found is None:
        return "", ""
    can = _("{area} mu can grow about {most} ({per_mu} a mu)").format(
        area=plain_mu(found.area), most=i18n.weight(found.most, "jin"), per_mu=i18n.weight(found.per_mu, "jin")
    )
    brought = _("{total} were brought").format(total=i18n.weight(found.total, "jin"))
    if found.passed:
        return f"{can}    {brought}", "muted"
    over = _("That is more than the land gives. Ask whether a neighbour's harvest is in it.")
    return f"{can}    {brought}    {over}", "act"


def use_line(use: UseRow) -> str:
    """Kind, dose, number, interval, and what was odd or wrong."""
    facts = [
        _(KIND_WORDS[use.kind]) if use.kind in KIND_WORDS else use.kind,
        use.dose,
        use.licence_no,
        _("interval {days} days, until {day}").format(
            days=i18n.number(use.interval_days), day=i18n.short_day(use.lawful_on)
        )
        if use.lawful_on
        else "",
        _("bought here") if use.bought_here else "",
        _("struck: {reason}").format(reason=use.struck) if use.struck else "",
        *(_(PROBLEM_WORDS[name]) for name in use.problems if name in PROBLEM_WORDS),
    ]
    return "    ".join(fact for fact in facts if fact)
