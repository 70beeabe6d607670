"""Conformity certificates: whether a lot may have one, issuing, printing and revoking them, and those of others."""

from villagedesk.store.certificates.collected import collect_certificate, collected_for
from villagedesk.store.certificates.facts import allowed, lot_facts, suggestion
from villagedesk.store.certificates.issuing import issue_certificate, revoke_certificate
from villagedesk.store.certificates.lists import CertificateRow, certificates, certificates_of
from villagedesk.store.certificates.printing import print_certificate

__all__ = [
    "CertificateRow",
    "allowed",
    "certificates",
    "certificates_of",
    "collect_certificate",
    "collected_for",
    "issue_certificate",
    "lot_facts",
    "print_certificate",
    "revoke_certificate",
    "suggestion",
]
