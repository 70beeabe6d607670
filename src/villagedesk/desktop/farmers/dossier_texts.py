"""What the form shows of a dossier that is on file."""

from villagedesk.desktop.draft_line import photos_as_text
from villagedesk.domain.sellers import SellerForm
from villagedesk.store.drafts import Fields


def dossier_texts(form: SellerForm) -> Fields:
    """The form's fields, as a draft keeps them."""
    return {
        "name": form.name,
        "resident_id": form.resident_id,
        "phone": form.phone,
        "village_group": form.village_group,
        "crops": form.crops,
        "area": form.area,
        "payout": form.payout,
        "kind": str(form.kind),
        "licence_no": form.licence_no,
        "cooperative": form.cooperative,
        "consents": list(form.consents),
        "photos": photos_as_text(form.photos),
    }
