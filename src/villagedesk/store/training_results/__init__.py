"""What comes of a class: assessment, certificates of courses, the rights they open, and what people did later."""

from villagedesk.store.training_results.assessing import (
    AssessmentPage,
    Attempt,
    assessment_page,
    attempts_of,
    record_assessment,
)
from villagedesk.store.training_results.certificates import (
    issue_class_certificates,
    revoke_training_certificate,
)
from villagedesk.store.training_results.hours import hours_of, planned_minutes
from villagedesk.store.training_results.lists import (
    CertificateRow,
    ResultRow,
    results,
    training_certificate,
    training_certificates,
)
from villagedesk.store.training_results.printing import print_training_certificate
from villagedesk.store.training_results.rights import (
    RightRow,
    certificates_of_person,
    next_class,
    rights_of,
    running_out,
    training_refusal,
)

__all__ = [
    "AssessmentPage",
    "Attempt",
    "CertificateRow",
    "ResultRow",
    "RightRow",
    "assessment_page",
    "attempts_of",
    "certificates_of_person",
    "hours_of",
    "issue_class_certificates",
    "next_class",
    "planned_minutes",
    "print_training_certificate",
    "record_assessment",
    "results",
    "revoke_training_certificate",
    "rights_of",
    "running_out",
    "training_certificate",
    "training_certificates",
    "training_refusal",
]
