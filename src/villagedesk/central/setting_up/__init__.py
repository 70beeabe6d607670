"""Setting up a centre, as the county does it: application, acceptance on the spot, contract, and how far the first day is."""

from collections.abc import Callable, Sequence
from typing import Any

from villagedesk.central.setting_up.accepting import accept_centre as accept_centre
from villagedesk.central.setting_up.accepting import answer_point as answer_point
from villagedesk.central.setting_up.accepting import give_thing as give_thing
from villagedesk.central.setting_up.applying import FACTS as FACTS
from villagedesk.central.setting_up.applying import apply_centre as apply_centre
from villagedesk.central.setting_up.applying import approve_application as approve_application
from villagedesk.central.setting_up.applying import look_again as look_again
from villagedesk.central.setting_up.applying import refuse_application as refuse_application
from villagedesk.central.setting_up.applying import take_on_file as take_on_file
from villagedesk.central.setting_up.completing import APPLICANT as APPLICANT
from villagedesk.central.setting_up.completing import application_path as application_path
from villagedesk.central.setting_up.completing import check_application_key as check_application_key
from villagedesk.central.setting_up.completing import complete_application as complete_application
from villagedesk.central.setting_up.completing import file_papers as file_papers
from villagedesk.central.setting_up.completing import missing_of as missing_of
from villagedesk.central.setting_up.completing import return_application as return_application
from villagedesk.central.setting_up.contracts import check_contract as check_contract
from villagedesk.central.setting_up.contracts import contract_of as contract_of
from villagedesk.central.setting_up.contracts import contract_sheet as contract_sheet
from villagedesk.central.setting_up.contracts import draft_contract as draft_contract
from villagedesk.central.setting_up.contracts import end_contract as end_contract
from villagedesk.central.setting_up.contracts import make_code as make_code
from villagedesk.central.setting_up.contracts import sign_contract as sign_contract
from villagedesk.central.setting_up.lists import PointFound as PointFound
from villagedesk.central.setting_up.lists import SetupFile as SetupFile
from villagedesk.central.setting_up.lists import file_of_centre as file_of_centre
from villagedesk.central.setting_up.lists import setup_file as setup_file
from villagedesk.central.setting_up.lists import setups_in as setups_in

# For ``verbs``: the name of each act, its function, what it does, and what it gives.
VERBS: Sequence[tuple[str, Callable[..., Any], str, str]] = (
    ("apply-centre", apply_centre, "a village applies for a centre", "setup"),
    ("approve-application", approve_application, "the county wants this centre", "centre"),
    ("return-application", return_application, "an application goes back: what is missing, in words and as fields", ""),
    ("complete-application", complete_application, "what was missing in an application that was sent back", ""),
    ("file-papers", file_papers, "papers that came with an application (SHA-256 of files at central)", ""),
    ("refuse-application", refuse_application, "the county does not want this centre, with a reason", ""),
    ("look-again", look_again, "the room has to be looked at again, with a reason", ""),
    ("take-on-file", take_on_file, "open the file of a centre that was there before files were", "setup"),
    ("answer-point", answer_point, "what was found at a point of the checklist (yes, no, not_needed)", ""),
    ("accept-centre", accept_centre, "the room is fit to open, and who looked at it", ""),
    ("give-thing", give_thing, "put a thing that a room is given into its register", "number"),
    (
        "sign-contract",
        sign_contract,
        "a contract was signed (ISO dates, ids of things and pictures)",
        "contract",
    ),
    ("end-contract", end_contract, "a contract ends early, with a reason", ""),
    ("make-code", make_code, "make a one-time code with which one computer of a centre enrols", "code"),
)
