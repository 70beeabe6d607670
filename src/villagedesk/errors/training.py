"""The sentences about courses, materials, assessments and training certificates."""

from villagedesk.i18n import N_

TRAINING: dict[str, str] = {
    "course_broken": N_(
        "This is no course, or a part of it is missing ({reason}). Ask the county office for the file."
    ),
}
