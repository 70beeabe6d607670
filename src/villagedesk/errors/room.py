"""The sentences about the room itself: its equipment, repairs, the line, setting it up, practising."""

from villagedesk.i18n import N_

ROOM: dict[str, str] = {
    "acceptance_lacks": N_(
        "{count} points of the checklist are open. They are marked; each needs its answer or its photo."
    ),
    "answer_missing": N_("Please choose in order, not in order, or not needed."),
    "asset_check_over": N_("This check is over. Begin a new one."),
    "asset_kind_missing": N_("Please choose what it is."),
    "asset_reason_missing": N_("Please write down what happened, so that nobody has to ask later."),
    "centre_has_file": N_("This centre has its file already. Look under Setting up."),
    "choice_unknown": N_("Please choose one of those that are offered."),
    "contract_days_wrong": N_("A contract ends after it begins, and not before today. Look at both days."),
    "contract_missing": N_("This centre has no contract yet. Write it down in its file; then a code can be made."),
    "contract_not_now": N_("The room has to be looked at first. Fill the checklist, then write the contract down."),
    "contract_over": N_(
        "The contract of this centre has run out or was ended. Write the new one down; then a code can be made."
    ),
    "contract_scan_missing": N_("Add pictures of the signed pages, or a PDF of them."),
    "contract_scans_many": N_("At most {limit} pictures. Put several pages on one, or leave out empty ones."),
    "manual_not_written": N_("{file} cannot be written there. Choose another folder."),
    "nothing_completed": N_("Nothing is new yet. Fill in what the county asked for, or add a paper."),
    "paper_damaged": N_("This PDF is cut off or damaged. Make it anew, or send pictures of its pages."),
    "paper_unknown": N_("This is no picture and no PDF. Send pictures (JPEG, PNG, WebP) or a PDF."),
    "papers_many": N_("At most {limit} papers. Put several pages into one PDF."),
    "setup_not_now": N_("This step is over, or not due yet. The page shows where the file stands."),
    "ticket_severity_missing": N_("Please say how much it hinders the work."),
    "ticket_topic_missing": N_("Please choose what does not work."),
    "visit_in_past": N_("This day is over. Choose today or a later day."),
    "warranty_before_bought": N_("The warranty cannot end before the thing was bought. Look at both days."),
}
