"""The places of the window: one line each. The rail, the keys and Today's starters are drawn from these tables."""

from villagedesk.desktop.more.places import OF_MORE
from villagedesk.desktop.places import Place as Place
from villagedesk.desktop.places import Starter as Starter
from villagedesk.i18n import N_

# Only places that exist; each keeps its number for good, so that fingers can learn it.
SCREENS: list[Place] = [
    Place("today", N_("Today"), "clock", 1, "villagedesk.desktop.today.screen:TodayScreen"),
    Place("orders", N_("Orders"), "bag", 2, "villagedesk.desktop.orders.screen:OrdersScreen"),
    Place("order_list", N_("Orders"), "bag", 0, "villagedesk.desktop.orders.list_screen:OrderListScreen", "orders"),
    Place("order", N_("Order"), "bag", 0, "villagedesk.desktop.orders.order_screen:OrderScreen", "orders"),
    Place(
        "returns",
        N_("Returns and refunds"),
        "back",
        0,
        "villagedesk.desktop.returns.screen:ReturnsScreen",
        "orders",
        N_("What goes back, and who still gets money"),
    ),
    Place("return", N_("Return"), "back", 0, "villagedesk.desktop.returns.return_screen:ReturnScreen", "orders"),
    Place("return_form", N_("Goods go back"), "back", 0, "villagedesk.desktop.returns.form:ReturnFormScreen", "orders"),
    Place("payout", N_("Pay out"), "cash", 0, "villagedesk.desktop.returns.payout:PayoutScreen", "orders"),
    Place("parcels", N_("Parcels"), "box", 3, "villagedesk.desktop.parcels.screen:ParcelsScreen"),
    Place("van", N_("The van"), "truck", 0, "villagedesk.desktop.parcels.van_screen:VanScreen", "parcels"),
    Place("calls", N_("Call list"), "phone", 0, "villagedesk.desktop.parcels.calls_screen:CallsScreen", "parcels"),
    Place(
        "going_back", N_("What goes back"), "back", 0, "villagedesk.desktop.parcels.back_screen:BackScreen", "parcels"
    ),
    Place("parcel", N_("Parcel"), "box", 0, "villagedesk.desktop.parcels.parcel_screen:ParcelScreen", "parcels"),
    Place("pack", N_("Look at the pack"), "sprout", 0, "villagedesk.desktop.parcels.pack_screen:PackScreen", "parcels"),
    Place("cash", N_("Till"), "cash", 4, "villagedesk.desktop.cash.screen:CashScreen"),
    Place("cash_count", N_("Count the drawer"), "cash", 0, "villagedesk.desktop.cash.count_screen:CountScreen", "cash"),
    Place("cash_float", N_("Float"), "cash", 0, "villagedesk.desktop.cash.float_screen:FloatScreen", "cash"),
    Place("cash_owed", N_("Due and owed"), "cash", 0, "villagedesk.desktop.cash.owed_screen:OwedScreen", "cash"),
    Place("cash_bank", N_("Bank"), "cash", 0, "villagedesk.desktop.cash.bank_screen:BankScreen", "cash"),
    Place("cash_days", N_("Days"), "cash", 0, "villagedesk.desktop.cash.days_screen:DaysScreen", "cash"),
    Place("bills", N_("Bills"), "cash", 0, "villagedesk.desktop.bills.screen:BillsScreen", "cash"),
    Place("farmers", N_("Farmers"), "person", 5, "villagedesk.desktop.farmers.screen:FarmersScreen"),
    Place("farmer", N_("Farmer"), "person", 0, "villagedesk.desktop.farmers.farmer:FarmerScreen", "farmers"),
    Place("passbook", N_("Passbook"), "person", 0, "villagedesk.desktop.passbook.screen:PassbookScreen", "farmers"),
    Place(
        "seller_form",
        N_("Take on a farmer"),
        "person",
        0,
        "villagedesk.desktop.farmers.seller_form:SellerFormScreen",
        "farmers",
    ),
    Place("dossier", N_("Dossier"), "person", 0, "villagedesk.desktop.farmers.dossier:DossierScreen", "farmers"),
    Place("visits", N_("Look again"), "calendar", 0, "villagedesk.desktop.farmers.visits:VisitsScreen", "farmers"),
    Place(
        "person_form",
        N_("New villager"),
        "person",
        0,
        "villagedesk.desktop.farmers.person_form:PersonFormScreen",
        "farmers",
    ),
    Place(
        "proxies", N_("Who may collect"), "people", 0, "villagedesk.desktop.farmers.proxies:ProxiesScreen", "farmers"
    ),
    Place("seasons", N_("Seasons"), "sprout", 0, "villagedesk.desktop.seasons.screen:SeasonsScreen", "farmers"),
    Place("season", N_("Season"), "sprout", 0, "villagedesk.desktop.seasons.season:SeasonScreen", "farmers"),
    Place("produce", N_("Produce"), "sprout", 6, "villagedesk.desktop.produce.screen:ProduceScreen"),
    Place("lot", N_("Lot"), "sprout", 0, "villagedesk.desktop.produce.lot:LotScreen", "produce"),
    Place(
        "lot_form",
        N_("Put produce on sale"),
        "sprout",
        0,
        "villagedesk.desktop.produce.lot_form:LotFormScreen",
        "produce",
    ),
    Place("sales", N_("Buyers' orders"), "scale", 0, "villagedesk.desktop.sales.screen:SalesScreen", "produce"),
    Place("crop_order", N_("Buyer's order"), "scale", 0, "villagedesk.desktop.sales.order:CropOrderScreen", "produce"),
    Place("weigh_in", N_("Weigh in"), "scale", 0, "villagedesk.desktop.sales.weigh:WeighScreen", "produce"),
    Place("settle", N_("Settle"), "scale", 0, "villagedesk.desktop.sales.settle:SettleScreen", "produce"),
    Place("prices", N_("Prices of markets"), "chart", 0, "villagedesk.desktop.sales.prices:PricesScreen", "produce"),
    Place("pay_farmer", N_("Pay a farmer"), "cash", 0, "villagedesk.desktop.sales.pay:PayFarmerScreen", "produce"),
    Place(
        "certificate",
        N_("Conformity certificate"),
        "paper",
        0,
        "villagedesk.desktop.certificates.lot:LotCertificateScreen",
        "produce",
    ),
    Place(
        "certificates",
        N_("Conformity certificates"),
        "paper",
        0,
        "villagedesk.desktop.certificates.screen:CertificatesScreen",
        "produce",
    ),
    Place("trace", N_("Where from, where to"), "search", 0, "villagedesk.desktop.produce.trace:TraceScreen", "produce"),
    Place("lot_stock", N_("Mix, split, lose"), "sack", 0, "villagedesk.desktop.produce.stock:StockScreen", "produce"),
    Place("training", N_("Training"), "monitor", 7, "villagedesk.desktop.training.screen:TrainingScreen"),
    Place("sign_in", N_("Sign-in"), "monitor", 0, "villagedesk.desktop.training.sign_in:SignInScreen", "training"),
    Place(
        "class_form",
        N_("Plan a class"),
        "monitor",
        0,
        "villagedesk.desktop.training.class_form:ClassFormScreen",
        "training",
    ),
    Place(
        "class_results",
        N_("Results and certificates"),
        "star",
        0,
        "villagedesk.desktop.training_results.class_results:ClassResultsScreen",
        "training",
    ),
    Place(
        "assess", N_("Assessment"), "star", 0, "villagedesk.desktop.training_results.assess:AssessScreen", "training"
    ),
    Place(
        "training_certificates",
        N_("Course certificates"),
        "star",
        0,
        "villagedesk.desktop.training_results.certificates:TrainingCertificatesScreen",
        "training",
        N_("Who has passed which course: print again, or take one back"),
    ),
    Place(
        "training_outcomes",
        N_("What training led to"),
        "chart",
        0,
        "villagedesk.desktop.training_results.outcomes:OutcomesScreen",
        "training",
        N_("Listed, sold, paid; who is to be asked; who comes how often"),
    ),
    Place(
        "courses",
        N_("Courses"),
        "monitor",
        0,
        "villagedesk.desktop.training_results.courses:CoursesScreen",
        "training",
        N_("What is taught, shown and asked, and which right it opens"),
    ),
    Place("class", N_("Class"), "monitor", 0, "villagedesk.desktop.training.class_screen:ClassScreen", "training"),
    Place(
        "calendar", N_("Calendar"), "calendar", 0, "villagedesk.desktop.training.calendar:CalendarScreen", "training"
    ),
    Place(
        "paper_sheet",
        N_("Paper sheet"),
        "paper",
        0,
        "villagedesk.desktop.training.paper_sheet:PaperSheetScreen",
        "training",
    ),
    Place(
        "allowances",
        N_("Allowances"),
        "cash",
        0,
        "villagedesk.desktop.training.allowances:AllowancesScreen",
        "training",
    ),
    Place("survey", N_("Survey"), "check", 0, "villagedesk.desktop.training_results.survey:SurveyScreen", "training"),
    Place(
        "handouts", N_("Hand out"), "box", 0, "villagedesk.desktop.training_results.handouts:HandoutsScreen", "training"
    ),
    Place("walk_ins", N_("Walk-ins"), "people", 0, "villagedesk.desktop.training.walk_ins:WalkInsScreen", "training"),
    Place("trainers", N_("Trainers"), "person", 0, "villagedesk.desktop.training.trainers:TrainersScreen", "training"),
    Place("verify", N_("Verify"), "shield", 8, "villagedesk.desktop.verify.screen:VerifyScreen"),
    Place(
        "fakes",
        N_("Complaints about fakes"),
        "warning",
        0,
        "villagedesk.desktop.fakes.screen:FakesScreen",
        "verify",
        N_("“I bought a fake”: photos, the seller's answer, 12315"),
    ),
    Place("fake", N_("Complaint"), "warning", 0, "villagedesk.desktop.fakes.fake_screen:FakeScreen", "verify"),
    Place("fake_form", N_("I bought a fake"), "warning", 0, "villagedesk.desktop.fakes.form:FakeFormScreen", "verify"),
    Place("more", N_("More"), "dots", 9, "villagedesk.desktop.more.screen:MoreScreen"),
    *OF_MORE,
]

STARTERS: list[Starter] = [
    Starter("F2", N_("Take an order"), "bag", "orders", {"start": "person"}),
    Starter("F3", N_("Hand over parcel"), "box", "parcels", {"start": "hand_over"}),
    Starter("F5", N_("Unload the van"), "truck", "van"),
    Starter("F6", N_("Weigh in"), "scale", "sales", {"view": "weigh"}),
]


def place(name: str) -> Place | None:
    """The place with this name, or None."""
    return next((found for found in SCREENS if found.name == name), None)


# What a trainer's own laptop has: the rail's places, and the cards of More.
LAPTOP = frozenset({"training", "more", "sync", "prints", "operators", "settings", "practice", "courses"})


def rail(*, laptop: bool = False) -> list[Place]:
    """The places on the rail, by their Alt number; on a trainer's own laptop only those it has."""
    found = [one for one in SCREENS if one.alt and (not laptop or one.name in LAPTOP)]
    return sorted(found, key=lambda one: one.alt)


def home(*, laptop: bool = False) -> str:
    """Where somebody who logs in begins."""
    return "training" if laptop else "today"


def starters() -> list[Starter]:
    """The starters whose page exists."""
    return [starter for starter in STARTERS if place(starter.place)]
