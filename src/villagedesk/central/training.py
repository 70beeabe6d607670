"""What the platform does about certificates of courses: take one back, and what it opened is closed at every centre."""

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.certificates import list_revoked
from villagedesk.domain.texts import check_text
from villagedesk.domain.training_results import REASON_LENGTH, TrainingCertificateState


def revoke_training_certificate(
    connection: Connection, certificate_id: str, reason: str, *, by: str = acts.CENTRAL
) -> None:
    """Take the certificate of a course back; every centre hears of it.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    said = check_text("reason", reason, REASON_LENGTH, required=True)
    found = acts.locked(connection, "training_certificate", certificate_id)
    fields = {"state": TrainingCertificateState.REVOKED.value, "reason": said}
    acts.change(
        connection,
        found.scope,
        found.centre,
        "revoke_training_certificate",
        "training_certificate",
        found.id,
        fields,
        by=by,
    )
    list_revoked(connection, found.id, said, by)
