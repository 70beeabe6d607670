"""What the form shows of a dossier that is on file."""

from villagedesk.desktop.draft_line import photos_as_text
from villagedesk.desktop.farmers.plots_text import plots_as_text
from villagedesk.domain.dossiers import SellerForm
from villagedesk.store.drafts import Fields


def dossier_texts(form: SellerForm) -> Fields:
    """The form's fields, as a draft keeps them."""
    return {
        "name": form.name,
        "resident_id": form.resident_id,
        "phone": form.phone,
        "village_group": form.village_group,
        "village_code": form.village_code,
        "village_edition": form.village_edition,
        "nickname": form.nickname,
        "address": form.address,
        "relation": form.relation,
        "land_contract": form.land_contract,
        "crops": form.crops,
        "area": form.area,
        "plots": plots_as_text(form.plots),
        "payout": form.payout,
        "payout_holder": form.payout_holder,
        "kind": str(form.kind),
        "licence_no": form.licence_no,
        "licence_scope": form.licence_scope,
        "licence_until": form.licence_until,
        "cooperative": form.cooperative,
        "declared": form.declared,
        "consents": list(form.consents),
        "photos": photos_as_text(form.photos),
    }
