"""Results and certificates in words."""

from villagedesk import i18n
from villagedesk.domain.courses import course_title
from villagedesk.domain.training_results import TRAINING_CERTIFICATE
from villagedesk.i18n import _, language, ngettext
from villagedesk.store.training_results import CertificateRow, ResultRow


def hours_text(minutes: int) -> str:
    """``4:00`` of minutes, the hours not filled up."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def result_pill(one: ResultRow) -> tuple[str, str]:
    """Where somebody stands, and its colour."""
    if one.certificate is not None:
        words, kind = certificate_pill(one.certificate)
        return (_("certificate"), "good") if one.certificate.valid else (words, kind)
    if one.passed:
        return (_("passed"), "good") if one.enough else (_("passed, hours missing"), "wait")
    if not one.attempts:
        return _("not assessed"), "plain"
    if one.attempts_left > 0:
        left = one.attempts_left
        return ngettext("{count} resit left", "{count} resits left", left).format(count=left), "wait"
    return _("not passed"), "act"


def result_line(one: ResultRow) -> str:
    """Hours, and the newest attempt."""
    parts = [
        one.group,
        _("{here} of {planned} h").format(here=hours_text(one.minutes), planned=hours_text(one.planned)),
    ]
    if one.attempts:
        last = one.attempts[-1]
        parts.append(
            _("practical {shown}/{of}, questions {right}/{asked}").format(
                shown=sum(last.practical.values()),
                of=len(last.practical),
                right=sum(last.oral.values()),
                asked=len(last.oral),
            )
        )
    if one.certificate is not None:
        parts.append(one.certificate.number)
    return "    ".join(part for part in parts if part)


def certificate_pill(one: CertificateRow) -> tuple[str, str]:
    """Whether a certificate is good, and its colour."""
    if one.over:
        return _("has run out"), "wait"
    return TRAINING_CERTIFICATE.said(one.state), "good" if one.valid else "act"


def certificate_line(one: CertificateRow) -> str:
    """Course, hours, until when, and why it was taken back."""
    until = _("Good until {day}").format(day=i18n.short_day(one.expires_on))
    hours = _("{hours} h").format(hours=hours_text(one.minutes))
    parts = (course_title(one.course, language(), one.title), hours, until, one.reason)
    return "    ".join(part for part in parts if part)
