"""The models: every one that is kept, why it serves or does not, and choosing another."""

from fastapi import APIRouter, Response

from api.dashboard.pages import PageRoute, page, to
from api.dashboard.sessions import PATH, OwnForm, SignedInOf
from api.http.dependencies import ServicesOf
from serving import models as registry

router = APIRouter(prefix=f"{PATH}/models", include_in_schema=False, route_class=PageRoute)


@router.get("")
def models(services: ServicesOf, account: SignedInOf) -> Response:
    """Every model that is kept, why it serves or does not, and choosing another."""
    overview = registry.overview(services.settings.models_folder)
    return page("models/models.html", services, account, models=overview)


@router.post("/{version}/promote")
def promote(services: ServicesOf, _account: OwnForm, version: str) -> Response:
    """Let another model serve."""
    registry.promote(services.settings.models_folder, version)
    return to("models")
