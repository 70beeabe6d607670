"""The sentences of parcels that go back, come again, or are not what was scanned."""

from villagedesk.i18n import N_

PARCELS: dict[str, str] = {
    "damage_proof_missing": N_(
        "Take a photo and weigh it, or say why that is not possible: without them nobody will pay."
    ),
    "driver_must_sign_back": N_("Let the driver sign for what he takes along. If he does not, write down why."),
    "nothing_goes_back": N_("Nothing is put aside to go back."),
    "parcel_waits_for_driver": N_(
        "{waybill} lies here already, at {shelf}, and waits for the driver to take it back. If the villager wants it after "
        "all, open it and put it back on the shelf."
    ),
    "waybill_collected": N_(
        "A parcel with this number was handed over here a short time ago. If it comes back, begin a return on its page."
    ),
}
