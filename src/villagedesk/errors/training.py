"""The sentences about courses, materials, assessments and training certificates."""

from villagedesk.i18n import N_

TRAINING: dict[str, str] = {
    "course_broken": N_(
        "This is no course, or a part of it is missing ({reason}). Ask the county office for the file."
    ),
    "course_not_newer": N_(
        "Version {version} of the course {course} is out already. Give the changed one a higher version."
    ),
    "class_without_course": N_("This class follows no course that is on this computer. Choose its course first."),
    "assessment_no_attempt": N_("{name} has no attempt left. Please enrol them in the class once more."),
    "assessment_passed_already": N_("{name} has passed already. Issue the certificate."),
    "assessment_practical_missing": N_("Please say of every point of the practical whether it was right."),
    "assessment_questions_missing": N_("Please ask all {count} questions."),
    "training_certified_already": N_("{name} has a certificate already: {number}. Print it again if it was lost."),
    "training_hours_short": N_(
        "{name} was there for {minutes} minutes; the certificate needs {needed}. Somebody who missed a part makes it up "
        "in another class."
    ),
    "training_not_passed": N_("{name} has not passed the assessment yet. Assess them first."),
    "training_certificate_over": N_(
        "The certificate {number} was good until {until}. The course has to be taken again."
    ),
    "training_certificate_revoked": N_("The certificate {number} was taken back: {reason}. It cannot be printed."),
    "follow_up_not_due": N_("This is answered already, or it is not time yet. The page shows the newest state."),
    "practice_open": N_("The practice room is open in another window. Leave it with F12, then throw it away."),
    # --- materials
    "course_withdrawn": N_("The county has withdrawn the course {course}. Choose another one."),
    "course_not_county": N_(
        "This course comes with the program, so it cannot be withdrawn. Give out a newer version of it."
    ),
    "course_file_missing": N_("Please choose the file of the course."),
    "material_files_missing": N_("Please choose the documents and films."),
    "material_none": N_("There are no materials of this course to be withdrawn."),
    "material_too_large": N_(
        "These files have more than {limit} MB together. Take fewer or smaller films, or use the command line at the server."
    ),
    "material_upload_cut": N_("Not everything has arrived. Send the files once more; nothing was changed."),
    "material_not_what_it_says": N_(
        "{name} is not what its ending says, or was cut off. Open it on your computer, save it anew, and send it again."
    ),
    "material_twice": N_("Two files are called {name}. Give one another name."),
    "material_no_pack": N_(
        "{name} is no pack of course materials. It ends in .vdcourse and comes from the county office."
    ),
    "material_folder": N_(
        "{name} cannot go into a pack. Put at least one document or film into the folder, none of them empty: {endings}"
    ),
    "material_titles": N_("{name} cannot be read. It says for each file how it is called, in zh_CN and en."),
    "material_damaged": N_(
        "{name} in this pack is damaged, so it is not taken in. Ask the county office for the pack once more."
    ),
    "material_unknown_course": N_(
        "This pack is for the course {course}, which is not on this computer. Sync first, then take it in again."
    ),
    "material_not_ours": N_(
        "{name} is not signed by the platform of this centre, so nothing of it is taken. Ask the county office for the pack."
    ),
    "material_cut": N_("{name} ends too early, so it is not taken in. Copy the pack onto the stick once more."),
    "material_no_room": N_(
        "These materials need {need} MB, and {free} MB are free for them. Take those of another course off, then try again."
    ),
    "material_older": N_("Newer materials of the course {course} are here already. Nothing was changed."),
    "material_unreadable": N_("{name} cannot be read. Put the stick in again; it goes on where it stopped."),
    # --- what a certificate opens
    "training_needed": N_(
        "The course “{course}” has to be passed first. No class is planned: plan one under Training (Alt+7)."
    ),
    "training_needed_class": N_(
        "The course “{course}” has to be passed first. The next class is on {day} at {time}, {place}."
    ),
    "training_ran_out": N_(
        "The certificate of “{course}” was good until {until}. No class is planned: plan one under Training (Alt+7)."
    ),
    "training_ran_out_class": N_(
        "The certificate of “{course}” was good until {until}. The next class is on {day} at {time}, {place}."
    ),
}
