"""The sample shop's web server as a server starts it: everything from the settings."""

from starlette.applications import Starlette

from core.keys import load_keys
from core.settings import Settings
from demo.storefront import create_storefront


def storefront() -> Starlette:
    """The storefront at RAPPORT_STOREFRONT_URL, speaking to the API at RAPPORT_PUBLIC_URL."""
    settings = Settings()
    return create_storefront(settings.public_url, load_keys(settings).publishable)
