"""The sample shop's web server: pages, pictures and the two settings. All else comes from the public API."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from demo import pictures
from demo.catalog import products

STOREFRONT = Path(__file__).parent / "storefront"
PAGES = ("index", "category", "search", "product", "cart", "checkout", "order", "privacy", "missing")
STATIC = ("css", "js", "images")
PICTURE_AGE = "public, max-age=86400"
PNG_SIZE = 480  # pixels: twice what a card or an email shows


def create_storefront(api_url: str, publishable_key: str) -> Starlette:
    """The shop as an ASGI application that speaks to the API at `api_url` from the shopper's browser."""
    values = {"api": escape(api_url), "key": escape(publishable_key), "departments": _links(departments())}

    def page(request: Request) -> Response:
        name = request.path_params.get("page", "index")
        if name not in PAGES:
            raise HTTPException(404)
        return HTMLResponse(_compose(name, values), headers=_headers(api_url))

    def missing(_request: Request, _error: Exception) -> Response:
        return HTMLResponse(_compose("missing", values), status_code=404, headers=_headers(api_url))

    def config(_request: Request) -> Response:
        return JSONResponse({"api": api_url, "key": publishable_key})

    routes = [
        Route("/", page),
        Route("/{page:str}.html", page),
        Route("/products/{product_id:str}", _product_address),
        Route("/config.json", config),
        Route("/pictures/{product_id:str}.svg", _picture(pictures.svg, "image/svg+xml")),
        Route("/pictures/{product_id:str}.png", _picture(_png, "image/png")),
        *(Mount(f"/{folder}", StaticFiles(directory=STOREFRONT / folder)) for folder in STATIC),
    ]
    return Starlette(routes=routes, exception_handlers={404: missing})


def departments() -> list[str]:
    """The departments as the shelves name them, in the catalog's order."""
    return list(dict.fromkeys(product.category.split(" > ")[0] for product in products("")))


def _compose(name: str, values: dict[str, str]) -> str:
    """A page inside the layout; its first line is a comment that holds its title."""
    main = (STOREFRONT / f"{name}.html").read_text()
    title = re.match(r"<!-- title: (.+) -->", main)
    layout = Template((STOREFRONT / "layout.html").read_text())
    return layout.substitute(values, main=main, page=name, title=escape(title[1]) if title else "")


def _links(departments: Sequence[str]) -> str:
    return "".join(
        f'<li><a href="/category.html?name={quote(name)}">{escape(name)}</a></li>' for name in departments
    )


def _headers(api_url: str) -> dict[str, str]:
    """Only this shop and its API may be loaded; the widget works under the policy of a careful shop."""
    sources = f"'self' {api_url}"
    policy = f"default-src {sources}; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _product_address(request: Request) -> Response:
    return RedirectResponse(f"/product.html?id={quote(request.path_params['product_id'])}")


def _picture(draw: Callable[[str], str | bytes], media_type: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        try:
            content = draw(request.path_params["product_id"])
        except KeyError:
            raise HTTPException(404) from None
        return Response(content, media_type=media_type, headers={"Cache-Control": PICTURE_AGE})

    return answer


@lru_cache(maxsize=512)
def _png(product_id: str) -> bytes:
    return pictures.png(product_id, PNG_SIZE)
