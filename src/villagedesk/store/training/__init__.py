"""Training at the centre: planning a class, enrolling, signing in, closing a session, and the lists for its pages."""

from villagedesk.store.training.lists import (
    ClassRow,
    SessionPage,
    SessionRow,
    SignRow,
    class_list,
    find_in_session,
    session_page,
    sessions_on,
)
from villagedesk.store.training.verbs import (
    all_present,
    close_session,
    enrol,
    mark,
    plan_class,
    sign_in,
    sign_in_person,
    take_back,
    walk_in,
)

__all__ = [
    "ClassRow",
    "SessionPage",
    "SessionRow",
    "SignRow",
    "all_present",
    "class_list",
    "close_session",
    "enrol",
    "find_in_session",
    "mark",
    "plan_class",
    "session_page",
    "sessions_on",
    "sign_in",
    "sign_in_person",
    "take_back",
    "walk_in",
]
