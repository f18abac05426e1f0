from __future__ import annotations

import msgspec

from chalicelib.api.core.pagination import Page, PageQuery, paginate
from chalicelib.api.core.parameters import IfMatchVersion
from chalicelib.api.core.request import FullAccessRequest, StaffRequest
from chalicelib.api.core.responses import Ok
from chalicelib.api.core.routing import Routes
from chalicelib.api.endpoints.lookups import current_clinic
from chalicelib.api.presenters import billing_settings as presenters
from chalicelib.api.schemas.billing_settings import BillingSettings, BillingSettingsUpdate, SettingsChange
from chalicelib.bootstrap import Services
from chalicelib.credit.clinic import Clinic

routes = Routes()


@routes.get("/v1/clinic/billing-settings")
def billing_settings(request: StaffRequest, services: Services) -> Ok[BillingSettings]:
    """Return the clinic's billing settings."""
    return _present(current_clinic(request, services))


@routes.patch(
    "/v1/clinic/billing-settings",
    error_codes=("clinic_closed", "clinic_not_supported", "no_primary_account", "primary_account_not_eligible"),
)
def change_settings(
    request: FullAccessRequest, version: IfMatchVersion, body: BillingSettingsUpdate, services: Services
) -> Ok[BillingSettings]:
    """Change billing settings, unless they have changed since they were read."""
    return _present(services.change_billing_settings(request.clinic_id, _changes(body), version, request.actor))


@routes.get("/v1/clinic/billing-settings/changes")
def settings_changes(request: FullAccessRequest, query: PageQuery, services: Services) -> Ok[Page[SettingsChange]]:
    """List every change of the clinic's settings, newest first; the primary account is one of the fields."""
    found = services.clinics.settings_changes(request.clinic_id, query.page)
    return Ok(paginate(found, presenters.settings_change))


def _changes(body: BillingSettingsUpdate) -> dict[str, object]:
    changes = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not msgspec.UNSET}
    if "suggested_amounts" in changes:
        changes["suggested_amounts"] = tuple(changes["suggested_amounts"])
    return changes


def _present(clinic: Clinic) -> Ok[BillingSettings]:
    return Ok(presenters.billing_settings(clinic), headers={"ETag": f'"v{clinic.settings.version}"'})
