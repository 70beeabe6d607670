"""Setting up a centre, as the county does it: application, acceptance on the spot, contract, and how far the first day is."""

from villagedesk.central.setting_up.accepting import accept_centre as accept_centre
from villagedesk.central.setting_up.accepting import answer_point as answer_point
from villagedesk.central.setting_up.accepting import give_thing as give_thing
from villagedesk.central.setting_up.applying import apply_centre as apply_centre
from villagedesk.central.setting_up.applying import approve_application as approve_application
from villagedesk.central.setting_up.applying import look_again as look_again
from villagedesk.central.setting_up.applying import refuse_application as refuse_application
from villagedesk.central.setting_up.applying import take_on_file as take_on_file
from villagedesk.central.setting_up.contracts import check_contract as check_contract
from villagedesk.central.setting_up.contracts import contract_of as contract_of
from villagedesk.central.setting_up.contracts import end_contract as end_contract
from villagedesk.central.setting_up.contracts import make_code as make_code
from villagedesk.central.setting_up.contracts import sign_contract as sign_contract
from villagedesk.central.setting_up.lists import PointFound as PointFound
from villagedesk.central.setting_up.lists import SetupFile as SetupFile
from villagedesk.central.setting_up.lists import file_of_centre as file_of_centre
from villagedesk.central.setting_up.lists import setup_file as setup_file
from villagedesk.central.setting_up.lists import setups_in as setups_in
