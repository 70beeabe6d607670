"""How the pages speak of certificates and tests."""

from villagedesk import i18n
from villagedesk.desktop.produce.words import amount
from villagedesk.domain.certificates import REPLACED_WORDS, STATE_WORDS, CertificateState
from villagedesk.domain.lot_tests import TEST_WORDS
from villagedesk.i18n import _
from villagedesk.store.certificates import CertificateRow
from villagedesk.store.crops.testing import TestRow

_KINDS = {CertificateState.VALID: "good", CertificateState.REPLACED: "plain", CertificateState.REVOKED: "act"}


def pill(row: CertificateRow) -> tuple[str, str]:
    """Text and kind of a certificate's pill."""
    if row.state not in STATE_WORDS:
        return row.state, "plain"
    return _(STATE_WORDS[row.state]), _KINDS[CertificateState(row.state)]


def line(row: CertificateRow) -> str:
    """For how much, by whom, since when; and why it holds no more."""
    facts = [
        amount(row.quantity, row.sale_unit),
        row.issuer,
        row.origin,
        _("issued {date}").format(date=i18n.short_day(row.issued_on)),
        _("printed") if row.printed else "",
        _(REPLACED_WORDS[row.reason]) if row.reason in REPLACED_WORDS else row.reason,
    ]
    return "    ".join(fact for fact in facts if fact)


def test_line(row: TestRow) -> str:
    """Who tested it and what came of it."""
    inhibition = i18n.number(row.inhibition // 10) if row.inhibition is not None else ""
    facts = [
        _(TEST_WORDS[row.kind]) if row.kind in TEST_WORDS else row.kind,
        i18n.short_day(row.tested_on),
        _("inhibition {percent} %").format(percent=inhibition) if inhibition else "",
        row.tested_by,
        row.note,
    ]
    return "    ".join(fact for fact in facts if fact)
